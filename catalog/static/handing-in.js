// The form for a new language version: several files are dropped at once, each becomes a line that says what its name
// seems to mean, and is sent meanwhile. The editor has the last word on what each file is.
"use strict";

import { guard } from "./form-guard.js";
import { addressOf, say, sending, within } from "./sending.js";
import { refusesUs, renewed, signedInAgain } from "./signed-out.js";

/** What an upload is begun for; what the line says in the end counts. */
const FOR_NOW = { dub: "dub", captions: "captions", subtitles: "captions" };
const HEARD_OR_SEEN = ["dub", "film", "own"];

function enhance(form) {
  const input = form.querySelector("input[type=file][name=files]");
  const zone = form.querySelector("[data-drop]");
  const list = form.querySelector("[data-lines]");
  const waiting = form.querySelector("[data-waiting]");
  const language = form.querySelector("select[name=language]");
  const sent = new Map();
  const changed = guard(form, () => [...sent.values()].some((each) => each.busy));

  /** The lines that the server has for some files: what each name seems to say. */
  async function linesFor(files) {
    for (;;) {
      const body = new FormData();
      body.append("csrf_token", form.dataset.csrf);
      body.append("language", language.value);
      files.forEach(({ name, size }) => {
        body.append("name", name);
        body.append("size_bytes", size);
      });
      const answer = await fetch(form.dataset.linesAddress, { method: "POST", body, redirect: "manual" });
      if (answer.ok) {
        const template = document.createElement("template");
        template.innerHTML = await answer.text();
        return [...template.content.querySelectorAll("li")];
      }
      if (answer.type !== "opaqueredirect" && answer.status !== 400) throw new Error(`${answer.status}`);
      if (!(await renewed(form))) await signedInAgain(form);
    }
  }

  /** A file of the same name and length that is here already, in part or whole, unless its digest is another one. */
  function alreadyHere(line, digest) {
    return [...(waiting?.querySelectorAll("li[data-upload]") ?? [])].find(
      ({ dataset }) =>
        dataset.name === line.dataset.name &&
        dataset.size === line.dataset.size &&
        (!dataset.sha256 || !digest || dataset.sha256 === digest),
    );
  }

  function resume(line, digest) {
    const there = alreadyHere(line, digest);
    if (!there) return null;
    there.remove();
    if (!waiting.children.length) waiting.closest("details").remove();
    return addressOf(form, there.dataset.upload);
  }

  /** Lets the line be sent with the form. */
  function belong(line, id) {
    const hidden = within(line, "input", "");
    hidden.type = "hidden";
    hidden.name = "upload";
    hidden.value = id;
    line.querySelector("[data-role]").name = `role-${id}`;
    line.querySelector("[data-tongue]").name = `language-${id}`;
  }

  /** A button that takes a line away, with its file. */
  function removable(line, row, forget) {
    const button = within(row, "button", "quiet-button");
    button.type = "button";
    button.textContent = form.dataset.wordsRemove;
    button.setAttribute("aria-label", say(form, "RemoveFile", { name: line.dataset.name }));
    button.addEventListener("click", async () => {
      const next = line.nextElementSibling?.querySelector("select") ?? input;
      line.remove();
      sent.delete(line);
      next.focus();
      changed();
      await forget();
    });
  }

  /** Asks the server to forget a file that came earlier. */
  async function discard(id) {
    const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": form.dataset.csrf };
    const answer = await fetch(addressOf(form, id), { method: "DELETE", headers });
    if (refusesUs(answer.status, await answer.text())) {
      await signedInAgain(form);
      await discard(id);
    }
  }

  async function add(files) {
    if (!files.length) return;
    const lines = await linesFor(files);
    lines.forEach((line, place) => {
      const role = line.querySelector("[data-role]").value;
      list.append(line);
      attend(line);
      const box = line.querySelector("[data-progress]");
      box.className = "upload kern-progress progress";
      const each = sending(files[place], form, box, {
        purpose: FOR_NOW[role] ?? "film",
        label: line.dataset.name,
        resume: (digest) => resume(line, digest),
        arrived: (id) => belong(line, id),
        changed,
      });
      sent.set(line, each);
      removable(line, each.row, () => each.discard());
    });
    proposeLanguage();
    changed();
  }

  /** Proposes the language that the names of the sounds mean, else those of the texts, as long as nobody has chosen. */
  function proposeLanguage() {
    if (language.value) return;
    const lines = [...list.querySelectorAll("li[data-language]")];
    const heard = lines.filter((line) => HEARD_OR_SEEN.includes(line.querySelector("[data-role]")?.value));
    const meant = new Set((heard.length ? heard : lines).map(({ dataset }) => dataset.language).filter(Boolean));
    if (meant.size !== 1) return;
    language.value = [...meant][0];
    let hint = form.querySelector("[data-meant]");
    if (!hint) {
      hint = document.createElement("div");
      hint.className = "kern-hint";
      hint.dataset.meant = "";
      hint.setAttribute("role", "status");
      language.closest(".kern-form-input").append(hint);
    }
    hint.textContent = form.dataset.wordsMeant;
    proposeAgain();
  }

  /** Asks again what the names mean, now that the language is another one. What somebody has chosen stays. */
  async function proposeAgain() {
    const lines = [...list.querySelectorAll("li:not([data-touched])")];
    if (!lines.length) return;
    const files = lines.map(({ dataset }) => ({ name: dataset.name, size: dataset.size }));
    const fresh = await linesFor(files);
    fresh.forEach((line, place) => {
      const role = line.querySelector("[data-role]").value;
      const open = lines[place].querySelector("[data-role]");
      const proposal = lines[place].querySelector(".brought__proposal");
      if (!open || "touched" in lines[place].dataset) return;
      open.value = role;
      proposal?.replaceWith(line.querySelector(".brought__proposal"));
    });
  }

  function attend(line) {
    line.addEventListener("change", () => {
      line.dataset.touched = "";
      line.querySelector(".brought__proposal")?.remove();
    });
  }

  list.querySelectorAll("li").forEach((line) => {
    line.dataset.touched = "";
  });
  form.querySelectorAll("li[data-upload]").forEach((line) => {
    attend(line);
    const row = within(line, "div", "upload__row upload__row--end");
    removable(line, row, () => discard(line.dataset.upload));
  });
  language.addEventListener("change", () => {
    form.querySelector("[data-meant]")?.remove();
    proposeAgain();
  });
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    add(files);
  });
  for (const kind of ["dragover", "drop"]) {
    addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      // A file that misses the zone must not open in place of the form.
      event.preventDefault();
      zone.classList.toggle("drop--over", kind === "dragover" && zone.contains(event.target));
      if (kind === "drop" && form.contains(event.target)) add([...event.dataTransfer.files]);
    });
  }
}

if (window.tus?.isSupported) document.querySelectorAll("form[data-lines-address]").forEach(enhance);
