// The live console: figures redrawn by the server, without losing what is focused or folded out.
import { follow } from "../live/feed.js";

const figures = document.querySelector("[data-live-feed]");
const state = document.querySelector("[data-live-state]");

function redraw(html) {
  const focused = figures.contains(document.activeElement) ? document.activeElement : null;
  const address = focused?.getAttribute("href");
  const unfolded = [...figures.querySelectorAll("details[open]")].map((details) => details.id);
  const inSummary = focused?.closest("details")?.id;
  figures.innerHTML = html;
  for (const id of unfolded) figures.querySelector(`#${id}`)?.setAttribute("open", "");
  const again = address ? figures.querySelector(`a[href="${CSS.escape(address)}"]`) : null;
  (again ?? (inSummary ? figures.querySelector(`#${inSummary} summary`) : null))?.focus({ preventScroll: true });
}

follow(figures.dataset.liveFeed, {
  onData: (data) => redraw(data.html),
  onState: (isHeard) => {
    const text = isHeard ? "" : state.dataset.lost;
    if (state.textContent !== text) state.textContent = text;
  },
});
