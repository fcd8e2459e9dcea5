// Shows the buttons <button data-print hidden> and lets them print the page. Without this script the browser's own menu does.
"use strict";

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
