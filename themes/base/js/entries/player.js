// The page of a recording: picture, seek links, chapters, credit.
import { Chapters } from "../evidence/chapters.js";
import { readConfig } from "../evidence/config.js";
import { Notices, reloadAction } from "../evidence/notices.js";
import { CreditView, fetchProgress } from "../evidence/progress.js";
import { linkSeeks, seekFromAddress } from "../evidence/seek.js";
import { openVideo } from "../evidence/video.js";
import { Watching } from "../evidence/watching.js";

const config = readConfig();
const notices = new Notices();
const { texts } = config;

function fail(kind) {
  notices.show(kind, texts[`${kind}_title`], texts[`${kind}_text`], [reloadAction(texts)]);
}

const start = seekFromAddress() ?? config.position_s;
const { media, plyr } = await openVideo(document.querySelector("[data-player] video"), config, {
  start,
  onFail: fail,
  onPlay: () => notices.hide("broken"),
});

linkSeeks(media, plyr);
const chapters = new Chapters(texts);
const credit = new CreditView(config);
let shownSecond = -1;

media.addEventListener("timeupdate", () => {
  const second = Math.floor(media.currentTime);
  if (second === shownSecond) return;
  shownSecond = second;
  chapters.follow(second);
  credit.drawHead(second);
});

async function refresh() {
  const progress = await fetchProgress(config.activity);
  if (!progress) return;
  credit.show(progress, media.currentTime);
  chapters.show(progress);
  if (progress.state === "completed" && !credit.wasCompleted) {
    credit.wasCompleted = true;
    notices.show("completed", texts.completed_title, texts.completed_text);
  }
}

if (config.kind) new Watching(media, config, notices, refresh);
