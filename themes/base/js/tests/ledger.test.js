import assert from "node:assert/strict";
import { test } from "node:test";
import { Ledger, MAX_SLOTS, STALE_MS } from "../evidence/ledger.js";

const SLOT_MS = 5_000;
const claim = (slot, from = slot * SLOT_MS) => [slot, from, from + SLOT_MS];
const claims = (...slots) => slots.map((slot) => claim(slot));
const slotsOf = (batch) => batch.map(([slot]) => slot);
const endOf = (slot) => (slot + 1) * SLOT_MS;

function ledgerWith(...slots) {
  const ledger = new Ledger(SLOT_MS);
  ledger.add(claims(...slots));
  return ledger;
}

function ping(ledger, elapsed, epoch = 1) {
  const batch = ledger.batch(elapsed);
  const hasMore = ledger.acknowledge(batch, epoch, elapsed);
  return { slots: slotsOf(batch), hasMore };
}

test("what was not acknowledged waits and goes again", () => {
  const ledger = ledgerWith(0, 1);
  assert.deepEqual(slotsOf(ledger.batch(10_000)), [0, 1]);
  ledger.add(claims(2));
  assert.deepEqual(slotsOf(ledger.batch(15_000)), [0, 1, 2]);
  assert.equal(ledger.waitingMs, 15_000);
});

test("the slots of a ping go again with the next two, and no more", () => {
  const ledger = ledgerWith(0);
  assert.deepEqual(ping(ledger, 5_000).slots, [0]);
  ledger.add(claims(6));
  assert.deepEqual(ping(ledger, 35_000).slots, [0, 6]);
  assert.deepEqual(ping(ledger, 65_000).slots, [0, 6]);
  assert.deepEqual(ping(ledger, 95_000).slots, [6]);
  assert.equal(ledger.hasRepeats, false);
  assert.deepEqual(ping(ledger, 125_000).slots, []);
});

test("a slot is kept to the last millisecond in which the server takes it, then counted as lost", () => {
  const ledger = ledgerWith(0, 1);
  assert.deepEqual(slotsOf(ledger.batch(endOf(0) + STALE_MS)), [0, 1]);
  assert.equal(ledger.lostMs, 0);
  assert.deepEqual(slotsOf(ledger.batch(endOf(0) + STALE_MS + 1)), [1]);
  assert.equal(ledger.lostMs, 5_000);
});

test("says how long all that waits can still be sent", () => {
  const ledger = ledgerWith(3, 1);
  assert.equal(ledger.leftMs(endOf(1)), STALE_MS);
  assert.equal(ledger.leftMs(endOf(1) + 120_000), STALE_MS - 120_000);
  assert.equal(new Ledger(SLOT_MS).leftMs(0), Infinity);
});

test("an epoch not met before brings back the acknowledged slots of the last five minutes", () => {
  const ledger = ledgerWith(0);
  ping(ledger, 5_000, 7);
  ledger.add(claims(60));
  ping(ledger, 304_000, 7);
  ledger.add(claims(66));
  assert.deepEqual(ping(ledger, 335_000, 8), { slots: [60, 66], hasMore: false });
  ledger.add(claims(72));
  ping(ledger, 365_000, 8);
  ping(ledger, 395_000, 8);
  assert.equal(ping(ledger, 425_000, 9).hasMore, true);
  assert.deepEqual(ping(ledger, 427_000, 9).slots, [60, 66, 72]);
});

test("several server processes that take turns do not make it send for ever", () => {
  const ledger = ledgerWith(0, 1, 2);
  let sent = 0;
  for (let turn = 0; turn < 40; turn += 1) {
    const { hasMore } = ping(ledger, 15_000 + turn * 1_100, turn % 4);
    sent += 1;
    if (!hasMore && turn > 8) break;
  }
  assert.ok(sent < 12);
});

test("more than a ping may carry goes in several, the oldest first", () => {
  const ledger = new Ledger(1_000);
  ledger.add(Array.from({ length: 300 }, (_, slot) => claim(slot)));
  const first = ping(ledger, 300_000);
  assert.equal(first.slots.length, MAX_SLOTS);
  assert.equal(first.slots[0], 0);
  assert.equal(first.hasMore, true);
  assert.ok(ping(ledger, 301_100).slots.includes(299));
  assert.equal(ledger.hasWaiting, false);
});

test("the largest ping stays under 64 KB", () => {
  const longest = Array.from({ length: MAX_SLOTS }, (_, slot) => [9_999_000 + slot, ...Array(8).fill(9_999_999_999)]);
  assert.ok(JSON.stringify({ t: "x".repeat(400), s: longest }).length < 64 * 1024);
});

test("distinct seconds of the recording wait, however often they were played", () => {
  const ledger = new Ledger(SLOT_MS);
  ledger.add([claim(0, 0), claim(1, 0), [2, 2_000, 7_000, 20_000, 21_000]]);
  assert.equal(ledger.waitingMs, 8_000);
});

test("comes back from storage as it was", () => {
  const ledger = ledgerWith(0, 1);
  ping(ledger, 10_000, 5);
  ledger.add(claims(2));
  const again = new Ledger(SLOT_MS, JSON.parse(JSON.stringify(ledger)));
  assert.deepEqual(JSON.stringify(again), JSON.stringify(ledger));
  assert.deepEqual(again.batch(15_000), ledger.batch(15_000));
});
