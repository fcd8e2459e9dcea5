// Lets the player of a page jump to a place in the film: <a href="/film.mp4#t=62" data-moment="62">1:02</a>.
// Without this script the browser opens the film there by itself.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-moment]");
  // Of two versions side by side, the one that is seen.
  const video = document.querySelector("[data-player]:not([hidden]) video") ?? document.querySelector("video");
  if (!link || !video || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  video.currentTime = Number(link.dataset.moment);
  video.scrollIntoView({ block: "nearest" });
  video.focus({ preventScroll: true });
});
