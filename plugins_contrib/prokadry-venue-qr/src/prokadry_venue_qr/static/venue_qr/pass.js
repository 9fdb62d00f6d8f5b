// Draws the code anew, and takes it away when the server cannot be reached: an old one is worth nothing.
const root = document.querySelector("[data-pass]");
const code = root.querySelector("[data-code]");
const lost = root.querySelector("[data-lost]");
const fresh = root.querySelector("[data-fresh]");
const every = Number(root.dataset.refreshS) * 1000;
const worthless = 3 * every;
let drawnAt = Date.now();

function show(isFresh) {
  lost.hidden = isFresh;
  fresh.hidden = !isFresh;
  code.hidden = !isFresh;
}

async function renew() {
  let response;
  try {
    response = await fetch(root.dataset.pass, { cache: "no-store" });
  } catch {
    if (Date.now() - drawnAt >= worthless) show(false);
    return;
  }
  if ([204, 401, 404].includes(response.status)) {
    // Checked in, over, or signed out: the page says which.
    location.reload();
  } else if (response.ok) {
    const image = new DOMParser().parseFromString(await response.text(), "image/svg+xml");
    code.replaceChildren(document.importNode(image.documentElement, true));
    drawnAt = Date.now();
    show(true);
  } else if (Date.now() - drawnAt >= worthless) {
    show(false);
  }
}

setInterval(renew, every);
addEventListener("online", renew);
document.addEventListener("visibilitychange", () => {
  // Timers sleep while the phone is locked: what stands there may be old.
  if (document.visibilityState === "visible") {
    if (Date.now() - drawnAt >= worthless) show(false);
    renew();
  }
});
// A screen that goes dark cannot be read; a browser that refuses is no fault.
navigator.wakeLock?.request("screen").catch(() => {});
