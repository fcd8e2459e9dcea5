// Keeps a form with files from being sent or left too early, and from being lost when the session has ended.
"use strict";

import { renewed, signedInAgain } from "./signed-out.js";

/** Watches over a form; `busy()` says whether a file is under way. Returns what is to be called when that changes. */
export function guard(form, busy) {
  const buttons = form.querySelectorAll("button[type=submit]");
  let checked = false;
  let sent = false;

  function changed() {
    buttons.forEach((button) => {
      button.disabled = busy();
    });
  }

  form.addEventListener("submit", async (event) => {
    if (checked) {
      sent = true;
      return;
    }
    event.preventDefault();
    // Without a line to the server the browser says so by itself.
    if (!(await renewed(form).catch(() => true))) await signedInAgain(form);
    checked = true;
    form.requestSubmit(event.submitter);
    checked = false;
  });

  addEventListener("beforeunload", (event) => {
    if (busy() && !sent) event.preventDefault();
  });
  return changed;
}
