// The player of another site in a frame, with as much of the face of a <video> as the rest of the page looks at. What it
// plays is known by its messages only, and as of the last one: nothing is guessed in between.
import { openFrame } from "./frame.js";
import { fill } from "./words.js";

const MAX_RATE = 2;
// A jump of the player's own: further than playing at any speed would have come.
const SLACK_S = 0.4;
const SEEK_NEAR_S = 2;
const SEEK_WITHIN_MS = 4_000;
const EVENTS = { playing: "playing", paused: "pause", waiting: "waiting", ended: "ended" };

export class EmbeddedMedia extends EventTarget {
  constructor(root, { embed, duration_s, texts }, { now = () => performance.now(), open = openFrame } = {}) {
    super();
    Object.assign(this, { root, embed, texts, now, openFrame: open, duration: duration_s });
    Object.assign(this, { state: "idle", position: 0, reportedAt: now(), playbackRate: 1, reportedDuration: 0 });
    Object.assign(this, { target: null, seekingSince: 0, frame: null, isReady: false, hasBegun: false });
  }

  // Waits for the person: nothing is loaded before play is pressed.
  open(start, onFail) {
    Object.assign(this, { position: start, onFail });
    this.root.querySelector("[data-play]").addEventListener("click", () => this.play());
  }

  get paused() {
    return this.state !== "playing" && this.state !== "waiting";
  }

  get ended() {
    return this.state === "ended";
  }

  get seeking() {
    return this.target !== null;
  }

  // How old the position is.
  get lagMs() {
    return this.state === "playing" ? this.now() - this.reportedAt : 0;
  }

  get currentTime() {
    return Math.min(this.position, this.duration);
  }

  set currentTime(seconds) {
    this.position = seconds;
    if (!this.isReady) return;
    Object.assign(this, { target: seconds, seekingSince: this.now() });
    this.dispatch("seeking");
    this.frame.post(this.adapter.seek(seconds));
  }

  async play() {
    if (this.isReady) this.frame.post(this.adapter.play());
    else if (!this.frame) await this.load();
  }

  pause() {
    if (this.isReady) this.frame.post(this.adapter.pause());
  }

  focus() {
    this.frame?.element?.focus();
  }

  async load() {
    this.frame = { post() {} };
    try {
      this.adapter = (await import(this.embed.script)).default();
    } catch {
      this.frame = null;
      this.onFail("embed_broken");
      return;
    }
    const url = this.adapter.address?.(this.embed.url) ?? this.embed.url;
    this.frame = this.openFrame(this.root, { ...this.embed, url }, {
      title: fill(this.texts.embed_title, { title: document.title }),
      greeting: this.adapter.greeting,
      onMessage: (message) => this.hear(message),
      onSilence: () => this.onFail("embed_silent"),
    });
  }

  // Returns whether the message was one of the player's.
  hear(message) {
    const said = this.adapter.read(message);
    if (!said) return false;
    if (!this.isReady && (said.isReady || said.state === "playing")) this.begin();
    if (said.duration > 0) this.learnDuration(said.duration);
    if (said.rate > 0) this.statedRate = said.rate;
    if (Number.isFinite(said.time)) this.report(said.time);
    if (said.state) this.change(said.state);
    return true;
  }

  begin() {
    this.isReady = true;
    const start = this.position;
    if (start > 0) this.currentTime = start;
    this.play();
  }

  // Said again when it plays at last: an advertisement before it may have swallowed the first request.
  goToStart() {
    this.hasBegun = true;
    if (this.target !== null) this.currentTime = this.target;
  }

  learnDuration(seconds) {
    if (seconds === this.reportedDuration) return;
    this.reportedDuration = seconds;
    this.dispatch("durationchange");
  }

  report(seconds) {
    const at = this.now();
    if (this.target !== null) {
      const isThere = Math.abs(seconds - this.target) <= SEEK_NEAR_S;
      if (!isThere && at - this.seekingSince < SEEK_WITHIN_MS) return;
      Object.assign(this, { target: null, position: seconds, reportedAt: at });
      this.dispatch("seeked");
      this.dispatch("timeupdate");
      return;
    }
    const speed = ((seconds - this.position) * 1000) / Math.max(at - this.reportedAt, 1);
    const isJump = seconds - this.position > ((at - this.reportedAt) / 1000) * MAX_RATE + SLACK_S;
    Object.assign(this, { position: seconds, reportedAt: at });
    this.dispatch("timeupdate");
    // Players that do not state their speed show it: the next stretch is judged by the last one.
    if (!isJump) this.playbackRate = Math.min(this.statedRate ?? Math.max(speed, 1), MAX_RATE);
  }

  change(state) {
    if (state === "broken") {
      this.change("paused");
      this.onFail("embed_broken");
      return;
    }
    if (!(state in EVENTS) || state === this.state) return;
    // Players seldom report the very end; whether it was played to is judged like any other stretch.
    if (state === "ended" && this.state === "playing") this.report(Math.min(this.reportedDuration || this.position, this.duration));
    this.state = state;
    this.reportedAt = this.now();
    if (state === "playing" && !this.hasBegun) this.goToStart();
    this.dispatch(EVENTS[state]);
  }

  dispatch(name) {
    this.dispatchEvent(new Event(name));
  }
}
