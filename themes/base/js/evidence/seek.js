// Links to an instant of the recording: #t=43:40.
import { parseTimecode } from "./words.js";

const ADDRESS = /^#t=([\d:]+)$/;

function instantOf(hash) {
  const match = ADDRESS.exec(hash);
  return match ? parseTimecode(match[1]) : null;
}

export function seekFromAddress() {
  return instantOf(location.hash);
}

export function linkSeeks(media, box) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#t="]');
    const instant = link ? instantOf(link.hash) : null;
    if (instant === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    media.currentTime = Math.min(instant, media.duration || instant);
    media.play().catch(() => {});
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    box.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  });
}
