// Lets a remark take the time of the player: the button says it, and a click writes it down and lets the film wait.
// Without this script the moment is typed.
"use strict";

(() => {
  const form = document.querySelector("form[data-remark]");
  const video = document.querySelector("video");
  if (!form || !video) return;
  const button = form.querySelector("[data-take-time]");
  const words = button.querySelector("[data-words]");

  /** Writes a place in the film as its player shows it, such as 1:23. */
  function moment(seconds) {
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const rest = String(Math.floor(seconds) % 60).padStart(2, "0");
    return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  }

  const tell = () => {
    words.textContent = words.dataset.words.replace("{time}", moment(video.currentTime));
  };

  for (const event of ["timeupdate", "seeked", "loadedmetadata"]) video.addEventListener(event, tell);
  button.addEventListener("click", () => {
    video.pause();
    form.elements.at.value = moment(video.currentTime);
    form.elements.text.focus();
  });
  for (const hidden of form.querySelectorAll("[data-scripted]")) hidden.hidden = false;
  tell();
})();
