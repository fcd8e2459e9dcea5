// What a form does when the session has ended meanwhile: it says so, waits until somebody has signed in again in another
// tab, takes over the new session's token, and loses nothing of what was filled in.
//
//   <form data-csrf="..."><input name="csrf_token"> ... <div data-signed-out hidden>... a link to the sign-in form ...</div>
"use strict";

const LOOK_EVERY_MS = 3000;
let waiting = null;

/** Whether an answer says that nobody is signed in, or that the form's token is that of another session. */
export function refusesUs(status, body) {
  return status === 401 || (status === 400 && body.includes("form_too_old"));
}

/** Gives the form the token of the session as it is now; false when nobody is signed in. */
export async function renewed(form) {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("input[name=csrf_token]")?.value;
  if (!token) return false;
  document.querySelectorAll("input[name=csrf_token]").forEach((field) => {
    field.value = token;
  });
  form.dataset.csrf = token;
  return true;
}

/** Says that nobody is signed in, and ends when somebody is. */
export function signedInAgain(form) {
  waiting ??= wait(form).finally(() => {
    waiting = null;
  });
  return waiting;
}

async function wait(form) {
  const notice = form.querySelector("[data-signed-out]");
  while (!(await renewed(form).catch(() => false))) {
    notice.hidden = false;
    await soon();
  }
  notice.hidden = true;
}

/** Ends after a while, but not before the page can be seen again. */
function soon() {
  return new Promise((resolve) => {
    const look = () => (document.hidden ? document.addEventListener("visibilitychange", look, { once: true }) : resolve());
    setTimeout(look, LOOK_EVERY_MS);
  });
}
