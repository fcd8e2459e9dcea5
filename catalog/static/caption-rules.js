// What makes captions readable, judged while one writes: the same rules as media/legibility.py, with the server's limits.
"use strict";

const UNSEEN = /^[\p{Cf}\p{Mn}]+$/u;
/** What is as wide as two letters. JavaScript does not know East Asian Width; this is what captions hold of it. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const LOST_LETTER = "\ufffd";
const SEEN = /[^\p{Z}\p{Cf}\p{Cc}]/u;

const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter() : null;

/** What a reader sees as single characters: a letter with its vowel signs, marks and joiners. */
function clusters(words) {
  const all = segmenter ? Array.from(segmenter.segment(words), (each) => each.segment) : Array.from(words);
  return all.filter((cluster) => !UNSEEN.test(cluster));
}

/** How much room words take: one column for a character, two for one as wide as a Chinese one. */
export function columns(words) {
  return clusters(words).reduce((sum, cluster) => sum + (WIDE.test(cluster) ? 2 : 1), 0);
}

/**
 * What is wrong with a caption, as [{code, blocking, places}], what has to be mended first.
 * Needs: the caption {start_ms, end_ms, words}, the one before it or null, the server's limits. A time that cannot be
 * read is null.
 */
export function problems(caption, before, limits) {
  const { start_ms, end_ms } = caption;
  if (start_ms === null || end_ms === null) return [{ code: "no_time", blocking: true, places: {} }];
  const lines = caption.words.split("\n").filter((line) => line.trim());
  const lasts_ms = end_ms - start_ms;
  const pace = lasts_ms > 0 ? (columns(lines.join(" ")) * 1000) / lasts_ms : 0;
  const longest = Math.max(0, ...lines.map((line) => columns(line.trim())));
  const found = [];
  const say = (code, wrong, places = {}, blocking = false) => wrong && found.push({ code, blocking, places });

  say("backwards", lasts_ms <= 0, {}, true);
  say("overlap", before !== null && before.end_ms !== null && start_ms < before.end_ms, {}, true);
  say("empty", !SEEN.test(caption.words), {}, true);
  say("beyond_the_film", limits.film_ms && start_ms >= limits.film_ms);
  say("lost_letters", caption.words.includes(LOST_LETTER));
  say("too_fast", pace > limits.most_columns_per_s, { pace, most: limits.most_columns_per_s });
  const slow = pace <= limits.most_columns_per_s;
  say("rather_fast", slow && pace > limits.easy_columns_per_s, { pace, most: limits.easy_columns_per_s });
  const stays = (limit_ms) => ({ seconds: lasts_ms / 1000, limit: limit_ms / 1000 });
  say("too_brief", lasts_ms > 0 && lasts_ms < limits.shortest_ms, stays(limits.shortest_ms));
  say("too_lasting", lasts_ms > limits.longest_ms, stays(limits.longest_ms));
  say("too_many_lines", lines.length > limits.most_lines, { lines: lines.length, most: limits.most_lines });
  say("too_long_lines", longest > limits.most_columns, { columns: longest, most: limits.most_columns });
  return found;
}
