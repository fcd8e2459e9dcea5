// Builds catalog/static/vendor/ out of npm packages. Called by .ci/vendor with the folder catalog/static as its argument.
//
// KERN is made smaller and fit for our pages: the grid and utility classes go, as do the icons nobody shows; physical
// directions become logical ones, so that one sheet serves German and Arabic; oklch() colours become sRGB for phones
// whose browser is older than 2023.

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postcss from "postcss";

const STATIC = process.argv[2];
const VENDOR = join(STATIC, "vendor");
const PACKAGES = "node_modules";

const ICONS = /^(info|success|warning|danger|download|search|open-in-new|arrow-back|arrow-forward|help|mail|logout)$/;

const FONTS = [
  { name: "fira-sans", family: "Fira Sans", weights: [400, 600], subsets: ["latin", "latin-ext", "cyrillic", "vietnamese"], local: [] },
  { name: "noto-sans-arabic", family: "Noto Sans Arabic", weights: [400, 700], subsets: ["arabic"], local: [] },
  { name: "noto-sans-ethiopic", family: "Noto Sans Ethiopic", weights: [400, 700], subsets: ["ethiopic"], local: ["Ebrima"] },
  { name: "noto-sans-armenian", family: "Noto Sans Armenian", weights: [400, 700], subsets: ["armenian"], local: [] },
  { name: "noto-sans-georgian", family: "Noto Sans Georgian", weights: [400, 700], subsets: ["georgian"], local: [] },
  { name: "noto-sans-bengali", family: "Noto Sans Bengali", weights: [400, 700], subsets: ["bengali"], local: ["Nirmala UI"] },
  { name: "noto-sans-devanagari", family: "Noto Sans Devanagari", weights: [400, 700], subsets: ["devanagari"], local: ["Nirmala UI"] },
  { name: "noto-sans-gurmukhi", family: "Noto Sans Gurmukhi", weights: [400, 700], subsets: ["gurmukhi"], local: ["Nirmala UI"] },
  { name: "noto-sans-tamil", family: "Noto Sans Tamil", weights: [400, 700], subsets: ["tamil"], local: ["Nirmala UI"] },
];

// --- KERN ---

/** The parts of a value that spaces divide; spaces inside brackets do not. */
const parts = (value) => value.match(/(?:[^\s()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+/g) ?? [];

const LOGICAL = { left: "inline-start", right: "inline-end", top: "block-start", bottom: "block-end" };

/** Replaces left and right by start and end in one declaration. */
function makeLogical(declaration) {
  const { prop, value } = declaration;
  const side = prop.match(/^(margin|padding|border)-(left|right)(-width|-style|-color)?$/);
  if (side) {
    declaration.prop = `${side[1]}-${LOGICAL[side[2]]}${side[3] ?? ""}`;
  } else if (prop === "left" || prop === "right") {
    declaration.prop = `inset-${LOGICAL[prop]}`;
  } else if (prop === "text-align" && LOGICAL[value]) {
    declaration.value = value === "left" ? "start" : "end";
  } else if (/^border-(top|bottom)-(left|right)-radius$/.test(prop)) {
    const [, row, column] = prop.split("-");
    declaration.prop = `border-${row === "top" ? "start" : "end"}-${column === "left" ? "start" : "end"}-radius`;
  } else if (prop === "padding" || prop === "margin") {
    const [top, right, bottom, left] = parts(value);
    if (left && left !== right) {
      declaration.cloneBefore({ prop: `${prop}-block`, value: `${top} ${bottom}` });
      declaration.replaceWith(declaration.clone({ prop: `${prop}-inline`, value: `${left} ${right}` }));
    }
  }
}

/** The sRGB colour nearest to an oklch() colour, as #rrggbb. */
function srgb(lightness, chroma, hue) {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const bytes = linear.map((light) => {
    const inGamut = Math.min(1, Math.max(0, light));
    const encoded = inGamut <= 0.0031308 ? 12.92 * inGamut : 1.055 * inGamut ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255).toString(16).padStart(2, "0");
  });
  return `#${bytes.join("")}`;
}

const inSrgb = (value) =>
  value.replace(/oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)/g, (_, lightness, chroma, hue) => srgb(lightness / 100, +chroma, +hue));

/** The class names a sheet writes rules for. */
const classesOf = (sheet) => new Set(sheet.match(/\.kern-[\w-]+/g));

/** Whether a rule serves only classes that no page of ours uses. */
function isSurplus(selector, surplusClasses) {
  const icon = selector.match(/\.kern-icon--([\w-]+)$/)?.[1];
  if (icon && !/^(small|default|large|x-large)$/.test(icon)) return !ICONS.test(icon);
  if (/^(\[data-kern-theme|\.kern-(light|dark)\b)/.test(selector)) return true;
  const first = selector.match(/^\.kern-[\w-]+/)?.[0];
  return surplusClasses.has(first) || /^\.kern-(kopfzeile|loader|dialog|dropdown|summary|task-list)/.test(first ?? "");
}

/** Takes away the custom properties that nothing reads, again and again until all are read. */
function dropUnread(sheet, ...readers) {
  for (let before = Infinity, now = sheet.toString().length; now < before; before = now, now = sheet.toString().length) {
    const read = new Set([sheet.toString(), ...readers].join("").match(/var\(\s*--[\w-]+/g).map((use) => use.replace(/var\(\s*/, "")));
    sheet.walkDecls(/^--/, (declaration) => {
      if (!read.has(declaration.prop)) declaration.remove();
    });
  }
}

/** Takes away the fallbacks of custom properties that the sheet itself sets: var(--kern-16, 16px) becomes var(--kern-16). */
function dropFallbacks(sheet) {
  const set = new Set();
  sheet.walkDecls(/^--/, ({ prop }) => set.add(prop));
  sheet.walkDecls((declaration) => {
    declaration.value = declaration.value.replace(/var\((--[\w-]+), [^()]*\)/g, (use, name) => (set.has(name) ? `var(${name})` : use));
  });
}

function kern() {
  const dist = join(PACKAGES, "@kern-ux/native/dist");
  const surplusClasses = classesOf(
    readFileSync(join(dist, "kern-utilities.css"), "utf8") + readFileSync(join(dist, "kern-grid.css"), "utf8"),
  );
  const sheet = postcss.parse(readFileSync(join(dist, "kern.css"), "utf8"));
  sheet.walkComments((comment) => comment.remove());
  sheet.walkAtRules("charset", (rule) => rule.remove());
  sheet.walkRules((rule) => {
    if (rule.parent.name === "keyframes") return;
    rule.selectors = rule.selectors.filter((selector) => !isSurplus(selector, surplusClasses));
    if (rule.selector === "") rule.remove();
  });
  sheet.walkDecls(makeLogical);
  sheet.walkDecls((declaration) => {
    declaration.value = inSrgb(declaration.value);
  });
  const ourSheets = readdirSync(STATIC).filter((name) => name.endsWith(".css"));
  dropFallbacks(sheet);
  dropUnread(sheet, ...ourSheets.map((name) => readFileSync(join(STATIC, name), "utf8")));
  for (let left = true; left; ) {
    left = false;
    sheet.walk((node) => {
      if (node.nodes?.length === 0) {
        node.remove();
        left = true;
      }
    });
  }
  sheet.walk((node) => {
    node.raws = { before: node.type === "decl" ? "" : "\n", between: node.type === "decl" ? ":" : "", after: "", semicolon: false };
  });
  const note = "/* KERN UX 2.7.2, EUPL-1.2. Changed by .ci/vendor: only what Filmbote shows, for both directions of writing, in sRGB. */";
  keep("kern.css", note + sheet.toString() + "\n");
}

// --- fonts ---
// Their addresses carry a version, as those of all other assets do: a browser keeps them for a year.

/** The ranges of Unicode that a subset of a font covers, from the package's own sheet. */
function unicodeRange(name, subset, weight) {
  const sheet = readFileSync(join(PACKAGES, "@fontsource", name, `${weight}.css`), "utf8");
  const face = sheet.split("@font-face").find((part) => part.includes(`${name}-${subset}-${weight}-normal.woff2`));
  return face.match(/unicode-range:\s*([^;]+);/)[1];
}

function fonts() {
  const faces = FONTS.flatMap(({ name, family, weights, subsets, local }) =>
    weights.flatMap((weight) =>
      subsets.map((subset) => {
        const file = `fonts/${name}-${subset}-${weight}.woff2`;
        copy(join("@fontsource", name, "files", `${name}-${subset}-${weight}-normal.woff2`), file);
        const version = sha256(file).slice(0, 10);
        const suffix = { 400: "", 600: " SemiBold", 700: " Bold" }[weight];
        const sources = [family, ...local].map((face) => `local("${face}${suffix}")`).concat(`url("${file}?v=${version}") format("woff2")`);
        return (
          `@font-face{font-family:"${family}";font-style:normal;font-weight:${weight};font-display:swap;` +
          `src:${sources.join(",")};unicode-range:${unicodeRange(name, subset, weight)}}`
        );
      }),
    ),
  );
  const families = FONTS.map(({ family }) => `"${family}"`).join(",");
  const note = "/* Made by .ci/vendor. A script's font is fetched only where the script occurs, and only if the device lacks it. */";
  const stack = `:root{--kern-typography-font-family-default:${families},system-ui,sans-serif}`;
  keep("fonts.css", [note, ...faces, stack, ""].join("\n"));
}

// --- the folder and its lock file ---

const made = [];

function keep(path, content) {
  mkdirSync(join(VENDOR, path, ".."), { recursive: true });
  writeFileSync(join(VENDOR, path), content);
  made.push(path);
}

function copy(source, path) {
  mkdirSync(join(VENDOR, path, ".."), { recursive: true });
  cpSync(join(PACKAGES, source), join(VENDOR, path));
  made.push(path);
}

const sha256 = (path) => createHash("sha256").update(readFileSync(join(VENDOR, path))).digest("hex");

/** What the lock file says of one package: which files of ours came from it. */
function locked(name, belongs) {
  const { version, license: licence } = JSON.parse(readFileSync(join(PACKAGES, name, "package.json"), "utf8"));
  const files = made.filter(belongs).sort().map((path) => ({
    path: `vendor/${path}`,
    sha256: sha256(path),
  }));
  return { name, version, licence, files };
}

rmSync(VENDOR, { recursive: true, force: true });
kern();
fonts();
copy("tus-js-client/dist/tus.min.js", "tus.min.js");
copy("hls.js/dist/hls.min.js", "hls.min.js");
const lock = [
  locked("@kern-ux/native", (path) => path === "kern.css"),
  locked("tus-js-client", (path) => path === "tus.min.js"),
  locked("hls.js", (path) => path === "hls.min.js"),
  ...FONTS.map(({ name }) => locked(`@fontsource/${name}`, (path) => path.startsWith(`fonts/${name}-`))),
];
writeFileSync(join(STATIC, "vendor.lock.json"), JSON.stringify(lock, null, 2) + "\n");
