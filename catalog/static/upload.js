// Sends the files of a form in pieces (tus 1.0), so that a broken line or a closed window costs nothing.
//
//   <form data-tus-endpoint="/api/v1/uploads/" data-csrf="..." data-words-...="...">
//     <input type="file" name="film" data-upload="film">
//
// Each such input gets a bar, its speed and a button to pause. When the file has arrived, the id of the upload stands in
// a hidden field <data-upload>_upload_id, and the input is sent empty. The form can be sent when no file is under way.
// Without this script the form sends its files whole; it needs nothing else.
"use strict";

import { sending, within } from "./sending.js";
import { guard } from "./form-guard.js";

/** Follows one input: whatever is chosen there is sent. Returns whether a file is under way. */
function attend(form, input, changed) {
  const hidden = within(form, "input", "");
  hidden.type = "hidden";
  hidden.name = `${input.dataset.upload}_upload_id`;
  const fieldName = input.name;
  const required = input.required;
  let sent = null;
  let box = null;

  function forget() {
    sent?.discard();
    box?.remove();
    sent = box = null;
    hidden.value = "";
    input.name = fieldName;
    input.required = required;
  }

  function arrived(id) {
    hidden.value = id;
    // The server has the file already: without a name the input is left out of the form.
    input.removeAttribute("name");
    input.required = false;
  }

  input.addEventListener("change", () => {
    forget();
    if (input.files.length > 0) {
      box = within(input.parentElement, "div", "upload kern-progress progress");
      const label = input.labels[0]?.textContent.trim() ?? "";
      sent = sending(input.files[0], form, box, { purpose: input.dataset.upload, label, arrived, changed });
    }
    changed();
  });
  return () => sent?.busy ?? false;
}

function enhance(form) {
  const busy = [];
  const changed = guard(form, () => busy.some((each) => each()));
  form.querySelectorAll("input[type=file][data-upload]").forEach((input) => {
    busy.push(attend(form, input, changed));
    // Whoever is quicker than this script has chosen already.
    if (input.files.length > 0) input.dispatchEvent(new Event("change"));
  });
}

if (window.tus?.isSupported) document.querySelectorAll("form[data-tus-endpoint]:not([data-lines-address])").forEach(enhance);
