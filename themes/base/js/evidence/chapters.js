// Chapters: the current one follows the player, each shows what is credited of it.
import { fill, spans } from "./words.js";
import { notable, subtract, total } from "./ranges.js";

const ICONS = {
  done: '<path d="M4 12.5l5.5 5.5L20 7"/>',
  progress: '<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" stroke="none"/>',
  open: '<path d="M7 4.5v15l12-7.5z"/>',
};

export class Chapters {
  constructor(texts, list = document.querySelector("[data-chapters]")) {
    this.texts = texts;
    this.links = list ? [...list.querySelectorAll("a[data-start]")] : [];
  }

  follow(seconds) {
    const current = this.links.findLast((link) => Number(link.dataset.start) <= seconds);
    if (current === this.current) return;
    this.current?.removeAttribute("aria-current");
    current?.setAttribute("aria-current", "true");
    this.current = current;
  }

  show({ seen, excluded }) {
    for (const link of this.links) {
      const label = link.querySelector("[data-state]");
      const [start, end] = [Number(link.dataset.start), Number(link.dataset.end)];
      const counting = subtract([[start, end]], excluded);
      // A chapter that nobody has to watch says so from the beginning.
      if (label && counting.length) this.showOne(label, total(counting), notable(subtract(counting, seen)));
    }
  }

  showOne(label, seconds, missing) {
    const state = !missing.length ? "done" : total(missing) < seconds ? "progress" : "open";
    const words = {
      done: this.texts.chapter_done,
      progress: fill(this.texts.chapter_part, { ranges: spans(this.texts, missing) }),
      open: this.texts.chapter_open,
    };
    label.className = `state state--${state}`;
    label.querySelector("svg").innerHTML = ICONS[state];
    label.querySelector("span").textContent = words[state];
  }
}
