// The page of a recording: picture, seek links, chapters, credit.
import { Chapters } from "../evidence/chapters.js";
import { readConfig } from "../evidence/config.js";
import { EmbeddedMedia } from "../evidence/embedded.js";
import { Leftovers } from "../evidence/leftovers.js";
import { Notices, reloadAction } from "../evidence/notices.js";
import { Outbox } from "../evidence/outbox.js";
import { CreditView, fetchProgress } from "../evidence/progress.js";
import { Refresher } from "../evidence/refresher.js";
import { SavingLine } from "../evidence/saving-line.js";
import { describeSaving, sumUp } from "../evidence/saving.js";
import { linkSeeks, seekFromAddress } from "../evidence/seek.js";
import { signInOf } from "../evidence/sign-in.js";
import { openVideo } from "../evidence/video.js";
import { Watching } from "../evidence/watching.js";
import { fill, timecode } from "../evidence/words.js";

const config = readConfig();
const notices = new Notices();
const { texts } = config;
const root = document.querySelector("[data-player]");
const media = config.embed ? new EmbeddedMedia(root, config) : root.querySelector("video");
const chapters = new Chapters(texts);
const credit = new CreditView(config);
let watching = null;

function fail(kind) {
  notices.show(kind, texts[`${kind}_title`], texts[`${kind}_text`], [reloadAction(texts)]);
}

const refresher = new Refresher(async () => {
  const progress = await fetchProgress(config.activity);
  if (!progress) return;
  credit.show(progress, media.currentTime);
  chapters.show(progress);
  if (progress.state === "completed" && !credit.wasCompleted) {
    credit.wasCompleted = true;
    notices.show("completed", texts.completed_title, texts.completed_text);
  }
});

// The film develops with every ping; the server's own word is asked for when it decides something.
function onCredit(claims) {
  credit.develop(claims, media.currentTime);
  chapters.show(credit.film);
  if (media.paused || (credit.isEnough && !credit.wasCompleted)) refresher.atOnce();
  else refresher.sparingly();
}

function startCounting() {
  const signIn = signInOf();
  const outbox = new Outbox(signIn ?? "");
  const leftovers = new Leftovers(outbox, {
    onSent: (activity, claims) => {
      saving.recover(watching?.box ? null : new Date());
      if (activity === config.activity) onCredit(claims);
    },
    onFault: (status) => saving.fail(status),
  });
  const saving = new SavingLine((state) => {
    const boxes = [...leftovers.pending, watching?.box].filter(Boolean);
    return describeSaving({ ...state, ...sumUp(boxes), isCounting: watching?.isCounting ?? true }, texts);
  });
  if (signIn !== null) leftovers.deliver();
  return { outbox, leftovers, saving };
}

const parts = config.kind ? startCounting() : null;
const start = seekFromAddress() ?? config.position_s;

async function openUpload() {
  const { plyr } = await openVideo(media, config, { start, onFail: fail, onPlay: () => notices.hide("broken") });
  return plyr?.elements.container ?? media;
}

// Credit goes by the length the editor wrote down: where the player knows another, whoever can correct it is told.
function checkLength() {
  if (!config.embed.checks_length || Math.abs(media.reportedDuration - config.duration_s) < 2) return;
  const lengths = { reported: timecode(media.reportedDuration), written: timecode(config.duration_s) };
  notices.show("length", texts.embed_length_title, fill(texts.embed_length_text, lengths));
}

function openEmbed() {
  media.addEventListener("durationchange", checkLength);
  media.addEventListener("playing", () => notices.hide("embed_silent"));
  media.open(start, fail);
  return root;
}

linkSeeks(media, config.embed ? openEmbed() : await openUpload());
let shownSecond = -1;
media.addEventListener("timeupdate", () => {
  const second = Math.floor(media.currentTime);
  if (second === shownSecond) return;
  shownSecond = second;
  chapters.follow(second);
  credit.drawHead(second);
});
if (parts) watching = new Watching(media, config, { ...parts, notices, onCredit });
