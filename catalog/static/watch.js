// What a browser's own player lacks: <div data-watch> with a <video>, and buttons that are shown when this script runs.
//
// The captions are switched on the level of play, the speed is chosen, the sound plays alone, keys work, and the place at
// which somebody stopped is kept on this device. Without this script the film plays all the same. What adapts the picture
// to the line is fetched after the tap that plays, see watch-stream.js.

const STEP_S = 5;
/** Whoever stopped so near to the beginning or the end has nothing to go on with. */
const WORTH_KEEPING_S = 8;
const KEPT_EVERY_S = 3;
const PLACE = "filmbote-place:";

/** Seconds as the page writes them: "1:20", "1:02:20". */
function inWords(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Whether somebody pays for each megabyte, or has told the browser to be sparing. */
function isSparing() {
  return Boolean(navigator.connection?.saveData) || matchMedia("(prefers-reduced-data: reduce)").matches;
}

/** The second that an address names behind its hash, such as "#t=83"; null when it names none. */
function secondIn(hash) {
  const found = /^#t=(\d+(?:\.\d+)?)/.exec(hash);
  return found ? Number(found[1]) : null;
}

/** What this device remembers of a film; nothing where it must not remember anything. */
const place = {
  key: PLACE + location.pathname,
  read() {
    try {
      return Number(localStorage.getItem(this.key)) || 0;
    } catch {
      return 0;
    }
  },
  keep(seconds) {
    try {
      localStorage.setItem(this.key, String(Math.floor(seconds)));
    } catch {
      // A private window, or a full one: then the film begins anew next time.
    }
  },
  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // It was never kept.
    }
  },
};

class Watching {
  constructor(root) {
    this.root = root;
    this.video = root.querySelector("video");
    this.more = root.querySelector(".watch__more");
    this.keptAt = 0;
    /** Addresses as the page has them, to come back to from the sound alone. */
    this.sources = [...this.video.querySelectorAll("source")];
    /** hls.js while it plays, see watch-stream.js. */
    this.stream = null;
  }

  start() {
    this.more.hidden = false;
    if (isSparing() && this.root.dataset.small) this.video.src = this.root.dataset.small + this.fragment();
    this.more.addEventListener("click", (event) => this.press(event.target.closest("[data-do]")));
    this.more.addEventListener("change", (event) => this.choose(event.target));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.video.addEventListener("play", () => this.begin(), { once: true });
    this.video.addEventListener("timeupdate", () => this.keepPlace());
    this.video.addEventListener("ended", () => place.forget());
    this.video.textTracks.addEventListener("change", () => this.showChosen());
    addEventListener("hashchange", () => this.goToHash());
    this.goToHash();
    this.offerToGoOn();
  }

  part(kind, name) {
    return this.more.querySelector(`[data-${kind}="${name}"]`);
  }

  /** Where the address bade the film begin, as a part of the film's own address. */
  fragment() {
    return this.root.dataset.begin === "0" ? "" : `#t=${this.root.dataset.begin}`;
  }

  // --- playing ---

  goToHash() {
    const second = secondIn(location.hash);
    if (second === null) return;
    this.video.currentTime = second;
    this.video.scrollIntoView({ block: "nearest" });
  }

  begin() {
    this.part("do", "go-on").closest("p").hidden = true;
    this.adapt();
  }

  /** Fetches what adapts to the line; where that would cost more than it gives, or fails, the plain file plays on. */
  async adapt() {
    const { stream, streamScript } = this.root.dataset;
    if (!stream || isSparing() || this.soundAlone || this.video.paused) return;
    const { adapt } = await import(streamScript);
    await adapt(this);
  }

  /** Plays another file from the second at which this one stands, or stood. */
  playInstead(address, { currentTime, paused, playbackRate } = this.video) {
    this.stream?.destroy();
    this.stream = null;
    this.video.src = address;
    this.video.currentTime = currentTime;
    this.video.playbackRate = playbackRate;
    if (!paused) this.video.play().catch(() => {});
  }

  /** The plain file that the browser would have chosen. */
  plainFile() {
    const fits = this.sources.find(({ media }) => !media || matchMedia(media).matches) ?? this.sources.at(-1);
    return fits.src.replace(/#.*$/, "");
  }

  press(button) {
    if (!button) return;
    if (button.dataset.do === "go-on") this.goOn();
    if (button.dataset.do === "forget") this.forget();
    if (button.dataset.do === "sound") this.listen(button);
  }

  listen(button) {
    this.soundAlone = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(this.soundAlone));
    this.playInstead(this.soundAlone ? this.root.dataset.sound : this.plainFile());
    this.adapt();
  }

  choose({ dataset, value }) {
    if (dataset.choose === "captions") this.showCaptions(value);
    if (dataset.choose === "letters") this.video.dataset.letters = value;
    if (dataset.choose === "speed") this.video.playbackRate = this.video.defaultPlaybackRate = Number(value);
  }

  // --- captions ---

  get texts() {
    return [...this.video.textTracks].filter(({ kind }) => kind === "captions" || kind === "subtitles");
  }

  get shownLanguage() {
    return this.texts.find(({ mode }) => mode === "showing")?.language ?? "";
  }

  showCaptions(language) {
    if (language) this.lastShown = language;
    for (const track of this.texts) track.mode = track.language === language ? "showing" : "disabled";
  }

  /** Lets our menu say what the player's own menu has chosen. */
  showChosen() {
    const menu = this.part("choose", "captions");
    if (menu) menu.value = this.shownLanguage;
  }

  // --- keys ---

  key(event) {
    // Browsers play and pause by themselves when the film has the focus; a menu and a button have keys of their own.
    const ownKey = event.key === " " ? event.target.closest("video, button, summary, a") : null;
    if (event.ctrlKey || event.metaKey || event.altKey || ownKey || event.target.closest("select")) return;
    const deed = this.deeds()[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  deeds() {
    const { video } = this;
    // Whoever presses twice breaks off what the first press began; that is no fault.
    const playOrPause = () => (video.paused ? video.play().catch(() => {}) : video.pause());
    const step = (seconds) => {
      video.currentTime = Math.max(0, Math.min(video.currentTime + seconds, video.duration || Infinity));
    };
    return {
      " ": playOrPause,
      k: playOrPause,
      ArrowLeft: () => step(-STEP_S),
      ArrowRight: () => step(STEP_S),
      f: () => this.fillScreen(),
      m: () => {
        video.muted = !video.muted;
      },
      c: () => this.showCaptions(this.shownLanguage ? "" : (this.lastShown ?? this.texts[0]?.language ?? "")),
      "<": () => this.changeSpeed(-1),
      ">": () => this.changeSpeed(1),
    };
  }

  fillScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.video.requestFullscreen?.() ?? this.video.webkitEnterFullscreen?.();
  }

  changeSpeed(steps) {
    const menu = this.part("choose", "speed");
    menu.selectedIndex = Math.max(0, Math.min(menu.selectedIndex + steps, menu.options.length - 1));
    this.choose(menu);
    this.part("shows", "said").textContent = menu.selectedOptions[0].text;
  }

  // --- where somebody stopped ---

  keepPlace() {
    const { currentTime, duration, ended } = this.video;
    if (Math.abs(currentTime - this.keptAt) < KEPT_EVERY_S) return;
    this.keptAt = currentTime;
    if (ended || currentTime > duration - WORTH_KEEPING_S) place.forget();
    else if (currentTime > WORTH_KEEPING_S) place.keep(currentTime);
  }

  offerToGoOn() {
    const stoppedAt = place.read();
    const told = this.root.dataset.begin !== "0" || secondIn(location.hash) !== null;
    if (!stoppedAt || told) return;
    this.part("shows", "stopped-at").textContent = inWords(stoppedAt);
    this.part("do", "go-on").closest("p").hidden = false;
  }

  goOn() {
    this.video.currentTime = place.read();
    this.video.focus();
    this.video.play().catch(() => {});
  }

  forget() {
    place.forget();
    this.part("do", "go-on").closest("p").hidden = true;
    this.video.focus();
  }
}

document.querySelectorAll("[data-watch]").forEach((root) => new Watching(root).start());
