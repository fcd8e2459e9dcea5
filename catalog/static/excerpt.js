// Lets an excerpt be chosen over the film: <details class="excerpt" data-fps="25/1" data-plan="/address">.
//
// Its buttons step by frames, take the shown frame as the first or the last one, and play just what is between. What the
// excerpt would be and cost is asked of the server, which also says to which frames the moments belong.
// Without this script the fields stand by themselves and "Look first" shows the same.
"use strict";

(() => {
  const ASKED_AFTER_MS = 300;
  const KEYS = { i: ["in"], o: ["out"], p: ["play"], ",": ["step", -1], ".": ["step", 1] };

  /** A fraction such as "30000/1001" as a number. */
  const rateOf = (fraction) => fraction.split("/").reduce((above, below) => above / below);

  /** Seconds as the page writes them: "1:20.040", "1:02:20.040". */
  function inWords(seconds) {
    const thousandths = Math.round(seconds * 1000);
    const two = (number) => String(number).padStart(2, "0");
    const whole = Math.floor(thousandths / 1000);
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    const rest = `${two(whole % 60)}.${String(thousandths % 1000).padStart(3, "0")}`;
    return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
  }

  /** The seconds of "1:20", "1:02:20.5" or "80"; NaN when it is no moment. */
  function inSeconds(words) {
    if (!/^(?:(?:\d{1,3}:)?\d{1,4}:)?\d{1,6}(?:[.,]\d{1,3})?$/.test(words.trim())) return NaN;
    return words.trim().replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  }

  function enhance(chooser) {
    const video = chooser.querySelector("video");
    const keys = chooser.querySelector(".excerpt__keys");
    const answer = chooser.querySelector(".excerpt__answer");
    const fields = Object.fromEntries(["from", "to", "name"].map((name) => [name, chooser.querySelector(`[name=${name}]`)]));
    const fps = rateOf(chooser.dataset.fps);
    const last = Math.max(0, Math.round(Number(chooser.dataset.duration) * fps) - 1);
    let asking = new AbortController();
    let timer = 0;
    let end_s = null;

    /** The number of the frame that is shown. */
    const shown = () => Math.min(last, Math.floor(video.currentTime * fps + 1e-3));

    /** Shows a frame: its middle, because a player may round to the frame before. */
    function show(frame) {
      end_s = null;
      video.pause();
      video.currentTime = (Math.min(last, Math.max(0, frame)) + 0.5) / fps;
    }

    /** Marks the frames of the board that lie inside the excerpt. */
    function mark() {
      const [from_s, to_s] = [inSeconds(fields.from.value), inSeconds(fields.to.value)];
      chooser.querySelectorAll("[data-at]").forEach((tile) => {
        const at_s = Number(tile.dataset.at);
        tile.parentElement.classList.toggle("still--inside", at_s >= from_s && at_s < to_s);
      });
    }

    /** Asks what the excerpt would be, as soon as both moments are there. */
    async function ask() {
      asking.abort();
      asking = new AbortController();
      if (Number.isNaN(inSeconds(fields.from.value)) || Number.isNaN(inSeconds(fields.to.value))) return;
      const address = `${chooser.dataset.plan}?${new URLSearchParams({ from: fields.from.value, to: fields.to.value })}`;
      try {
        const told = await fetch(address, { signal: asking.signal, redirect: "error" });
        if (!told.ok) return;
        answer.innerHTML = await told.text();
        fields.name.placeholder = answer.firstElementChild?.dataset.name ?? "";
      } catch {
        // Somebody has gone on choosing, or the line is broken: the form says the same when it is sent.
      }
    }

    function changed() {
      mark();
      clearTimeout(timer);
      timer = setTimeout(ask, ASKED_AFTER_MS);
    }

    const deeds = {
      step: (frames) => show(shown() + Number(frames)),
      in() {
        fields.from.value = inWords(shown() / fps);
        changed();
      },
      out() {
        fields.to.value = inWords((shown() + 1) / fps);
        changed();
      },
      play() {
        const [from_s, to_s] = [inSeconds(fields.from.value), inSeconds(fields.to.value)];
        if (!(from_s < to_s)) return;
        show(Math.round(from_s * fps));
        end_s = Math.round(to_s * fps) / fps;
        video.play().catch(() => {});
      },
    };

    /** Says which frame is shown, and ends a preview with the last frame of the excerpt. */
    function follow() {
      if (end_s !== null && video.currentTime >= end_s - 0.5 / fps) show(Math.round(end_s * fps) - 1);
      keys.querySelector(".excerpt__now").value = inWords(shown() / fps);
      if (!video.paused) requestAnimationFrame(follow);
    }

    chooser.addEventListener("toggle", () => {
      if (chooser.open && video) video.preload = "metadata";
    });
    if (chooser.open && video) video.preload = "metadata";
    [fields.from, fields.to].forEach((field) => field.addEventListener("input", changed));
    mark();
    if (!video || !keys) return;
    keys.hidden = false;
    ["play", "seeked", "timeupdate", "loadedmetadata"].forEach((event) => video.addEventListener(event, follow));
    keys.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) deeds[button.dataset.do](button.dataset.frames);
    });
    keys.addEventListener("keydown", (event) => {
      const [deed, frames] = KEYS[event.key.toLowerCase()] ?? [];
      if (!deed || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      deeds[deed](frames);
    });
    chooser.addEventListener("click", (event) => {
      const tile = event.target.closest("[data-at]");
      if (!tile || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(Math.round(Number(tile.dataset.at) * fps));
      video.scrollIntoView({ block: "nearest" });
    });
  }

  document.querySelectorAll("details.excerpt").forEach(enhance);
})();
