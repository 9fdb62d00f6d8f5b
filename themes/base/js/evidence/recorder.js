// Collects which parts of the recording were played in which wall slot of the session.
// A player that is heard of by messages knows its position as of the last one: `lagMs` ago.
const MAX_RANGES = 4;
const JOIN_MS = 60;
// Playback may run this much faster than the clock between two samples before it must be a jump.
const SLACK_MS = 400;

export class Recorder {
  constructor(media) {
    this.media = media;
    this.clock = null;
    this.slots = new Map();
    this.last = null;
    for (const event of ["timeupdate", "pause", "ended", "ratechange", "waiting"]) {
      media.addEventListener(event, () => this.sample());
    }
    media.addEventListener("playing", () => this.restart());
    media.addEventListener("seeking", () => (this.last = null));
    media.addEventListener("seeked", () => this.restart());
  }

  // Slots of one session mean nothing in another; without a clock nothing is collected.
  use(clock) {
    this.clock = clock;
    this.slots = new Map();
    this.restart();
  }

  restart() {
    this.last = this.clock && !this.media.seeking ? this.now() : null;
  }

  now() {
    return { wall: this.clock.elapsed() - (this.media.lagMs ?? 0), media: this.media.currentTime * 1000 };
  }

  sample() {
    if (!this.clock || this.media.seeking) return;
    const before = this.last;
    const now = this.now();
    this.last = this.media.paused || this.media.ended ? null : now;
    if (!before) return;
    const wall = now.wall - before.wall;
    const played = now.media - before.media;
    const fastest = wall * Math.max(this.media.playbackRate, 1) + SLACK_MS;
    if (wall > 0 && played > 0 && played <= fastest) this.credit(before, now, played / wall);
  }

  // Split at the borders of slots, at an even speed: with throttled timers one sample spans many of them.
  credit(before, now, speed) {
    let { wall, media } = before;
    while (wall < now.wall) {
      const slot = this.clock.slotAt(wall);
      const border = Math.min((slot + 1) * this.clock.slotMs, now.wall);
      const reached = border === now.wall ? now.media : media + (border - wall) * speed;
      this.add(slot, media, reached);
      wall = border;
      media = reached;
    }
  }

  add(slot, from, to) {
    const ranges = this.slots.get(slot) ?? [];
    const last = ranges.at(-1);
    if (last && Math.abs(from - last[1]) <= JOIN_MS && to >= last[1]) last[1] = to;
    else ranges.push([from, to]);
    this.slots.set(slot, ranges);
  }

  // Takes the slots that have ended `ahead` ms from now, as the server reads them: [k, m0, m1, …].
  take(ahead = 0) {
    this.sample();
    if (!this.clock) return [];
    const ended = this.clock.slotAt(this.now().wall + ahead);
    const taken = [];
    for (const [slot, ranges] of this.slots) {
      if (slot >= ended) continue;
      this.slots.delete(slot);
      const claim = toClaim(slot, ranges);
      if (claim.length > 1) taken.push(claim);
    }
    return taken;
  }
}

function toClaim(slot, ranges) {
  const whole = ranges.map(([from, to]) => [Math.max(Math.round(from), 0), Math.round(to)]).filter(([from, to]) => to > from);
  const longest = [...whole].sort((a, b) => b[1] - b[0] - (a[1] - a[0])).slice(0, MAX_RANGES);
  return [slot, ...whole.filter((range) => longest.includes(range)).flat()];
}
