// Sends the files of a form in pieces (tus 1.0), so that a broken line or a closed window costs nothing.
//
//   <form data-tus-endpoint="/api/v1/uploads/" data-csrf="..." data-words-...="...">
//     <input type="file" name="film" data-upload="film">
//
// Each such input gets a bar, its speed and a button to pause. When the file has arrived, the id of the upload stands in
// a hidden field <data-upload>_upload_id, and the input is sent empty. The form can be sent when no file is under way.
// Without this script the form sends its files whole; it needs nothing else.
"use strict";

(() => {
  const PIECE_BYTES = 8 * 1024 * 1024;
  const RETRY_AFTER_MS = [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000, 60000, 60000];

  /** A sentence of the page with its places filled in: "{name} has arrived." */
  const say = (form, words, places) =>
    form.dataset[`words${words}`].replace(/\{(\w+)\}/g, (_, place) => places[place] ?? "");

  /** A percentage in the reader's way of writing: "63 %". */
  const inPercent = (percent) =>
    (percent / 100).toLocaleString(document.documentElement.lang, { style: "percent" });

  /** Bytes in the reader's way of writing: "3,4 MB". */
  function inWords(bytes) {
    const language = document.documentElement.lang;
    const [unit, divisor] = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    return (bytes / divisor).toLocaleString(language, { style: "unit", unit, maximumFractionDigits: 1 });
  }

  /** What the server said when it would not take a file: {"code": ..., "sentence": ...}. */
  function reasonOf(error) {
    try {
      return JSON.parse(error.originalResponse.getBody()).sentence ?? "";
    } catch {
      return "";
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
  function within(parent, name, className) {
    const element = document.createElement(name);
    element.className = className;
    parent.append(element);
    return element;
  }

  /** The bar, the words and the button under one input. */
  function widget(input) {
    const box = within(input.parentElement, "div", "upload kern-progress progress");
    const bar = within(box, "progress", "");
    bar.max = 100;
    bar.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
    const row = within(box, "div", "upload__row");
    const texts = within(row, "div", "");
    const words = within(texts, "p", "progress__words");
    // What changes all the time is for the eyes alone; what happens once is also said aloud.
    const news = within(texts, "p", "progress__words");
    news.setAttribute("role", "status");
    const button = within(row, "button", "quiet-button");
    button.type = "button";
    return { box, bar, words, news, button };
  }

  /** Follows one input: whatever is chosen there is sent. */
  function attend(form, input, changed) {
    const hidden = within(form, "input", "");
    hidden.type = "hidden";
    hidden.name = `${input.dataset.upload}_upload_id`;
    const fieldName = input.name;
    const required = input.required;
    const state = { busy: false };
    let upload = null;
    let shown = null;

    function become(busy) {
      state.busy = busy;
      changed();
    }

    function forget() {
      upload?.abort();
      shown?.box.remove();
      upload = shown = null;
      hidden.value = "";
      input.name = fieldName;
      input.required = required;
    }

    function arrived(file) {
      hidden.value = new URL(upload.url, location.href).pathname.split("/").filter(Boolean).at(-1);
      // The server has the file already: without a name the input is left out of the form.
      input.removeAttribute("name");
      input.required = false;
      shown.bar.value = 100;
      shown.button.remove();
      shown.words.textContent = "";
      shown.news.textContent = say(form, "Sent", { name: file.name });
      become(false);
    }

    function send(file) {
      const speed = speedometer();
      let percent = 0;
      let furthest_bytes = 0;
      shown = widget(input);
      const { bar, words, news, button } = shown;

      upload = new tus.Upload(file, {
        endpoint: form.dataset.tusEndpoint,
        chunkSize: PIECE_BYTES,
        retryDelays: RETRY_AFTER_MS,
        removeFingerprintOnSuccess: true,
        headers: { "X-CSRFToken": form.dataset.csrf },
        metadata: { filename: file.name, filetype: file.type, purpose: input.dataset.upload },
        onProgress(sent_bytes, size_bytes) {
          if (sent_bytes <= furthest_bytes) return;
          if (furthest_bytes > 0) news.textContent = "";
          furthest_bytes = sent_bytes;
          percent = Math.floor((100 * sent_bytes) / size_bytes);
          bar.value = percent;
          words.textContent = say(form, "Sending", {
            name: file.name,
            percent: inPercent(percent),
            speed: inWords(speed(sent_bytes)),
          });
        },
        onShouldRetry(error) {
          const status = error.originalResponse?.getStatus() ?? 0;
          // 409 and 423: the server is still busy with the piece that broke off. Other refusals stay refusals.
          const goesOn = status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
          if (goesOn) {
            words.textContent = "";
            news.textContent = say(form, "Waiting", {});
          }
          return goesOn;
        },
        onSuccess: () => arrived(file),
        onError(error) {
          const reason = reasonOf(error);
          words.textContent = "";
          news.textContent = say(form, reason ? "Refused" : "Failed", { name: file.name, reason });
          button.hidden = reason !== "";
          button.textContent = form.dataset.wordsResume;
          button.dataset.paused = "yes";
        },
      });

      button.textContent = form.dataset.wordsPause;
      button.addEventListener("click", async () => {
        const paused = button.dataset.paused === "yes";
        button.dataset.paused = paused ? "" : "yes";
        button.textContent = paused ? form.dataset.wordsPause : form.dataset.wordsResume;
        news.textContent = "";
        if (paused) return upload.start();
        await upload.abort();
        news.textContent = say(form, "Paused", { percent: inPercent(percent) });
      });

      become(true);
      upload.findPreviousUploads().then((earlier) => {
        if (earlier.length > 0) {
          upload.resumeFromPreviousUpload(earlier.at(-1));
          news.textContent = say(form, "Resumed", { name: file.name });
        }
        upload.start();
      });
    }

    input.addEventListener("change", () => {
      forget();
      if (input.files.length > 0) send(input.files[0]);
      else become(false);
    });
    return state;
  }

  /** Turns a form's files into uploads of their own; its buttons wait until all have arrived. */
  function enhance(form) {
    const buttons = form.querySelectorAll("button[type=submit]");
    const states = [];
    const changed = () => {
      const busy = states.some((state) => state.busy);
      buttons.forEach((button) => {
        button.disabled = busy;
      });
    };
    form.querySelectorAll("input[type=file][data-upload]").forEach((input) => states.push(attend(form, input, changed)));
    addEventListener("beforeunload", (event) => {
      if (states.some((state) => state.busy)) event.preventDefault();
    });
  }

  if (window.tus?.isSupported) document.querySelectorAll("form[data-tus-endpoint]").forEach(enhance);
})();
