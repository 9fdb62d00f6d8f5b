import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Pulse, retryDelay } from "../evidence/pulse.js";

test("waits as long as the server asks, and up to half as long again", () => {
  assert.equal(retryDelay(1, 10, () => 0), 10_000);
  assert.equal(retryDelay(9, 10, () => 1), 15_000);
  assert.equal(retryDelay(1, 86_400, () => 0), 300_000);
});

test("without a word of the server waits ever longer, never longer than a ping", () => {
  const waits = [1, 2, 3, 4, 5, 6, 20].map((faults) => retryDelay(faults, 0, () => 1));
  assert.deepEqual(waits, [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  assert.equal(retryDelay(3, 0, () => 0), 4_000);
});

function pulse(run) {
  mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  const beat = new Pulse(run, { now: () => now, random: () => 1 });
  const pass = (ms) => {
    for (let step = 0; step < ms; step += 100) {
      now += 100;
      mock.timers.tick(100);
    }
  };
  return { beat, pass };
}

test("goes at once after a fault when asked to, but never twice in a second", (context) => {
  context.after(() => mock.timers.reset());
  const times = [];
  let now = 0;
  const { beat, pass } = pulse(() => times.push(now));
  const tick = (ms) => {
    for (let step = 0; step < ms; step += 100) {
      now += 100;
      pass(100);
    }
  };
  beat.retry(0);
  beat.after(0);
  tick(200);
  beat.after(0);
  tick(3_000);
  assert.equal(times.length, 2);
  assert.ok(times[1] - times[0] >= 1_100);
});

test("what was asked for during a request is not put off by its success", (context) => {
  context.after(() => mock.timers.reset());
  let runs = 0;
  const { beat, pass } = pulse(() => (runs += 1));
  beat.after(2_000);
  beat.steady(30_000);
  pass(2_500);
  assert.equal(runs, 1);
  assert.equal(beat.isResting, true);
  beat.steady();
  assert.equal(beat.isResting, true);
});

test("a success forgets the faults before it", (context) => {
  context.after(() => mock.timers.reset());
  let runs = 0;
  const { beat, pass } = pulse(() => (runs += 1));
  for (let fault = 0; fault < 5; fault += 1) beat.retry(0);
  beat.stop();
  beat.steady(60_000);
  beat.stop();
  beat.retry(0);
  pass(2_100);
  assert.equal(runs, 1);
});
