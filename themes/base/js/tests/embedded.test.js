import assert from "node:assert/strict";
import { test } from "node:test";
import { EmbeddedMedia } from "../evidence/embedded.js";
import { Recorder } from "../evidence/recorder.js";

// A player that posts what its adapter would say, so that messages need no translation here.
const ADAPTER = `data:text/javascript,export default () => ({
  greeting: null, read: (said) => said, play: () => "play", pause: () => "pause", seek: (s) => "seek " + s,
})`;

async function stage({ start = 0, duration = 60, script = ADAPTER } = {}) {
  let clock = 0;
  const posted = [];
  const failures = [];
  const button = new EventTarget();
  const config = { embed: { script }, duration_s: duration, texts: { embed_title: "{title}" } };
  globalThis.document ??= { title: "Лекция" };
  const media = new EmbeddedMedia({ querySelector: () => button }, config, {
    now: () => clock,
    open: () => ({ element: { focus() {} }, post: (message) => posted.push(message) }),
  });
  const recorder = new Recorder(media);
  recorder.use({ slotMs: 5_000, elapsed: () => clock, slotAt: (ms) => Math.floor(ms / 5_000) });
  media.open(start, (kind) => failures.push(kind));
  await media.play();
  const hear = (said, after = 0) => {
    clock += after * 1000;
    media.hear(said);
  };
  const play = (from, seconds, { every = 0.25, rate = 1 } = {}) => {
    for (let done = every; done <= seconds + 1e-9; done += every) hear({ time: from + done * rate }, every);
  };
  const wait = (seconds) => (clock += seconds * 1000);
  return { media, recorder, hear, play, wait, posted, failures };
}

const claimed = (recorder) => recorder.take().map(([, ...range]) => range);

test("what the player plays is claimed as it says, slot by slot", async () => {
  const { recorder, hear, play, posted } = await stage();
  hear({ isReady: true });
  assert.deepEqual(posted, ["play"]);
  hear({ state: "playing" });
  play(0, 11);
  assert.deepEqual(recorder.take(), [[0, 0, 5_000], [1, 5_000, 10_000]]);
});

test("a slot is not taken before the player told what it played in it", async () => {
  const { recorder, hear, wait } = await stage();
  hear({ isReady: true });
  hear({ state: "playing" });
  hear({ time: 4.4 }, 4.4);
  wait(1);
  assert.deepEqual(recorder.take(), []);
  hear({ time: 5.6 }, 0.2);
  assert.deepEqual(recorder.take(), [[0, 0, 5_000]]);
});

test("a jump inside the player is not claimed, forward or back", async () => {
  const { recorder, hear, play } = await stage();
  hear({ isReady: true });
  hear({ state: "playing" });
  play(0, 2);
  play(30, 2);
  play(10, 2);
  hear({ state: "paused" });
  hear({}, 5);
  assert.deepEqual(claimed(recorder), [[0, 2_000, 30_250, 32_000, 10_250, 11_000], [11_000, 12_000]]);
});

test("a seek of the page waits for the player to be there", async () => {
  const { media, recorder, hear, play, posted } = await stage();
  hear({ isReady: true });
  hear({ state: "playing" });
  play(0, 2);
  media.currentTime = 40;
  assert.equal(posted.at(-1), "seek 40");
  hear({ time: 2.25 }, 0.25);
  assert.ok(media.seeking);
  hear({ time: 40.1 }, 0.25);
  assert.ok(!media.seeking);
  play(40.1, 3);
  assert.deepEqual(claimed(recorder), [[0, 2_000, 40_100, 42_600]]);
});

test("a player that does not state its speed is believed up to twice", async () => {
  const { media, recorder, hear, play } = await stage();
  hear({ isReady: true });
  hear({ state: "playing" });
  play(0, 5, { rate: 2 });
  assert.deepEqual(claimed(recorder), [[0, 10_000]]);
  assert.equal(media.playbackRate, 2);
  play(10, 5, { rate: 4 });
  assert.deepEqual(claimed(recorder), []);
});

test("what stands still while it waits is not claimed, and the end is", async () => {
  const { media, recorder, hear, play } = await stage({ duration: 6 });
  hear({ isReady: true, duration: 6 });
  hear({ state: "playing" });
  play(0, 3);
  hear({ state: "waiting" }, 0.1);
  hear({ state: "playing" }, 20);
  play(3, 2.75);
  hear({ state: "ended" }, 0.3);
  assert.ok(media.ended && media.paused);
  assert.equal(media.currentTime, 6);
  hear({}, 5);
  assert.deepEqual(claimed(recorder), [[0, 3_000], [3_000, 4_900], [4_900, 6_000]]);
});

test("what lies beyond the length that counts is not claimed", async () => {
  const { recorder, hear, play } = await stage({ duration: 3 });
  hear({ isReady: true });
  hear({ state: "playing" });
  play(0, 6);
  assert.deepEqual(claimed(recorder), [[0, 3_000]]);
});

test("the place where one stopped is asked for twice: an advertisement may swallow the first time", async () => {
  const { media, hear, posted } = await stage({ start: 20 });
  hear({ isReady: true });
  assert.deepEqual(posted, ["seek 20", "play"]);
  hear({ state: "waiting" });
  hear({ state: "playing" }, 30);
  assert.equal(posted.at(-1), "seek 20");
  hear({ time: 20 }, 0.2);
  assert.equal(media.currentTime, 20);
  hear({ state: "paused" });
  hear({ state: "playing" });
  assert.equal(posted.length, 3);
});

test("whatever a frame posts, the page goes on", async () => {
  const { media, hear, failures } = await stage();
  for (const message of [null, { time: Number.NaN }, { time: "1" }, { state: "flying" }, { duration: -1 }, {}]) hear(message);
  assert.deepEqual([media.currentTime, media.paused, failures], [0, true, []]);
  hear({ state: "broken" });
  assert.deepEqual(failures, ["embed_broken"]);
});

test("a script that cannot be loaded is said, and the rest of the page goes on", async () => {
  const { media, failures } = await stage({ script: "data:text/javascript,throw%20new%20Error()" });
  assert.deepEqual([failures, media.paused], [["embed_broken"], true]);
});
