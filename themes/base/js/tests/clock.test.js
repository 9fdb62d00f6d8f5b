import assert from "node:assert/strict";
import { test } from "node:test";
import { SlotClock, wallClock } from "../evidence/clock.js";

function clocks() {
  const time = { steady: 1_000, wall: 1_700_000_000_000 };
  const clock = new SlotClock(5_000, { steady: () => time.steady, wall: () => time.wall });
  const pass = (ms) => {
    time.steady += ms;
    time.wall += ms;
  };
  return { time, clock, pass };
}

test("counts wall slots from the server's answer", () => {
  const { clock, pass } = clocks();
  pass(12_000);
  assert.equal(clock.elapsed(), 12_000);
  assert.equal(clock.slotAt(clock.elapsed()), 2);
  assert.equal(clock.untilSlotEnds(), 3_000);
});

test("setting the computer's clock a little does not move slots", () => {
  const { time, clock, pass } = clocks();
  pass(60_000);
  time.wall -= 4_900;
  assert.equal(clock.hasSlept(), false);
  assert.equal(clock.elapsed(), 60_000);
});

test("notices sleep, in which only the wall clock goes on", () => {
  const { time, clock, pass } = clocks();
  pass(60_000);
  time.wall += 5_001;
  assert.equal(clock.hasSlept(), true);
});

test("is aged before the six hours are over, not after", () => {
  const { clock, pass } = clocks();
  pass(5 * 3_600_000);
  assert.equal(clock.isAged(), false);
  pass(3_599_000);
  assert.equal(clock.isAged(), true);
});

test("after the page is gone the wall clock goes on", () => {
  let now = 1_000_000;
  const clock = wallClock(1_000_000, () => now);
  now += 30_000;
  assert.equal(clock.elapsed(), 30_000);
  now = 0;
  assert.equal(clock.elapsed(), 0);
});
