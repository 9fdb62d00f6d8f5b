// Sends what earlier pages and ended sessions left in the outbox.
import { Box } from "./box.js";
import { whenFree } from "./locks.js";
import { retryDelay } from "./pulse.js";

const PACE_MS = 1_100;
// Anything else means that the server will never take it: superseded, too late, signed out, or not understood.
const isWorthRetrying = (status) => status === 0 || status === 429 || status >= 500;

export class Leftovers {
  // `onSent(activity, claims)` hears of every delivery, `onFault(status)` of every failure.
  constructor(outbox, { onSent = () => {}, onFault = () => {} } = {}) {
    Object.assign(this, { outbox, onSent, onFault, boxes: new Map() });
    addEventListener("online", () => this.deliver());
  }

  deliver() {
    for (const name of this.outbox.names()) {
      if (this.boxes.has(name)) continue;
      this.boxes.set(name, null);
      whenFree(name, () => this.deliverOne(name))
        .catch(() => {})
        .finally(() => this.boxes.delete(name));
    }
  }

  async deliverOne(name) {
    const box = Box.restore(this.outbox, name);
    if (!box) return;
    this.boxes.set(name, box);
    let faults = 0;
    while (box.ledger.batch(box.clock.elapsed()).length) {
      const { status, retryAfter, isTaken, claims } = await box.send();
      if (isTaken) {
        faults = 0;
        this.onSent(box.activity, claims);
        if (!box.ledger.hasWaiting) break;
        await pause(PACE_MS);
      } else if (status === 200 || isWorthRetrying(status)) {
        faults += 1;
        this.onFault(status);
        await pause(retryDelay(faults, retryAfter));
      } else break;
    }
    box.drop();
  }

  get pending() {
    return [...this.boxes.values()].filter(Boolean);
  }
}

// Waits, but not longer than until the connection is back.
function pause(delayMs) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, delayMs);
    addEventListener("online", go);
  });
}
