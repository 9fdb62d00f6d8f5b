// The percent so far, the strip of presence and what was missed, drawn over what the page came with.
import { drawStrip } from "./film.js";
import { notable } from "./ranges.js";
import { fill, percent, spans, spoken, timecode } from "./words.js";

export class PresenceView {
  constructor(config, root = document.querySelector("[data-presence]")) {
    this.config = config;
    this.texts = config.texts;
    this.root = root;
    this.startedAt = performance.now() - (config.now_ms - config.starts_ms);
  }

  elapsed() {
    const length = (this.config.ends_ms - this.config.starts_ms) / 1000;
    return Math.min((performance.now() - this.startedAt) / 1000, length);
  }

  // How far the stream is, second by second; not announced, it is there to look at.
  tick(element) {
    const total = timecode((this.config.ends_ms - this.config.starts_ms) / 1000);
    const show = () => (element.textContent = fill(this.texts.elapsed, { now: timecode(this.elapsed()), total }));
    show();
    setInterval(show, 1000);
  }

  show(progress) {
    if (!this.root) return;
    const { texts } = this;
    const missing = notable(progress.missing);
    const strip = this.root.querySelector("#film");
    this.root.querySelector("[data-percent]").textContent =
      progress.percent === null ? texts.present_none : fill(texts.present_pct, { percent: percent(progress.percent) });
    this.root.querySelector("[data-absent]").textContent = missing.length
      ? fill(texts.absent, { ranges: spans(texts, missing) })
      : texts.never_absent;
    strip.setAttribute("aria-label", progress.seen.length ? fill(texts.film, { ranges: spoken(texts, progress.seen) }) : texts.film_empty);
    drawStrip(strip, progress.seen, this.elapsed());
    const { done, required } = progress.check_ins;
    const count = document.querySelector("[data-check-in-count]");
    if (count) count.textContent = fill(texts.check_in_count, { done, required });
  }
}
