// Presence in a live stream: a ping every half minute, whatever the player does.
import { reloadAction, signInAction } from "./notices.js";
import { Pulse } from "./pulse.js";
import { startSession } from "./session.js";
import { postPing, sendBeacon } from "./transport.js";

const SPREAD_MS = 1_000;

export class Presence {
  // `onMarked()` hears of every ping the server took, `onPrompt(prompt)` of the question it asks.
  constructor(config, { notices, saving, onMarked, onPrompt }) {
    Object.assign(this, { config, notices, saving, onMarked, onPrompt, texts: config.texts });
    this.session = null;
    this.pulse = new Pulse(() => this.ping());
    addEventListener("online", () => this.goOn(Math.random() * SPREAD_MS));
    addEventListener("pageshow", ({ persisted }) => persisted && this.goOn(0));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.goOn(0));
    addEventListener("pagehide", () => this.session && sendBeacon({ t: this.session.token }));
  }

  get token() {
    return this.session?.token ?? "";
  }

  async start() {
    if (this.isStarting) return;
    this.isStarting = true;
    const { session, status, retryAfter } = await startSession(this.config);
    this.isStarting = false;
    if (!session) return void this.refuse(status, retryAfter, () => this.start());
    this.session = session;
    this.notices.hide();
    await this.ping();
  }

  goOn(delayMs) {
    if (!this.isStopped) this.pulse.after(delayMs, () => (this.session ? this.ping() : this.start()));
  }

  async ping() {
    const { session } = this;
    if (!session || this.isSending) return;
    if (session.clock.hasSlept() || session.clock.isAged()) return void this.renew();
    this.isSending = true;
    const markedAt = new Date();
    const { status, body, retryAfter } = await postPing({ t: session.token });
    this.isSending = false;
    if (session !== this.session) return;
    if (status !== 200) return void this.refuse(status, retryAfter);
    this.saving.recover(markedAt);
    this.pulse.steady(body.next_s * 1000);
    if (body.prompt) this.onPrompt(body.prompt);
    this.onMarked();
  }

  // Resolves to whether the server took the answer: then it does not ask the same again. If not, it may be tried again.
  async answer(id) {
    const { status, body } = await postPing({ t: this.token, a: id });
    return status === 200 && body.prompt?.id !== id;
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
      this.saving.fail(status);
      this.pulse.retry(retryAfter, again);
    }
  }

  stop(key, actions) {
    this.isStopped = true;
    this.pulse.stop();
    this.session = null;
    this.notices.show(key, this.texts[`${key}_title`], this.texts[`${key}_text`], actions);
  }
}
