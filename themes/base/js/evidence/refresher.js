// Asks the server what is credited: at once when it matters, else ever more seldom, and not while nobody looks.
const GAPS_MS = [0, 45_000, 120_000, 240_000, 300_000];

export class Refresher {
  constructor(refresh, now = () => performance.now()) {
    Object.assign(this, { refresh, now, times: 0, lastAt: 0 });
  }

  sparingly() {
    const gap = GAPS_MS[Math.min(this.times, GAPS_MS.length - 1)];
    if (globalThis.document?.hidden || this.now() - this.lastAt < gap) return;
    this.atOnce();
  }

  atOnce() {
    this.times += 1;
    this.lastAt = this.now();
    return this.refresh();
  }
}
