import assert from "node:assert/strict";
import { test } from "node:test";
import { hold, whenFree } from "../evidence/locks.js";

test("without Web Locks a session is let go before it is sent", async () => {
  const order = [];
  const release = hold("one", null);
  const sent = whenFree("one", () => order.push("sent"), null);
  await whenFree("two", () => order.push("another"), null);
  order.push("released");
  release();
  await sent;
  assert.deepEqual(order, ["another", "released", "sent"]);
});
