import assert from "node:assert/strict";
import { test } from "node:test";
import { develop } from "../evidence/progress.js";

const progress = { seen: [[0, 10]], missing: [[10, 60], [80, 100]], excluded: [[60, 80]], credited_s: 10, required_s: 90, duration_s: 100 };

test("the film develops by the seconds whose middle was played", () => {
  const after = develop(progress, [[4, 9_000, 14_500], [5, 14_500, 19_501]]);
  assert.deepEqual(after.seen, [[0, 20]]);
  assert.deepEqual(after.missing, [[20, 60], [80, 100]]);
  assert.equal(after.credited_s, 20);
});

test("a part that need not be watched earns nothing", () => {
  const after = develop(progress, [[4, 60_000, 70_000]]);
  assert.equal(after.credited_s, 10);
  assert.deepEqual(after.seen, progress.seen);
  assert.deepEqual(after.missing, progress.missing);
});
