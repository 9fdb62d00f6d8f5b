// Counts down to the start of a stream and opens it: the page is loaded anew, not by everybody in the same second.
import { fill, inWords } from "./words.js";

const SPREAD_MS = 4_000;

export function countDown(element, leftMs, texts, open) {
  const end = performance.now() + leftMs;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left <= 0) {
      element.textContent = texts.starts_now;
      setTimeout(open, Math.random() * SPREAD_MS);
      return;
    }
    element.textContent = fill(texts.starts_in, { left: inWords(texts, left) });
    setTimeout(tick, left > 3600 ? 15_000 : 1000);
  };
  tick();
}
