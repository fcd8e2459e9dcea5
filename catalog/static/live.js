// Keeps a region of the page fresh: <section data-live="/address" data-live-every="2"> is fetched again every two
// seconds and replaced by what comes back, until that has no data-live any more. While nobody looks, nothing is asked.
"use strict";

(() => {
  const LONGEST_WAIT_S = 60;

  /** Waits until the page can be seen. */
  const seen = () =>
    new Promise((resolve) => {
      if (!document.hidden) return resolve();
      document.addEventListener("visibilitychange", () => resolve(), { once: true });
    });

  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

  /** Fetches the region that `address` answers. Fails when the answer is no such page, for example after signing out. */
  async function fetched(address) {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    return template.content.firstElementChild;
  }

  /** Puts the fresh region in place of the old one; what had the focus keeps it. */
  function replace(region, fresh) {
    const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
    region.replaceWith(fresh);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /** Follows one region to its end. A server that does not answer is asked less and less often. */
  async function follow(region) {
    let wait_s = 0;
    while (region.dataset.live) {
      const every_s = Number(region.dataset.liveEvery) || 2;
      await pause(wait_s || every_s);
      await seen();
      try {
        const fresh = await fetched(region.dataset.live);
        if (!fresh) return;
        replace(region, fresh);
        region = fresh;
        wait_s = 0;
      } catch {
        wait_s = Math.min((wait_s || every_s) * 2, LONGEST_WAIT_S);
      }
    }
  }

  document.querySelectorAll("[data-live]").forEach(follow);
})();
