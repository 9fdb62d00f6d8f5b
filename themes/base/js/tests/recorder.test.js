import assert from "node:assert/strict";
import { test } from "node:test";
import { Recorder } from "../evidence/recorder.js";

class Media extends EventTarget {
  constructor() {
    super();
    Object.assign(this, { currentTime: 0, playbackRate: 1, paused: true, ended: false, seeking: false });
  }

  fire(type) {
    this.dispatchEvent(new Event(type));
  }
}

function stage() {
  const media = new Media();
  const recorder = new Recorder(media);
  let elapsed = 0;
  recorder.use({ slotMs: 5_000, elapsed: () => elapsed, slotAt: (ms) => Math.floor(ms / 5_000) });
  const play = (seconds, { step = 0.25, rate = 1 } = {}) => {
    media.paused = false;
    media.playbackRate = rate;
    media.fire("playing");
    for (let done = 0; done < seconds - 1e-9; done += step) {
      elapsed += step * 1000;
      media.currentTime += step * rate;
      media.fire("timeupdate");
    }
  };
  const wait = (seconds) => (elapsed += seconds * 1000);
  return { media, recorder, play, wait };
}

test("claims what was played in each slot that has ended", () => {
  const { recorder, play } = stage();
  play(12);
  assert.deepEqual(recorder.take(), [[0, 0, 5_000], [1, 5_000, 10_000]]);
  play(3);
  assert.deepEqual(recorder.take(), [[2, 10_000, 15_000]]);
});

test("a fast speed is claimed as it was played", () => {
  const { recorder, play } = stage();
  play(5, { rate: 2 });
  assert.deepEqual(recorder.take(), [[0, 0, 10_000]]);
});

test("a jump is not claimed", () => {
  const { media, recorder, play } = stage();
  play(2);
  media.seeking = true;
  media.fire("seeking");
  media.currentTime = 600;
  media.seeking = false;
  media.fire("seeked");
  play(3);
  assert.deepEqual(recorder.take(), [[0, 0, 2_000, 600_000, 603_000]]);
});

test("timers of a hidden tab, once a minute, lose nothing", () => {
  const { recorder, play } = stage();
  play(60, { step: 60 });
  const claims = recorder.take();
  assert.equal(claims.length, 12);
  assert.deepEqual(claims[11], [11, 55_000, 60_000]);
});

test("a pause claims nothing, and nothing is claimed without a session", () => {
  const { media, recorder, play, wait } = stage();
  play(5);
  media.paused = true;
  media.fire("pause");
  wait(60);
  assert.deepEqual(recorder.take(), [[0, 0, 5_000]]);
  recorder.use(null);
  play(10);
  assert.deepEqual(recorder.take(), []);
});

test("of many ranges in a slot the four longest are claimed, in the order played", () => {
  const { media, recorder, play } = stage();
  [0.5, 1, 0.25, 1, 0.75, 1.5].forEach((seconds, index) => {
    media.currentTime = index * 100;
    media.fire("seeked");
    play(seconds);
  });
  assert.deepEqual(recorder.take(), [[0, 100_000, 101_000, 300_000, 301_000, 400_000, 400_750, 500_000, 501_500]]);
});
