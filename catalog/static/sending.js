// Sends one file in pieces (tus 1.0), so that a broken line or a closed window costs nothing, and shows how it goes.
"use strict";

import { refusesUs, signedInAgain } from "./signed-out.js";

const PIECE_BYTES = 8 * 1024 * 1024;
const RETRY_AFTER_MS = [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000, 60000, 60000];
/** The browser computes a digest of what lies in its memory only. */
const MOST_HASHED_BYTES = 256 * 1024 * 1024;
/** So many files are sent at once; the others wait. */
const AT_ONCE = 2;

const turns = { taken: 0, waiting: [] };

/** Ends when there is a turn for one more file; called as often as `giveTurn`. */
function takeTurn() {
  if (turns.taken < AT_ONCE) {
    turns.taken += 1;
    return Promise.resolve();
  }
  return new Promise((resolve) => turns.waiting.push(resolve));
}

function giveTurn() {
  const next = turns.waiting.shift();
  if (next) next();
  else turns.taken -= 1;
}

/** A sentence of the page with its places filled in: "{name} has arrived." */
export const say = (form, words, places) =>
  form.dataset[`words${words}`].replace(/\{(\w+)\}/g, (_, place) => places[place] ?? "");

/** A percentage in the reader's way of writing: "63 %". */
const inPercent = (percent) => (percent / 100).toLocaleString(document.documentElement.lang, { style: "percent" });

/** Bytes in the reader's way of writing: "3,4 MB". */
function inWords(bytes) {
  const [unit, divisor] = bytes < 1e6 ? ["kilobyte", 1e3] : bytes < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  const most = { style: "unit", unit, maximumFractionDigits: 1 };
  return (bytes / divisor).toLocaleString(document.documentElement.lang, most);
}

/** Seconds as a player shows them: "1:05". */
const asTime = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** What the server said when it would not take a file: {"code": ..., "sentence": ...}. */
function answerTo(error) {
  const status = error.originalResponse?.getStatus() ?? 0;
  const body = error.originalResponse?.getBody() ?? "";
  try {
    return { status, body, sentence: JSON.parse(body).sentence ?? "" };
  } catch {
    return { status, body, sentence: "" };
  }
}

/** Bytes a second over the last few seconds. */
function speedometer() {
  const marks = [];
  return (sent_bytes) => {
    marks.push([performance.now(), sent_bytes]);
    while (marks.length > 2 && marks.at(-1)[0] - marks[0][0] > 5000) marks.shift();
    const [[from_ms, from_bytes], [to_ms, to_bytes]] = [marks[0], marks.at(-1)];
    return to_ms > from_ms ? ((to_bytes - from_bytes) * 1000) / (to_ms - from_ms) : 0;
  };
}

/** An element with a class, put at the end of its parent. */
export function within(parent, name, className) {
  const element = document.createElement(name);
  element.className = className;
  parent.append(element);
  return element;
}

/** A bar, the words and the button at the end of `box`. */
function widget(box, label) {
  const bar = within(box, "progress", "");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", label);
  const row = within(box, "div", "upload__row");
  const texts = within(row, "div", "upload__texts");
  const words = within(texts, "p", "progress__words");
  // What changes all the time is for the eyes alone; what happens once is also said aloud.
  const news = within(texts, "p", "progress__words");
  news.setAttribute("role", "status");
  const button = within(row, "button", "quiet-button");
  button.type = "button";
  button.hidden = true;
  return { bar, row, words, news, button };
}

/** The SHA-256 of a file in hexadecimal digits; nothing where the browser cannot compute one. */
export async function sha256(file) {
  if (!crypto.subtle || file.size > MOST_HASHED_BYTES) return "";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The last part of an upload's address. */
const idOf = (address) => new URL(address, location.href).pathname.split("/").filter(Boolean).at(-1);

/** Where an upload of this form is. */
export const addressOf = (form, id) => new URL(`${form.dataset.tusEndpoint.replace(/\/$/, "")}/${id}`, location.href).href;

/**
 * Sends a file and shows how it goes at the end of `box`.
 *
 * `purpose` is what it is begun for, `resume(sha256)` may name the address of an upload that shall be gone on with,
 * `arrived(id)` is called when its last byte is there, `changed()` whenever `busy` may be another.
 */
export function sending(file, form, box, { purpose, label, resume, arrived, changed }) {
  const shown = widget(box, label);
  // What a name holds that cannot be seen must not turn the sentence around it.
  const name = `\u2068${file.name.replace(/\p{C}/gu, "")}\u2069`;
  const state = { busy: true, id: "", row: shown.row, discard };
  const speed = speedometer();
  let upload = null;
  let address = null;
  let paused = false;
  let gone = false;
  let percent = 0;
  let furthest_bytes = 0;
  let turn = false;

  function become(busy) {
    state.busy = busy;
    changed();
  }

  function endTurn() {
    if (turn) giveTurn();
    turn = false;
  }

  function tell(news, words = "") {
    shown.words.textContent = words;
    shown.news.textContent = news;
  }

  function offer(words) {
    shown.button.hidden = false;
    shown.button.textContent = words;
  }

  function progress(sent_bytes, size_bytes) {
    if (sent_bytes <= furthest_bytes) return;
    if (furthest_bytes > 0) shown.news.textContent = "";
    furthest_bytes = sent_bytes;
    percent = Math.floor((100 * sent_bytes) / size_bytes);
    shown.bar.value = percent;
    const bytes_a_second = speed(sent_bytes);
    const places = { percent: inPercent(percent), size: inWords(size_bytes), speed: inWords(bytes_a_second) };
    places.time = bytes_a_second ? asTime((size_bytes - sent_bytes) / bytes_a_second) : "";
    shown.words.textContent = say(form, bytes_a_second ? "Sending" : "Begun", places);
  }

  function mayRetry(error) {
    const { status } = answerTo(error);
    // 409 and 423: the server is still busy with the piece that broke off. Other refusals stay refusals.
    const goesOn = status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
    if (goesOn) tell(say(form, "Waiting", {}));
    return goesOn;
  }

  async function failed(error) {
    if (gone) return;
    const { status, body, sentence } = answerTo(error);
    if (refusesUs(status, body)) {
      tell(say(form, "SignedOut", {}));
      await signedInAgain(form);
      tell("");
      if (!paused && !gone) start();
      return;
    }
    endTurn();
    tell(say(form, sentence ? "Refused" : "Failed", { name, reason: sentence }));
    paused = true;
    shown.button.hidden = true;
    if (!sentence) offer(form.dataset.wordsResume);
    // What was refused for good does not keep the form from being sent without it.
    become(!sentence);
  }

  function succeeded() {
    endTurn();
    state.id = idOf(upload.url);
    shown.bar.value = 100;
    shown.button.remove();
    tell(say(form, "Sent", { name }));
    become(false);
    arrived(state.id);
  }

  function start() {
    // A refusal of the session must not make an upload begin anew that is there already.
    if (address) upload.url = address;
    upload.start();
  }

  async function begin() {
    tell(say(form, "Queued", {}));
    await takeTurn();
    turn = true;
    if (gone) return endTurn();
    tell("");
    const digest = await sha256(file).catch(() => "");
    const metadata = { filename: file.name, filetype: file.type, purpose };
    if (digest) metadata.sha256 = digest;
    upload = new tus.Upload(file, {
      endpoint: form.dataset.tusEndpoint,
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_AFTER_MS,
      removeFingerprintOnSuccess: true,
      metadata,
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", form.dataset.csrf),
      onUploadUrlAvailable() {
        state.id = idOf(upload.url);
        // The server names its public address; the page may have come by another one, such as localhost.
        address = upload.url = addressOf(form, state.id);
      },
      onProgress: progress,
      onShouldRetry: mayRetry,
      onSuccess: succeeded,
      onError: failed,
    });
    const there = resume?.(digest) ?? null;
    const earlier = there ? [] : await upload.findPreviousUploads();
    if (gone) return endTurn();
    if (there) address = there;
    else if (earlier.length > 0) {
      upload.resumeFromPreviousUpload(earlier.at(-1));
      address = addressOf(form, idOf(earlier.at(-1).uploadUrl));
    }
    if (there || earlier.length > 0) tell(say(form, "Resumed", { name }));
    if (!paused) start();
    offer(form.dataset[paused ? "wordsResume" : "wordsPause"]);
  }

  shown.button.addEventListener("click", async () => {
    paused = !paused;
    offer(form.dataset[paused ? "wordsResume" : "wordsPause"]);
    tell("");
    if (paused) {
      await upload.abort();
      endTurn();
      tell(say(form, "Paused", { percent: inPercent(percent) }));
      return;
    }
    become(true);
    await takeTurn();
    turn = true;
    start();
  });

  /** Stops, and forgets what has been sent, here and on the server. */
  async function discard() {
    gone = true;
    endTurn();
    state.busy = false;
    await upload?.abort(true).catch(() => {});
    changed();
  }

  begin();
  return state;
}
