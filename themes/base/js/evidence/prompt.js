// «Вы здесь?»: a question beside the picture, never over it, that takes the focus only from where nobody works.
import { Asked } from "./asked.js";
import { clockTime, fill, timecode } from "./words.js";

const THANKS_MS = 4_000;

export class Prompt {
  // `answer(id)` resolves to whether the server took it; `say(text)` leaves a line for later.
  constructor({ texts, answer, say }, root = document.querySelector("[data-prompt]")) {
    Object.assign(this, { texts, answer, say, root, id: null, title: document.title });
    this.asked = new Asked((id) => id === this.id && this.close());
    this.home = root.previousElementSibling;
    this.text = root.querySelector("[data-prompt-text]");
    this.button = root.querySelector("button");
    this.alert = document.querySelector("[data-prompt-alert]");
    this.button.addEventListener("click", () => this.reply());
    for (const event of ["fullscreenchange", "webkitfullscreenchange"]) document.addEventListener(event, () => this.place());
    addEventListener("resize", () => this.id !== null && this.uncover());
    new IntersectionObserver(([{ isIntersecting, boundingClientRect }]) => {
      root.classList.toggle("prompt--afloat", !isIntersecting && boundingClientRect.bottom <= 0);
    }).observe(this.home);
  }

  ask({ id, expires_in_s: seconds }) {
    if (this.id !== null || !(seconds > 0) || this.asked.has(id)) return;
    this.id = id;
    this.endsAt = performance.now() + seconds * 1000;
    this.askedAt = new Date();
    this.root.hidden = false;
    this.button.hidden = false;
    this.place();
    this.alert.textContent = fill(this.texts.prompt_alert, { seconds: Math.round(seconds) });
    document.title = `${this.texts.prompt_title} ${this.title}`;
    if (isIdle(document.activeElement)) this.button.focus({ preventScroll: true });
    this.uncover();
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  // In full screen only what is inside the screen is seen; elsewhere the question stands right under the picture.
  place() {
    if (this.id === null) return;
    const hadFocus = this.root.contains(document.activeElement);
    const screen = document.fullscreenElement ?? document.querySelector(".plyr--fullscreen-fallback");
    if (screen) screen.append(this.root);
    else this.home.after(this.root);
    if (hadFocus) this.button.focus({ preventScroll: true });
  }

  // The question sticks to the edge of the window: where it would lie on the picture, the page moves instead.
  uncover() {
    const overlap = this.home.getBoundingClientRect().bottom - this.root.getBoundingClientRect().top;
    if (overlap > 0 && !document.fullscreenElement) scrollBy({ top: overlap });
  }

  tick() {
    const left = Math.ceil((this.endsAt - performance.now()) / 1000);
    if (left <= 0) return void this.miss();
    const words = this.isSending ? this.texts.saving_sending : (this.problem ?? this.texts.prompt_left);
    this.text.textContent = fill(words, { left: timecode(left) });
  }

  async reply() {
    const { id } = this;
    if (id === null || this.isSending) return;
    this.isSending = true;
    this.tick();
    const isTaken = await this.answer(id);
    this.isSending = false;
    if (id !== this.id) return;
    if (!isTaken) {
      this.problem = this.texts.prompt_lost;
      this.tick();
      return;
    }
    this.asked.settle(id);
    this.settle();
    this.text.textContent = this.alert.textContent = this.texts.prompt_thanks;
    this.timer = setTimeout(() => this.close(), THANKS_MS);
  }

  miss() {
    this.asked.settle(this.id);
    this.say(fill(this.texts.prompt_missed, { time: clockTime(this.askedAt, { seconds: false }) }));
    this.close();
  }

  // Nothing more to press; the focus goes back to the player rather than to the top of the page.
  settle() {
    clearInterval(this.timer);
    document.title = this.title;
    this.problem = null;
    if (this.root.contains(document.activeElement)) this.focusPlayer();
    this.button.hidden = true;
  }

  focusPlayer() {
    this.home.querySelector("button:not([hidden]), video")?.focus({ preventScroll: true });
  }

  close() {
    this.settle();
    this.id = null;
    this.alert.textContent = "";
    this.root.hidden = true;
    this.home.after(this.root);
  }
}

function isIdle(element) {
  return !element || element === document.body || element.id === "main";
}
