// Presence in a live stream: a ping every half minute, whatever the player does.
import { startSession } from "./session.js";
import { postPing, sendBeacon } from "./transport.js";
import { reloadAction, signInAction } from "./notices.js";

const SPREAD_MS = 5_000;
const RETRY_MS = 5_000;

export class Presence {
  constructor(config, notices, onMarked) {
    Object.assign(this, { config, notices, onMarked, texts: config.texts });
    this.session = null;
    addEventListener("online", () => this.ping());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.ping());
    addEventListener("pagehide", () => this.session && sendBeacon({ t: this.session.token }));
  }

  get token() {
    return this.session?.token ?? "";
  }

  async start() {
    const { session, status, retryAfter } = await startSession(this.config);
    if (session) {
      this.session = session;
      this.notices.hide();
      await this.ping();
    } else this.refuse(status, retryAfter, () => this.start());
  }

  schedule(delay, run = () => this.ping()) {
    clearTimeout(this.timer);
    this.timer = setTimeout(run, delay);
  }

  async ping() {
    const { session } = this;
    if (!session || this.isSending) return;
    if (session.isOver()) return void this.renew();
    this.isSending = true;
    const answer = await postPing({ t: session.token });
    this.isSending = false;
    if (session !== this.session) return;
    if (answer.status !== 200) return void this.refuse(answer.status, answer.retryAfter, () => this.ping());
    if (this.wasOffline) this.notices.say(this.texts.online);
    this.wasOffline = false;
    this.schedule(session.pingMs + (Math.random() * 2 - 1) * SPREAD_MS);
    this.onMarked();
  }

  renew() {
    this.session = null;
    return this.start();
  }

  refuse(status, retryAfter, again) {
    const { texts } = this;
    if (status === 401 || status === 403) this.stop("sign_in", [signInAction(texts)]);
    else if (status === 410 && this.session) this.renew();
    else if (status === 410) this.stop("over", []);
    else if (status === 409 || status === 413 || status === 400) this.stop("superseded", [reloadAction(texts)]);
    else if (status === 404) this.stop("refused", [reloadAction(texts)]);
    else {
      if (status === 0) {
        this.notices.say(texts.offline);
        this.wasOffline = true;
      }
      this.schedule((retryAfter * 1000 || RETRY_MS) * (1 + Math.random()), again);
    }
  }

  stop(key, actions) {
    clearTimeout(this.timer);
    this.session = null;
    this.notices.show(key, this.texts[`${key}_title`], this.texts[`${key}_text`], actions);
  }
}
