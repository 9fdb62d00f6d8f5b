// What waits to be sent, kept across pages: one entry a watch session, only for the sign-in that made it.
// An entry is {token, activity, slotMs, startedOn, ledger}; it holds no secret but the token, which dies with the sign-in.
import { STALE_MS } from "./ledger.js";
import { MemoryStorage, openStorage } from "./storage.js";

const PREFIX = "prokadry.outbox.";
const MAX_ENTRIES = 20;

export class Outbox {
  constructor(signIn, storage = openStorage(), now = () => Date.now()) {
    Object.assign(this, { signIn, storage, now });
  }

  // The names of what still can be sent, oldest first; what cannot be is dropped on the way.
  names() {
    const entries = [];
    for (const key of keysOf(this.storage)) {
      const name = key.slice(PREFIX.length);
      const entry = this.read(name);
      if (entry && this.now() - entry.savedOn <= STALE_MS) entries.push([name, entry.savedOn]);
      else this.drop(name);
    }
    return entries.sort((a, b) => a[1] - b[1]).map(([name]) => name);
  }

  read(name) {
    try {
      const entry = JSON.parse(this.storage.getItem(PREFIX + name));
      return entry?.signIn === this.signIn ? entry : null;
    } catch {
      return null;
    }
  }

  save(name, entry) {
    const text = JSON.stringify({ ...entry, signIn: this.signIn, savedOn: this.now() });
    const others = this.names().filter((other) => other !== name);
    others.splice(0, Math.max(others.length - MAX_ENTRIES + 1, 0)).forEach((other) => this.drop(other));
    while (!this.write(PREFIX + name, text)) {
      if (!others.length) return this.forgo(name, text);
      this.drop(others.shift());
    }
  }

  write(key, text) {
    try {
      this.storage.setItem(key, text);
      return true;
    } catch {
      return false;
    }
  }

  // No room and nothing to give up for it: from now on the memory of this page has to do.
  forgo(name, text) {
    this.storage = new MemoryStorage();
    this.storage.setItem(PREFIX + name, text);
  }

  drop(name) {
    this.storage.removeItem(PREFIX + name);
  }
}

function keysOf(storage) {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index)).filter((key) => key.startsWith(PREFIX));
}
