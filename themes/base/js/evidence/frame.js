// The frame that another site's player runs in, and the letters that go to and fro.
const GREET_EVERY_MS = 500;
const SILENT_AFTER_MS = 20_000;

// `onMessage(message)` returns whether it was understood; `onSilence` hears if nothing was, for twenty seconds.
export function openFrame(root, { url, origins }, { title, greeting, onMessage, onSilence }) {
  const element = document.createElement("iframe");
  element.title = title;
  element.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  element.allowFullscreen = true;
  // Players refuse pages that do not say where they are; the address of the page itself stays ours.
  element.referrerPolicy = "strict-origin-when-cross-origin";
  element.src = url;
  let home = origins[0];
  let isHeard = false;

  const post = (message) => element.contentWindow?.postMessage(message, home);

  addEventListener("message", ({ source, origin, data }) => {
    if (source !== element.contentWindow || !origins.includes(origin)) return;
    home = origin;
    const message = parse(data);
    if (message && onMessage(message)) isHeard = true;
  });

  const greet = setInterval(() => {
    if (isHeard) clearInterval(greet);
    else if (greeting) post(greeting);
  }, GREET_EVERY_MS);
  setTimeout(() => {
    clearInterval(greet);
    if (!isHeard) onSilence();
  }, SILENT_AFTER_MS);

  root.querySelector("[data-cover]").replaceWith(element);
  element.focus();
  return { element, post };
}

function parse(data) {
  if (typeof data !== "string") return data;
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
