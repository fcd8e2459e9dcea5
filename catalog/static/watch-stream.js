// Lets the picture follow the line by HLS: fetched only after the tap that plays the film, see watch.js.
//
// Apple's browsers stream by themselves. Elsewhere hls.js does it, which weighs 190 kB: on a line known to be weak that
// would be worse than the small file that plays already, and where it comes late or fails, that file simply plays on.

const HLS = "application/vnd.apple.mpegurl";
/** Whoever waits longer for hls.js has a line on which it does not pay. */
const PATIENCE_MS = 4000;
/** So many times a broken stream is taken up again before the plain file takes over. */
const MOST_REPAIRS = 2;
/** Only what our films need: one sound in each stream, and the captions of the page. */
const SETTINGS = {
  // A worker would come out of a blob, and there is nothing to repack in our films.
  enableWorker: false,
  capLevelToPlayerSize: true,
  maxBufferLength: 30,
  enableWebVTT: false,
  enableIMSC1: false,
  enableCEA708Captions: false,
};

function lineIsWeak() {
  return /2g|3g/.test(navigator.connection?.effectiveType ?? "");
}

function streamsByItself(video) {
  return navigator.vendor.startsWith("Apple") && video.canPlayType(HLS) !== "";
}

/** Fetches the library, which leaves a name of its own in the window; null when it does not come in time. */
function library(address) {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    const late = setTimeout(() => resolve(null), PATIENCE_MS);
    const done = (found) => {
      clearTimeout(late);
      resolve(found ?? null);
    };
    script.addEventListener("load", () => done(window.Hls));
    script.addEventListener("error", () => done(null));
    script.src = address;
    document.head.append(script);
  });
}

/** Lets a film that has just begun to play go on as a stream. */
export async function adapt(watching) {
  const { video, root } = watching;
  if (streamsByItself(video)) {
    watching.playInstead(root.dataset.stream);
    return;
  }
  if (!("MediaSource" in window) || lineIsWeak()) return;
  const Hls = await library(root.dataset.library);
  // Meanwhile the film may have ended, or somebody only listens.
  if (!Hls?.isSupported() || video.ended || watching.soundAlone) return;
  follow(watching, Hls);
}

function follow(watching, Hls) {
  const { video, root } = watching;
  const { currentTime, paused, playbackRate } = video;
  const stream = new Hls({ ...SETTINGS, startPosition: currentTime });
  let repairs = 0;
  stream.on(Hls.Events.ERROR, (_, { fatal, type }) => {
    if (!fatal) return;
    repairs += 1;
    if (type === Hls.ErrorTypes.MEDIA_ERROR && repairs <= MOST_REPAIRS) stream.recoverMediaError();
    else watching.playInstead(watching.plainFile(), video.readyState ? video : { currentTime, paused, playbackRate });
  });
  stream.on(Hls.Events.MEDIA_ATTACHED, () => {
    root.dataset.streams = "";
    video.playbackRate = playbackRate;
    if (!paused) video.play().catch(() => {});
  });
  // The captions are those of the page; the stream would bring them a second time.
  stream.subtitleDisplay = false;
  stream.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, () => {
    stream.subtitleTrack = -1;
  });
  watching.stream = stream;
  stream.loadSource(root.dataset.stream);
  stream.attachMedia(video);
}
