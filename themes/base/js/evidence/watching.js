// Proof of watching a recording: a session while it plays, claims collected, sent and, if refused, explained.
import { reloadAction, signInAction } from "./notices.js";
import { Recorder } from "./recorder.js";
import { Sender } from "./sender.js";
import { startSession } from "./session.js";

const RETRY_MS = 5_000;
// A slot that ends within this time is taken along when the page goes: the server allows two seconds.
const AHEAD_MS = 1_500;

export class Watching {
  constructor(media, config, notices, onCredit) {
    Object.assign(this, { media, config, notices, onCredit, texts: config.texts });
    this.recorder = new Recorder(media);
    this.sender = new Sender();
    this.session = null;
    this.isStopped = false;
    this.isStarting = false;
    media.addEventListener("playing", () => this.ensureSession());
    media.addEventListener("pause", () => this.sendSoon());
    media.addEventListener("ended", () => this.sendSoon());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave(0));
    addEventListener("pagehide", () => this.leave(AHEAD_MS));
    addEventListener("online", () => this.ping());
  }

  async ensureSession() {
    if (this.isStopped || this.isStarting) return;
    if (this.session && !this.session.isOver()) {
      if (this.isResting) this.schedule(this.session.pingMs);
      return;
    }
    this.isStarting = true;
    const { session, status, retryAfter } = await startSession(this.config);
    this.isStarting = false;
    if (session) this.begin(session);
    else this.refuse(status, retryAfter, () => !this.media.paused && this.ensureSession());
  }

  begin(session) {
    this.session = session;
    this.recorder.use(session);
    this.sender.start(session);
    this.notices.hide();
    this.schedule(session.pingMs);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.isResting = false;
    if (this.session && !this.isStopped) this.timer = setTimeout(() => this.ping(), delay);
  }

  // After a pause the last slot is still running: it is sent when it has ended.
  sendSoon() {
    if (!this.session) return;
    this.recorder.sample();
    const rest = this.session.slotMs - (this.session.elapsed() % this.session.slotMs);
    this.schedule(rest + 100);
  }

  async ping() {
    const { session } = this;
    if (!session || this.isStopped) return;
    this.sender.add(this.recorder.take());
    const isIdle = this.media.paused && !this.sender.hasWaiting;
    const answer = await this.sender.send();
    if (!answer || session !== this.session) return;
    if (answer.status === 200) this.accepted(answer.body, isIdle);
    else this.refuse(answer.status, answer.retryAfter, () => this.ping());
    if (session.isOver() && !this.media.paused) this.ensureSession();
  }

  accepted(body, isIdle) {
    if (this.wasOffline) this.notices.say(this.texts.online);
    this.wasOffline = false;
    if (body.ok) this.onCredit();
    if (isIdle) this.isResting = true;
    else this.schedule((body.next_s ?? 30) * 1000);
  }

  refuse(status, retryAfter, again) {
    const { texts, notices } = this;
    if (status === 401 || status === 403) this.stop("sign_in", [signInAction(texts)]);
    else if (status === 409) this.supersede();
    else if (status === 410 && this.session) this.renew();
    else if (status === 410) this.stop("over", []);
    else if (status === 400 || status === 404 || status === 413) this.stop("refused", [reloadAction(texts)]);
    else {
      if (status === 0) {
        notices.say(texts.offline);
        this.wasOffline = true;
      }
      clearTimeout(this.timer);
      this.timer = setTimeout(again, (retryAfter * 1000 || RETRY_MS) * (1 + Math.random()));
    }
  }

  // Everything waiting was too old, or the computer slept: what is played from now on belongs to a new session.
  renew() {
    this.session = null;
    if (!this.media.paused) this.ensureSession();
  }

  supersede() {
    this.media.pause();
    this.stop("superseded", [{ label: this.texts.watch_here, run: () => this.resume() }]);
  }

  resume() {
    this.isStopped = false;
    this.session = null;
    this.notices.hide();
    this.media.play();
    this.media.focus();
  }

  stop(key, actions) {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.notices.show(key, this.texts[`${key}_title`], this.texts[`${key}_text`], actions);
  }

  leave(ahead) {
    if (!this.session || this.isStopped) return;
    this.sender.add(this.recorder.take(ahead));
    this.sender.leave();
  }
}
