// The desk on which captions are repaired: the film with them over it, and beside it the list in which they are changed.
// It is made from the WebVTT in the form's own field and written back there when the form is sent; the server judges
// what arrives. Without this script, or when it cannot read the text, that field is changed by hand.
import { problems } from "./caption-rules.js";
import { captionsOf, clock, escaped, milliseconds, webvttOf } from "./caption-text.js";

const STEP_MS = 100;
const NEW_MS = 2000;
const SAVE_KEY = "KeyS";
/** Keys with Alt, by the place of the key: a letter lies elsewhere on other keyboards, a place does not. */
const KEYS = {
  Comma: "begin-here",
  Period: "end-here",
  ArrowUp: "previous",
  ArrowDown: "next",
  Enter: "split",
  KeyJ: "join",
  KeyN: "insert",
  Delete: "delete",
  Backspace: "delete",
};

/** Builds the desk of a form. */
function desk(form, captions) {
  const find = (selector) => form.querySelector(selector);
  const list = find(".captions__list");
  const plain = find("textarea[name=webvtt]");
  const state = find(".captions__state");
  const video = find("video");
  const limits = JSON.parse(form.dataset.limits);
  const sentences = JSON.parse(form.dataset.words);
  const track = video?.addTextTrack("captions", form.dataset.label, form.dataset.language);
  const draft = `captions ${form.getAttribute("action")}`;
  const rowOf = new WeakMap();
  let rows = [];
  let inHand = null;
  let saved = "";
  let stop_s = null;

  /** A sentence with its places filled in; a fraction is written as the reader's language does. */
  function say(code, places = {}) {
    const written = (place) =>
      typeof place === "number"
        ? place.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })
        : (place ?? "");
    return sentences[code].replace(/\{(\w+)\}/g, (_, name) => written(places[name]));
  }

  /** Makes the fields of a caption, and the cue that lies over the film. */
  function made({ start, end, words }) {
    const item = find(".captions__blank").content.firstElementChild.cloneNode(true);
    const part = (name) => item.querySelector(`[data-part=${name}]`);
    const row = { item, start: part("start"), end: part("end"), words: part("words"), found: [] };
    [row.start.value, row.end.value, row.words.value] = [start, end, words];
    row.list = item.querySelector(".cue__problems");
    row.list.id = `problems-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    row.words.setAttribute("aria-describedby", row.list.id);
    if (track) {
      row.cue = new VTTCue(0, 0, "");
      row.cue.id = row.list.id;
    }
    rowOf.set(item, row);
    return row;
  }

  const captionOf = (row) => ({
    start_ms: milliseconds(row.start.value),
    end_ms: milliseconds(row.end.value),
    words: row.words.value,
  });
  const placeOf = (row) => rows.indexOf(row);

  /** Lays a caption over the film as it is now. */
  function show(row) {
    if (!track) return;
    const { start_ms, end_ms, words } = captionOf(row);
    if (Array.prototype.includes.call(track.cues ?? [], row.cue)) track.removeCue(row.cue);
    if (start_ms === null || end_ms === null || end_ms <= start_ms) return;
    [row.cue.startTime, row.cue.endTime, row.cue.text] = [start_ms / 1000, end_ms / 1000, escaped(words)];
    track.addCue(row.cue);
  }

  /** Judges a caption and writes below it what is wrong. */
  function judge(row) {
    const place = placeOf(row);
    const before = place > 0 ? captionOf(rows[place - 1]) : null;
    row.found = problems(captionOf(row), before, limits);
    row.list.replaceChildren(
      ...row.found.map(({ code, blocking, places }) => {
        const entry = document.createElement("li");
        const weight = document.createElement("strong");
        weight.textContent = `${say(blocking ? "blocking" : "advisory")}: `;
        entry.className = blocking ? "cue__problem cue__problem--blocking" : "cue__problem";
        entry.append(weight, say(code, places));
        return entry;
      }),
    );
    row.item.dataset.weight = row.found.length ? (row.found.some((each) => each.blocking) ? "blocking" : "advisory") : "";
    for (const field of [row.start, row.end, row.words]) {
      isBlocked(row) ? field.setAttribute("aria-invalid", "true") : field.removeAttribute("aria-invalid");
    }
  }

  const isBlocked = (row) => row.found.some((each) => each.blocking);
  const written = () =>
    webvttOf(rows.map((row) => ({ start: row.start.value, end: row.end.value, words: row.words.value })));

  /** Says how the captions stand. What was done comes first. */
  function tell(done = "") {
    const blocking = rows.filter(isBlocked).length;
    const advisory = rows.filter((row) => row.found.length).length - blocking;
    const all = blocking || advisory ? say("to_mend", { blocking, advisory }) : say("all_well");
    const told = [done, all, written() === saved ? "" : say("unsaved")].filter(Boolean).join(" ");
    if (state.textContent !== told) state.textContent = told;
  }

  /** Takes in what was changed at one caption; the one after it may overlap now. */
  function changed(row) {
    show(row);
    for (const each of [row, rows[placeOf(row) + 1]]) if (each) judge(each);
    tell();
  }

  /** Takes in that captions have come, gone or moved. */
  function rearranged(done) {
    rows.forEach((row, place) => {
      row.item.querySelector(".cue__number").textContent = place + 1;
      row.item.querySelector(".cue__fields").setAttribute("aria-label", say("caption", { number: place + 1 }));
    });
    rows.forEach(judge);
    tell(done);
  }

  /** Puts new captions after a place. */
  function put(place, fresh) {
    const before = rows[place]?.item ?? null;
    before ? before.after(...fresh.map((row) => row.item)) : list.append(...fresh.map((row) => row.item));
    rows.splice(place + 1, 0, ...fresh);
    fresh.forEach(show);
  }

  function drop(row) {
    rows = rows.filter((each) => each !== row);
    row.item.remove();
    if (track && Array.prototype.includes.call(track.cues ?? [], row.cue)) track.removeCue(row.cue);
  }

  /** Takes a caption in hand; a film that stands still shows it. */
  function take(row) {
    if (row === inHand) return;
    inHand?.item.removeAttribute("aria-current");
    inHand = row;
    if (!row) return;
    row.item.setAttribute("aria-current", "true");
    const { start_ms } = captionOf(row);
    if (video?.paused && start_ms !== null) video.currentTime = start_ms / 1000;
  }

  function goTo(row) {
    if (!row) return;
    row.words.focus();
    row.item.scrollIntoView({ block: "nearest" });
  }

  function setTime(field, time_ms) {
    field.value = clock(time_ms);
    changed(inHand);
  }

  /** Stops the film at the end of the caption that is played. */
  function watch() {
    if (stop_s === null || video.paused) return;
    if (video.currentTime >= stop_s) {
      video.pause();
      stop_s = null;
    } else {
      requestAnimationFrame(watch);
    }
  }

  function play() {
    if (!video.paused) return video.pause();
    const { start_ms, end_ms } = captionOf(inHand);
    if (start_ms === null || end_ms === null) return undefined;
    video.currentTime = start_ms / 1000;
    stop_s = end_ms / 1000;
    return video.play().then(watch, () => undefined);
  }

  /** Parts a caption at the cursor, its time in proportion to the words; at the film's place when it stands inside. */
  function split() {
    const { start_ms, end_ms, words } = captionOf(inHand);
    if (start_ms === null || end_ms === null || end_ms <= start_ms) return;
    const at = inHand.words.selectionStart;
    const now_ms = video ? video.currentTime * 1000 : 0;
    const share = words ? at / words.length : 0.5;
    const inside = now_ms > start_ms + STEP_MS && now_ms < end_ms - STEP_MS;
    const middle = clock(inside ? now_ms : start_ms + (end_ms - start_ms) * Math.min(Math.max(share, 0.1), 0.9));
    const second = made({ start: middle, end: inHand.end.value, words: words.slice(at).trim() });
    [inHand.words.value, inHand.end.value] = [words.slice(0, at).trim(), middle];
    show(inHand);
    put(placeOf(inHand), [second]);
    rearranged();
    goTo(second);
    second.words.setSelectionRange(0, 0);
  }

  function join() {
    const next = rows[placeOf(inHand) + 1];
    if (!next) return;
    inHand.words.value = [inHand.words.value, next.words.value].filter((words) => words.trim()).join("\n");
    inHand.end.value = next.end.value;
    drop(next);
    show(inHand);
    rearranged();
    goTo(inHand);
  }

  /** Puts an empty caption after the one in hand, in the gap where there is one. */
  function insert() {
    const place = inHand ? placeOf(inHand) : rows.length - 1;
    const start_ms = rows[place] ? (captionOf(rows[place]).end_ms ?? 0) : 0;
    const next_ms = rows[place + 1] ? captionOf(rows[place + 1]).start_ms : null;
    const end_ms = next_ms !== null && next_ms > start_ms ? Math.min(start_ms + NEW_MS, next_ms) : start_ms + NEW_MS;
    const fresh = made({ start: clock(start_ms), end: clock(end_ms), words: "" });
    put(place, [fresh]);
    rearranged();
    goTo(fresh);
  }

  function remove() {
    const place = placeOf(inHand);
    const number = place + 1;
    const inside = inHand.item.contains(document.activeElement);
    drop(inHand);
    const next = rows[place] ?? rows[place - 1] ?? null;
    take(next);
    rearranged(say("deleted", { number }));
    if (inside) next ? goTo(next) : find("[data-deed=insert]").focus();
  }

  function shift(from) {
    const by_ms = Number(find("#shift-ms").value);
    if (!Number.isFinite(by_ms)) return;
    const moved = rows.slice(from);
    for (const row of moved) {
      for (const field of [row.start, row.end]) {
        const time_ms = milliseconds(field.value);
        if (time_ms !== null) field.value = clock(time_ms + by_ms);
      }
      show(row);
    }
    rearranged(say("shifted", { count: moved.length }));
  }

  /** Keeps what is sent until it is known to be saved: who has to sign in again finds it here. */
  function keepDraft() {
    try {
      sessionStorage.setItem(draft, JSON.stringify({ base: form.elements.base.value, text: plain.value }));
    } catch {
      // A browser that keeps nothing loses nothing that it had.
    }
  }

  /** The captions that were sent upon this very state and never saved, or null. */
  function lostDraft() {
    try {
      const { base, text } = JSON.parse(sessionStorage.getItem(draft)) ?? {};
      sessionStorage.removeItem(draft);
      return base === form.elements.base.value && text !== plain.value ? captionsOf(text) : null;
    } catch {
      return null;
    }
  }

  const deeds = {
    play: () => inHand && video && play(),
    "begin-here": () => inHand && video && setTime(inHand.start, video.currentTime * 1000),
    "end-here": () => inHand && video && setTime(inHand.end, video.currentTime * 1000),
    previous: () => goTo(inHand ? rows[placeOf(inHand) - 1] : rows[0]),
    next: () => goTo(inHand ? rows[placeOf(inHand) + 1] : rows[0]),
    split: () => inHand && split(),
    join: () => inHand && join(),
    insert,
    delete: () => inHand && remove(),
    "shift-all": () => shift(0),
    "shift-following": () => shift(inHand ? placeOf(inHand) : 0),
  };

  /** The deed that keys stand for. AltGr, which writes letters, comes as Ctrl and Alt. */
  function meant(event) {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey && event.key === "Enter") return "play";
    if (event.altKey && !command && !event.shiftKey) return KEYS[event.code];
    return undefined;
  }

  document.addEventListener("keydown", (event) => {
    const deed = meant(event);
    if (deed) {
      event.preventDefault();
      deeds[deed]();
    } else if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === SAVE_KEY) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.target.matches(".cue__time")) {
      const step = { ArrowUp: STEP_MS, ArrowDown: -STEP_MS }[event.key];
      const time_ms = milliseconds(event.target.value);
      if (!step || time_ms === null) return;
      event.preventDefault();
      setTime(event.target, time_ms + step);
    }
  });
  form.addEventListener("click", (event) => {
    const deed = event.target.closest("[data-deed]")?.dataset.deed;
    if (deed) deeds[deed]();
  });
  list.addEventListener("focusin", (event) => take(rowOf.get(event.target.closest(".cue"))));
  list.addEventListener("input", (event) => changed(rowOf.get(event.target.closest(".cue"))));

  form.addEventListener("submit", (event) => {
    const wrong = rows.find(isBlocked);
    if (wrong) {
      event.preventDefault();
      goTo(wrong);
      tell(say("refused", { number: placeOf(wrong) + 1 }));
      return;
    }
    plain.value = written();
    saved = plain.value;
    keepDraft();
  });
  window.addEventListener("beforeunload", (event) => {
    if (written() !== saved) event.preventDefault();
  });

  if (track) {
    video.querySelectorAll("track").forEach((each) => each.remove());
    track.mode = "showing";
  }
  const lost = lostDraft();
  put(-1, captions.map(made));
  // After a refusal the field holds what was not saved.
  saved = form.hasAttribute("data-unsaved") ? "" : written();
  if (lost) {
    [...rows].forEach(drop);
    put(-1, lost.map(made));
  }
  rearranged(lost ? say("found") : "");
  find(".captions__plain").hidden = true;
  for (const each of form.querySelectorAll(".captions__list, .captions__tools, .captions__keys")) each.hidden = false;
  take(rows[0] ?? null);
}

for (const form of document.querySelectorAll("form.captions")) {
  const captions = captionsOf(form.querySelector("textarea[name=webvtt]").value);
  if (captions) desk(form, captions);
}
