// When the next ping goes: at the pace the server asks for, later and later after faults, at once when the connection is back.
const PACE_MS = 1_100;
const FIRST_MS = 2_000;
const CAP_MS = 30_000;
const PATIENCE_MS = 5 * 60_000;

// Milliseconds until the next try: what the server asked for and up to half more, else exponential with as much of luck.
export function retryDelay(faults, retryAfterS, random = Math.random) {
  if (retryAfterS > 0) return Math.min(retryAfterS * 1000, PATIENCE_MS) * (1 + random() / 2);
  const ceiling = Math.min(FIRST_MS * 2 ** (faults - 1), CAP_MS);
  return (ceiling * (1 + random())) / 2;
}

export class Pulse {
  constructor(run, { now = () => performance.now(), random = Math.random } = {}) {
    Object.assign(this, { run, now, random, faults: 0, timer: null, lastAt: -Infinity });
  }

  after(delayMs, run = this.run) {
    this.stop();
    const wait = Math.max(delayMs, this.lastAt + PACE_MS - this.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      this.lastAt = this.now();
      run();
    }, wait);
  }

  // After a success; what was asked for meanwhile comes first. Without a delay nothing more is to be sent.
  steady(delayMs) {
    this.faults = 0;
    if (delayMs !== undefined && this.isResting) this.after(delayMs);
  }

  retry(retryAfterS, run) {
    this.faults += 1;
    this.after(retryDelay(this.faults, retryAfterS, this.random), run);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  get isResting() {
    return this.timer === null;
  }
}
