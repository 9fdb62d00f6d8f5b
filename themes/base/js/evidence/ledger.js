// The slots of one session: those that wait to be acknowledged, and those acknowledged lately, in case the server forgot.
// A claim is [k, m0, m1, …] as the server reads it; times are milliseconds since the session's start.
import { merge, total } from "./ranges.js";

export const STALE_MS = 15 * 60_000;
export const MAX_SLOTS = 256;
const KEPT_MS = 5 * 60_000;
const PINGS_REPEATED = 2;
const EPOCHS_KNOWN = 16;

export class Ledger {
  constructor(slotMs, { waiting = [], kept = [], pings = 0, epochs = [] } = {}) {
    Object.assign(this, { slotMs, pings, epochs, lostMs: 0 });
    this.waiting = new Map(waiting.map((claim) => [claim[0], claim]));
    this.kept = new Map(kept.map((item) => [item.claim[0], item]));
  }

  toJSON() {
    return { waiting: [...this.waiting.values()], kept: [...this.kept.values()], pings: this.pings, epochs: this.epochs };
  }

  add(claims) {
    for (const claim of claims) this.waiting.set(claim[0], claim);
  }

  ageOf(slot, elapsed) {
    return elapsed - (slot + 1) * this.slotMs;
  }

  prune(elapsed) {
    for (const [slot, claim] of this.waiting) {
      if (this.ageOf(slot, elapsed) <= STALE_MS) continue;
      this.waiting.delete(slot);
      this.lostMs += playedMs([claim]);
    }
    for (const [slot, { at }] of this.kept) {
      if (elapsed - at > KEPT_MS || this.ageOf(slot, elapsed) > STALE_MS) this.kept.delete(slot);
    }
  }

  // What the next ping carries: what waits, the oldest first, and the slots of the last two pings once more.
  batch(elapsed) {
    this.prune(elapsed);
    const again = [...this.kept.values()].filter(({ ping }) => ping > this.pings - PINGS_REPEATED);
    const waiting = [...this.waiting.values()].sort((a, b) => a[0] - b[0]);
    return [...waiting, ...again.map(({ claim }) => claim)].slice(0, MAX_SLOTS).sort((a, b) => a[0] - b[0]);
  }

  // An epoch not met before means that the server may have lost what it acknowledged: all of that waits again.
  // Returns whether more should follow at once.
  acknowledge(claims, epoch, elapsed) {
    this.pings += 1;
    const isForgotten = this.epochs.length > 0 && !this.epochs.includes(epoch);
    if (isForgotten) this.recall();
    this.epochs = [epoch, ...this.epochs.filter((known) => known !== epoch)].slice(0, EPOCHS_KNOWN);
    for (const claim of claims) {
      this.waiting.delete(claim[0]);
      if (!this.kept.has(claim[0])) this.kept.set(claim[0], { claim, at: elapsed, ping: this.pings });
    }
    return this.hasWaiting && (isForgotten || claims.length === MAX_SLOTS);
  }

  recall() {
    for (const [slot, { claim }] of this.kept) if (!this.waiting.has(slot)) this.waiting.set(slot, claim);
    this.kept.clear();
  }

  get hasWaiting() {
    return this.waiting.size > 0;
  }

  get hasRepeats() {
    return [...this.kept.values()].some(({ ping }) => ping > this.pings - PINGS_REPEATED);
  }

  // Distinct milliseconds of the recording that wait.
  get waitingMs() {
    return playedMs([...this.waiting.values()]);
  }

  // How long what waits can still be sent in full; Infinity when nothing does.
  leftMs(elapsed) {
    const oldest = Math.min(...this.waiting.keys());
    return Number.isFinite(oldest) ? Math.max(STALE_MS - this.ageOf(oldest, elapsed), 0) : Infinity;
  }
}

export function rangesOf(claim) {
  const ranges = [];
  for (let index = 1; index < claim.length; index += 2) ranges.push([claim[index], claim[index + 1]]);
  return ranges;
}

function playedMs(claims) {
  return total(merge(claims.flatMap(rangesOf)));
}
