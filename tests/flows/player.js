// A player with nothing around it: hls.js over Media Source Extensions, so that a test can look into its buffers.

const video = document.querySelector("video");
const sound = new AudioContext();
const ear = new AnalyserNode(sound, { fftSize: 8192, smoothingTimeConstant: 0 });
sound.createMediaElementSource(video).connect(ear).connect(sound.destination);

const troubles = [];
let hls = null;
let buffers = {};

/** The place of a size in the master playlist; what every browser knows comes first. */
const levelOf = (height) => hls.levels.findIndex((level) => level.height === height && level.videoCodec.startsWith("avc1"));

/** Plays a language in one size from a second of the film; tells what its master playlist offers. */
const load = (master, height, startPosition) => {
  hls?.destroy();
  buffers = {};
  hls = new Hls({ startPosition, maxBufferLength: 5, maxMaxBufferLength: 5 });
  hls.on(Hls.Events.BUFFER_CREATED, (_, { tracks }) => {
    for (const [kind, track] of Object.entries(tracks)) buffers[kind] = track.buffer;
  });
  hls.on(Hls.Events.ERROR, (_, { details, error }) => {
    // What is called off because another size or language is wanted is no trouble, nor a machine too busy to play on.
    const harmless = [Hls.ErrorDetails.INTERNAL_ABORTED, Hls.ErrorDetails.BUFFER_STALLED_ERROR];
    if (!harmless.includes(details)) troubles.push(`${details}: ${error?.message}`);
  });
  const offer = new Promise((resolve) => {
    hls.on(Hls.Events.MANIFEST_PARSED, () => {
      hls.startLevel = hls.loadLevel = levelOf(height);
      play();
      resolve({
        sounds: hls.allAudioTracks.map((track) => track.lang),
        captions: hls.allSubtitleTracks.map((track) => track.lang),
        heights: hls.levels.map((level) => level.height),
      });
    });
  });
  hls.loadSource(master);
  hls.attachMedia(video);
  return offer;
};

/** Plays; a start that the next film or place overtakes is none. */
const play = () => video.play().catch((error) => error.name === "AbortError" || troubles.push(error.message));

/** Where the buffered pieces of picture and sound begin, in seconds. */
const begins = () => {
  const starts = ({ buffered }) => Array.from({ length: buffered.length }, (_, at) => buffered.start(at));
  return Object.fromEntries(Object.entries(buffers).map(([kind, buffer]) => [kind, starts(buffer)]));
};

/** Plays on from another second. */
const seek = (to) => {
  video.currentTime = to;
  play();
};

/** Goes on in another size, as on another line. */
const change = (height) => {
  hls.nextLevel = levelOf(height);
};

/** Shows the captions in one language. */
const show = (language) => {
  hls.subtitleTrack = hls.allSubtitleTracks.findIndex((track) => track.lang === language);
  hls.subtitleDisplay = true;
};

/** What can be read on the picture now. */
const read = () =>
  [...video.textTracks]
    .filter((track) => track.mode === "showing")
    .flatMap((track) => [...(track.activeCues ?? [])].map((cue) => cue.text));

/** The loudest tone that is heard now, in hertz. */
const heard = () => {
  const levels = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(levels);
  const loudest = levels.reduce((best, level, at) => (level > levels[best] ? at : best), 0);
  return (loudest * sound.sampleRate) / ear.fftSize;
};

window.player = { video, troubles, load, begins, seek, change, show, read, heard };
