// Tells Filmbote that somebody looks at this page: at the first real touch, never when it is only opened. Whatever opens
// links in letters to check them does not touch.
"use strict";

(() => {
  const TOUCHES = ["pointerdown", "keydown", "wheel", "touchstart"];
  const { address, csrf } = document.currentScript.dataset;

  function tell(event) {
    if (!event.isTrusted) return;
    TOUCHES.forEach((touch) => removeEventListener(touch, tell, { capture: true }));
    fetch(address, { method: "POST", headers: { "X-CSRFToken": csrf }, keepalive: true }).catch(() => {});
  }

  TOUCHES.forEach((touch) => addEventListener(touch, tell, { capture: true, passive: true }));
})();
