// The page of a live stream before and during it; after it the page is the server's alone.
import { watchCheckIn } from "../evidence/check-in.js";
import { readConfig } from "../evidence/config.js";
import { countDown } from "../evidence/countdown.js";
import { Notices } from "../evidence/notices.js";
import { Presence } from "../evidence/presence.js";
import { PresenceView } from "../evidence/presence-view.js";
import { fetchProgress } from "../evidence/progress.js";
import { Prompt } from "../evidence/prompt.js";
import { Refresher } from "../evidence/refresher.js";
import { SavingLine } from "../evidence/saving-line.js";
import { describePresence } from "../evidence/saving.js";
import { openVideo } from "../evidence/video.js";

const END_SPREAD_MS = 5_000;
const config = readConfig();
const { texts } = config;
const reload = () => location.reload();

function followStream() {
  const notices = new Notices();
  const video = document.querySelector("[data-player] video");
  if (video) {
    openVideo(video, config, {
      live: true,
      onFail: (kind) => notices.show(kind, texts[`${kind}_title`], texts[`${kind}_text`]),
      onPlay: () => notices.hide("not_streaming"),
    });
  }
  setTimeout(() => {
    notices.say(texts.ended);
    setTimeout(reload, Math.random() * END_SPREAD_MS);
  }, config.ends_ms - config.now_ms + 1000);
  const view = new PresenceView(config);
  const clock = document.querySelector("[data-elapsed]");
  if (clock) view.tick(clock);
  if (!config.kind) return;

  const refresher = new Refresher(async () => {
    const progress = await fetchProgress(config.activity);
    if (progress) view.show(progress);
  });
  const prompt = new Prompt({ texts, answer: (id) => presence.answer(id), say: (text) => notices.say(text) });
  const presence = new Presence(config, {
    notices,
    saving: new SavingLine(({ fault, savedAt }) => describePresence({ fault, markedAt: savedAt, now: new Date() }, texts)),
    onMarked: () => refresher.sparingly(),
    onPrompt: (question) => prompt.ask(question),
  });
  presence.start();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresher.sparingly());
  const form = document.querySelector("[data-check-in]");
  if (form) watchCheckIn(form, presence, texts, () => refresher.atOnce());
}

if (config.phase === "before") {
  const heading = document.querySelector("[data-countdown]");
  if (heading) countDown(heading, config.starts_ms - config.now_ms, texts, reload);
} else followStream();
