// Nobody leaves the words of a film by mistake before they are saved, and too many characters show while they are typed.
"use strict";

const form = document.querySelector("form[data-unsaved]");
const fields = form ? [...form.querySelectorAll("textarea")] : [];
let sent = false;

/** Characters as the server counts them: not the halves of which some consist here. */
function tooLong(field) {
  return [...field.value.trim()].length > Number(field.dataset.most);
}

for (const field of fields) {
  field.addEventListener("input", () => {
    field.setAttribute("aria-invalid", String(tooLong(field)));
    field.closest(".kern-form-input").classList.toggle("kern-form-input--error", tooLong(field));
  });
}

form?.addEventListener("submit", () => {
  sent = true;
});

addEventListener("beforeunload", (event) => {
  if (!sent && fields.some((field) => field.value !== field.defaultValue)) event.preventDefault();
});

// A link to a language opens it.
function open() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener("hashchange", open);
open();
