import assert from "node:assert/strict";
import { test } from "node:test";
import { Refresher } from "../evidence/refresher.js";

test("asks the server ever more seldom, and at once when it matters", () => {
  let now = 0;
  let asked = 0;
  const refresher = new Refresher(() => (asked += 1), () => now);
  for (now = 0; now <= 3_600_000; now += 30_000) refresher.sparingly();
  assert.ok(asked >= 12 && asked <= 16, `${asked} times in an hour`);
  refresher.atOnce();
  refresher.sparingly();
  assert.ok(asked <= 17);
});
