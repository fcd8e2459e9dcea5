// Captions as text: WebVTT in and out, and times as people write them. The server reads what is written here once more.
"use strict";

const CLOCK = /^\s*(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?\s*$/;
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const NAMES = { amp: "&", lt: "<", gt: ">", nbsp: "\u00a0", lrm: "\u200e", rlm: "\u200f" };

/** Milliseconds as "01:02:03.004". */
export function clock(time_ms) {
  const whole = Math.max(0, Math.round(time_ms));
  const part = (number, digits) => String(Math.floor(number)).padStart(digits, "0");
  const [hours, minutes, seconds] = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60];
  return `${part(hours, 2)}:${part(minutes, 2)}:${part(seconds, 2)}.${part(whole % 1000, 3)}`;
}

/** "01:02:03.004" or "02:03,5" as milliseconds; null when it is no time. */
export function milliseconds(words) {
  const found = CLOCK.exec(words);
  if (!found) return null;
  const [hours, minutes, seconds] = found.slice(1, 4).map((part) => Number(part ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number((found[4] ?? "").padEnd(3, "0"));
}

/** Words as WebVTT writes them: no mark-up, no empty lines. */
export function escaped(words) {
  const lines = words.split(/\r?\n/).filter((line) => line.trim());
  return lines.join("\n").replace(/[&<>]/g, (sign) => SIGNS[sign]);
}

/** The captions of a WebVTT text as [{start, end, words}], times as they are written; null when it is anything else. */
export function captionsOf(text) {
  const [head, ...blocks] = text.replace(/\r\n?/g, "\n").split(/\n{2,}/);
  if (head.trim() !== "WEBVTT") return null;
  const captions = [];
  for (const block of blocks.filter((each) => each.trim())) {
    const [times, ...lines] = block.replace(/^\n+/, "").split("\n");
    const [start, end, ...more] = times.split("-->");
    if (end === undefined || more.length) return null;
    const words = lines.join("\n").replace(/&(\w+);/g, (whole, name) => NAMES[name] ?? whole);
    captions.push({ start: start.trim(), end: end.trim(), words: words.trimEnd() });
  }
  return captions;
}

/** Captions as WebVTT. */
export function webvttOf(captions) {
  const blocks = captions.map(({ start, end, words }) => `${start} --> ${end}\n${escaped(words)}`.trimEnd());
  return `${["WEBVTT", ...blocks].join("\n\n")}\n`;
}
