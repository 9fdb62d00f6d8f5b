// Which questions are settled, so that none is asked twice: not after a reload, not in a second tab.
import { openStorage } from "./storage.js";

const KEY = "prokadry.prompts";
const MAX_IDS = 50;

export class Asked {
  // `onSettled(id)` hears of what another tab has settled.
  constructor(onSettled, storage = openStorage()) {
    this.storage = storage;
    this.ids = [];
    globalThis.addEventListener?.("storage", ({ key }) => key === KEY && this.read().forEach(onSettled));
  }

  read() {
    try {
      this.ids = JSON.parse(this.storage.getItem(KEY)) ?? this.ids;
    } catch {
      // Forbidden or damaged: what this page remembers has to do.
    }
    return this.ids;
  }

  has(id) {
    return this.read().includes(id);
  }

  settle(id) {
    if (this.has(id)) return;
    this.ids = [...this.ids, id].slice(-MAX_IDS);
    try {
      this.storage.setItem(KEY, JSON.stringify(this.ids));
    } catch {
      // No room: see above.
    }
  }
}
