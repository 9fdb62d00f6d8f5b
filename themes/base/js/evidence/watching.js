// Proof of watching a recording: a session while it plays, claims collected, kept, sent and, if refused, explained.
import { Box } from "./box.js";
import { hold } from "./locks.js";
import { reloadAction, signInAction } from "./notices.js";
import { Pulse } from "./pulse.js";
import { Recorder } from "./recorder.js";
import { startSession } from "./session.js";
import { Takeover } from "./takeover.js";

const SPREAD_MS = 1_000;
// A slot that ends within this time is taken along when the page goes: the server allows two seconds.
const AHEAD_MS = 1_500;

export class Watching {
  // `onCredit(claims)` hears of what the server took.
  constructor(media, config, { notices, saving, outbox, leftovers, onCredit }) {
    Object.assign(this, { media, config, notices, saving, outbox, leftovers, onCredit, texts: config.texts });
    this.recorder = new Recorder(media);
    this.pulse = new Pulse(() => this.ping());
    this.takeover = new Takeover(() => this.checkLane());
    this.box = null;
    this.isStopped = false;
    this.isStarting = false;
    media.addEventListener("playing", () => this.ensureSession());
    media.addEventListener("pause", () => this.sendSoon());
    media.addEventListener("ended", () => this.sendSoon());
    media.addEventListener("timeupdate", () => this.collect());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave(0));
    addEventListener("pagehide", () => this.goAway());
    addEventListener("pageshow", ({ persisted }) => persisted && this.comeBack());
    addEventListener("online", () => this.goOn(Math.random() * SPREAD_MS));
  }

  // Whether what is played now is being recorded.
  get isCounting() {
    return this.media.paused || Boolean(this.box);
  }

  async ensureSession() {
    if (this.isStopped || this.isStarting || this.media.paused) return;
    if (this.box?.clock.hasSlept()) this.retire();
    if (this.box && !this.box.clock.isAged()) {
      // After a rest the lane may be another device's: asked now, not in half a minute.
      if (this.pulse.isResting) this.pulse.after(0);
      return;
    }
    this.isStarting = true;
    const { session, status, retryAfter } = await startSession(this.config);
    this.isStarting = false;
    if (session) this.begin(session);
    else this.refuse(status, retryAfter, () => this.ensureSession());
  }

  begin(session) {
    this.retire();
    this.box = new Box(this.outbox, session);
    this.release = hold(this.box.name);
    this.recorder.use(session.clock);
    this.takeover.announce();
    this.saving.recover();
    this.notices.hide();
    this.pulse.stop();
    this.pulse.steady(session.pingMs);
  }

  // Ends the session here; what waits of it is sent under its own token.
  retire() {
    if (!this.box) return;
    this.box.add(this.recorder.take());
    this.letGo();
    this.leftovers.deliver();
  }

  letGo() {
    this.recorder.use(null);
    this.box = null;
    this.release();
  }

  // Kept as soon as a slot has ended: a page that crashes does not say goodbye.
  collect() {
    if (!this.box) return;
    if (this.box.clock.hasSlept()) this.ensureSession();
    else this.box.add(this.recorder.take());
  }

  // After a pause the last slot is still running: it is sent when it has ended.
  sendSoon() {
    if (!this.box || this.isStopped) return;
    this.recorder.sample();
    this.pulse.after(this.box.clock.untilSlotEnds() + 100);
  }

  goOn(delayMs) {
    if (this.box && !this.isStopped) this.pulse.after(delayMs);
    else this.ensureSession();
  }

  // Another tab plays: if this one does too, the server says which goes on; if not, it begins anew when it is played.
  checkLane() {
    if (this.isStopped || !this.box) return;
    if (this.media.paused) this.retire();
    else this.pulse.after(0);
  }

  async ping() {
    const { box } = this;
    if (!box || this.isStopped) return;
    box.add(this.recorder.take());
    const answer = await box.send();
    if (box !== this.box) return;
    if (!answer) this.pulse.after(0);
    else if (answer.status === 200) this.accepted(box, answer);
    else this.refuse(answer.status, answer.retryAfter);
    if (box.clock.isAged() || box.clock.hasSlept()) this.ensureSession();
  }

  accepted(box, { body, claims, isTaken, hasMore, sentAt }) {
    this.saving.recover(isTaken && !hasMore ? sentAt : null);
    if (body.ok) this.onCredit(claims);
    const isDone = this.media.paused && !box.ledger.hasWaiting && !box.ledger.hasRepeats;
    this.pulse.steady(hasMore ? 0 : isDone ? undefined : body.next_s * 1000);
  }

  refuse(status, retryAfter, again) {
    const { texts } = this;
    if (status === 401 || status === 403) this.stop("sign_in", [signInAction(texts)]);
    else if (status === 409) this.supersede();
    else if (status === 410 && this.box && !again) this.renew();
    else if (status === 410) this.stop("over", []);
    else if (status === 400 || status === 404 || status === 413) this.stop("refused", [reloadAction(texts)]);
    else {
      this.saving.fail(status);
      this.pulse.retry(retryAfter, again);
    }
  }

  // Everything that waited was too old: what is played from now on belongs to a new session.
  renew() {
    this.box.drop();
    this.letGo();
    this.ensureSession();
  }

  supersede() {
    this.box.drop();
    this.letGo();
    this.media.pause();
    this.stop("superseded", [{ label: this.texts.watch_here, run: () => this.resume() }]);
  }

  resume() {
    this.isStopped = false;
    this.notices.hide();
    this.media.play();
    this.media.focus();
  }

  stop(key, actions) {
    this.isStopped = true;
    this.pulse.stop();
    this.retire();
    this.notices.show(key, this.texts[`${key}_title`], this.texts[`${key}_text`], actions);
  }

  leave(ahead) {
    if (!this.box || this.isStopped) return;
    this.box.add(this.recorder.take(ahead));
    this.box.leave();
  }

  goAway() {
    this.leave(AHEAD_MS);
    if (this.box) this.release();
  }

  comeBack() {
    if (this.box) this.release = hold(this.box.name);
    this.goOn(0);
  }
}
