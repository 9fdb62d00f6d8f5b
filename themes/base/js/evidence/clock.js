// The clock of a watch session: wall slots counted from the server's start by a clock that cannot be set.
const LIFE_MS = 6 * 3600 * 1000;
const RENEW_MS = LIFE_MS - 5 * 60_000;
const DRIFT_MS = 5_000;

export class SlotClock {
  // Anchored when the server's answer came: never ahead of the server, for the answer took its time.
  constructor(slotMs, { steady = () => performance.now(), wall = () => Date.now() } = {}) {
    Object.assign(this, { slotMs, steady, wall });
    this.startedAt = steady();
    this.startedOn = wall();
  }

  elapsed() {
    return this.steady() - this.startedAt;
  }

  slotAt(elapsed) {
    return Math.floor(elapsed / this.slotMs);
  }

  // Milliseconds until the slot that runs now has ended.
  untilSlotEnds() {
    return this.slotMs - (this.elapsed() % this.slotMs);
  }

  // Where the two clocks of this computer part, it slept: time stood still for one of them.
  hasSlept() {
    return Math.abs(this.wall() - this.startedOn - this.elapsed()) > DRIFT_MS;
  }

  // Old enough for a new session, with minutes left in which this one still counts.
  isAged() {
    return this.elapsed() > RENEW_MS;
  }
}

// The clock of a session whose page is gone: only the wall clock has gone on.
export function wallClock(startedOn, wall = () => Date.now()) {
  return { startedOn, elapsed: () => Math.max(wall() - startedOn, 0) };
}
