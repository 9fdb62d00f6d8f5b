// What is credited so far: asked of the server after pings, drawn over what the page came with.
import { drawSheet } from "./film.js";
import { rangesOf } from "./ledger.js";
import { merge, notable, subtract, total } from "./ranges.js";
import { getJson } from "./transport.js";
import { fill, spans, spoken, timecode } from "./words.js";

export async function fetchProgress(activity) {
  const { status, body } = await getJson(`/e/progress/${activity}`);
  return status === 200 ? body : null;
}

// What `progress` is once the server has taken these claims: a second counts if its middle was played.
export function develop(progress, claims) {
  const unitsBefore = (ms) => Math.ceil((ms - 500) / 1000);
  const played = claims.flatMap(rangesOf).map(([from, to]) => [unitsBefore(from), unitsBefore(to)]);
  const missing = subtract(progress.missing, played);
  return {
    ...progress,
    missing,
    seen: subtract(merge([...progress.seen, ...played.filter(([from, to]) => to > from)]), progress.excluded),
    credited_s: progress.credited_s + total(progress.missing) - total(missing),
  };
}

export class CreditView {
  constructor(config, root = document.querySelector("[data-credit]")) {
    this.texts = config.texts;
    this.root = root;
    this.film = { seen: config.seen, excluded: config.excluded };
    this.sheet = root?.querySelector("#film");
    this.wasCompleted = config.is_done;
  }

  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  drawHead(seconds) {
    if (this.sheet) drawSheet(this.sheet, this.film, seconds);
  }

  // Between two answers of the server the film develops by itself.
  develop(claims, position) {
    if (this.progress) this.show(develop(this.progress, claims), position);
  }

  get isEnough() {
    return Boolean(this.progress) && this.progress.credited_s >= this.progress.required_s;
  }

  show(progress, position) {
    if (!this.root) return;
    const { texts } = this;
    this.film = progress;
    this.progress = progress;
    const seen = timecode(progress.credited_s);
    const whole = timecode(progress.duration_s - total(progress.excluded));
    const missing = notable(progress.missing);
    const left = Math.max(progress.required_s - progress.credited_s, 0);
    this.part("credited").textContent = fill(texts.credited, { seen, total: whole });
    this.part("missing").textContent = missing.length ? fill(texts.missing, { ranges: spans(texts, missing) }) : texts.nothing_missing;
    this.part("left").textContent = left ? fill(texts.left, { left: timecode(left) }) : texts.enough;
    const words = progress.seen.length
      ? fill(texts.film, { seen, total: whole, ranges: spoken(texts, progress.seen) })
      : fill(texts.film_empty, { total: whole });
    const skipped = fill(texts.film_skipped, { ranges: spoken(texts, progress.excluded) });
    this.sheet.setAttribute("aria-label", progress.excluded.length ? `${words}; ${skipped}` : words);
    drawSheet(this.sheet, this.film, position);
    this.showGaps(missing, position);
  }

  // Links are changed in place: one that has the focus must not vanish under the finger.
  showGaps(missing, position) {
    const box = this.part("gaps");
    if (!box) return;
    const here = missing.find(([, end]) => end > position) ?? missing[0];
    const ordered = here ? [here, ...missing.filter((gap) => gap !== here)].slice(0, 3) : [];
    ordered.forEach(([start, end], index) => {
      const from = index === 0 && position > start && position < end ? Math.floor(position) : start;
      const words = index === 0 ? this.texts.watch_from : this.texts.watch_gap;
      const link = box.children[index] ?? box.appendChild(document.createElement("a"));
      link.className = index === 0 ? "btn btn--now" : "btn btn--line";
      link.href = `#t=${timecode(from)}`;
      link.textContent = fill(words, { start: timecode(from), end: timecode(end) });
    });
    while (box.children.length > ordered.length) box.lastElementChild.remove();
  }
}
