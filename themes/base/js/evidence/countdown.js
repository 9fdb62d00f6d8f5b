// Counts down to the start of a stream and opens it: the page is loaded anew, not by everybody in the same second.
import { fill } from "./words.js";

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
    element.textContent = fill(texts.starts_in, { left: inWords(left, texts) });
    setTimeout(tick, left > 3600 ? 15_000 : 1000);
  };
  tick();
}

function inWords(seconds, texts) {
  const parts = [
    [Math.floor(seconds / 86400), texts.days],
    [Math.floor(seconds / 3600) % 24, texts.hours],
    [Math.floor(seconds / 60) % 60, texts.minutes],
    [seconds % 60, texts.seconds],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, words]) => fill(words, { n }))
    .join(" ");
}
