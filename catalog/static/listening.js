// <film-listening>: the player of a version with the curve of its sound, the German version beside it, and a preview of
// a fitted sound. An element of its own, because the page around it is fetched again while work is going on.
"use strict";

const STEPS_S = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
/** Further apart than this, picture and fitted sound are brought together again. */
const MOST_DRIFT_S = 0.15;

/** Seconds as a player shows them: "1:05". */
const asTime = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** Ends when a film knows how long it is. */
const known = (video) =>
  video.readyState > 0 || new Promise((resolve) => video.addEventListener("loadedmetadata", resolve, { once: true }));

class FilmListening extends HTMLElement {
  connectedCallback() {
    this.boxes = Object.fromEntries([...this.querySelectorAll("[data-player]")].map((box) => [box.dataset.player, box]));
    if (!this.boxes.own) return;
    this.heard = "own";
    this.querySelectorAll("[data-scripted]").forEach((part) => {
      part.hidden = false;
    });
    this.#bringCurveToLife();
    this.#bringSwitchToLife();
    this.#bringFittingToLife();
  }

  #film(which = this.heard) {
    return this.boxes[which].querySelector("video");
  }

  #bringSwitchToLife() {
    if (!this.boxes.original) return;
    this.querySelectorAll("[data-hear]").forEach((button) => {
      button.addEventListener("click", () => this.hear(button.dataset.hear));
    });
    this.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "b" || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.hear(this.heard === "own" ? "original" : "own");
    });
  }

  /** Goes on in the other version at the same moment. */
  async hear(which) {
    if (which === this.heard) return;
    const before = this.#film();
    const [goesOn, focused] = [!before.paused, document.activeElement === before];
    this.heard = which;
    const after = this.#film();
    await known(after);
    // Somebody was quicker than the film.
    if (this.heard !== which) return;
    after.currentTime = Math.min(before.currentTime, after.duration);
    after.volume = before.volume;
    before.pause();
    for (const [name, box] of Object.entries(this.boxes)) box.hidden = name !== which;
    this.querySelectorAll("[data-hear]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.hear === which));
    });
    if (focused) after.focus({ preventScroll: true });
    if (goesOn) await after.play();
  }

  #bringCurveToLife() {
    const field = this.querySelector("[data-curve]");
    if (!field) return;
    const head = field.querySelector("[data-head]");
    const length_s = Number(field.dataset.length);
    field.setAttribute("role", "slider");
    field.tabIndex = 0;
    field.setAttribute("aria-label", field.dataset.label);
    field.setAttribute("aria-valuemin", "0");
    field.setAttribute("aria-valuemax", length_s.toFixed(1));
    head.hidden = false;

    const show = () => {
      const at_s = this.#film().currentTime;
      head.style.insetInlineStart = `${Math.min(100, (100 * at_s) / length_s)}%`;
      field.setAttribute("aria-valuenow", at_s.toFixed(1));
      const places = { time: asTime(at_s), length: asTime(length_s) };
      field.setAttribute("aria-valuetext", this.dataset.nowWords.replace(/\{(\w+)\}/g, (_, place) => places[place]));
    };
    const go = (at_s) => {
      this.#film().currentTime = Math.max(0, Math.min(at_s, length_s));
    };
    const follow = (event) => {
      const { left, width } = field.getBoundingClientRect();
      go(((event.clientX - left) / width) * length_s);
    };
    for (const which of Object.keys(this.boxes)) {
      for (const kind of ["timeupdate", "seeking", "seeked"]) this.#film(which).addEventListener(kind, show);
    }
    field.addEventListener("pointerdown", (event) => {
      field.setPointerCapture(event.pointerId);
      follow(event);
    });
    field.addEventListener("pointermove", (event) => {
      if (field.hasPointerCapture(event.pointerId)) follow(event);
    });
    field.addEventListener("keydown", (event) => {
      const film = this.#film();
      if (event.key in STEPS_S) go(film.currentTime + STEPS_S[event.key]);
      else if (event.key === "Home") go(0);
      else if (event.key === "End") go(length_s);
      else if (event.key === " ") film.paused ? film.play() : film.pause();
      else return;
      event.preventDefault();
    });
    show();
  }

  #bringFittingToLife() {
    const button = this.querySelector("[data-fit]");
    if (!button) return;
    const sound = this.querySelector("audio");
    const film = this.#film("own");
    const tempo = Number(button.dataset.fit);
    let on = false;
    let wasMuted = false;

    const together = () => {
      if (!on) return;
      sound.playbackRate = tempo * film.playbackRate;
      if (Math.abs(sound.currentTime - film.currentTime * tempo) > MOST_DRIFT_S) sound.currentTime = film.currentTime * tempo;
      if (film.paused) sound.pause();
      // Beyond its end there is nothing more to hear.
      else if (sound.paused && !sound.ended) sound.play().catch(() => {});
    };
    sound.preservesPitch = true;
    for (const kind of ["play", "pause", "seeked", "timeupdate", "ratechange"]) film.addEventListener(kind, together);
    button.addEventListener("click", async () => {
      on = !on;
      button.setAttribute("aria-pressed", String(on));
      if (!on) {
        sound.pause();
        film.muted = wasMuted;
        return;
      }
      if (this.heard !== "own") await this.hear("own");
      wasMuted = film.muted;
      film.muted = true;
      sound.volume = film.volume;
      together();
      if (film.paused) await film.play();
    });
  }
}

customElements.define("film-listening", FilmListening);
