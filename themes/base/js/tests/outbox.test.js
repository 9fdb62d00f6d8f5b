import assert from "node:assert/strict";
import { test } from "node:test";
import { STALE_MS } from "../evidence/ledger.js";
import { Outbox } from "../evidence/outbox.js";
import { MemoryStorage } from "../evidence/storage.js";

// A storage that holds so many characters, as a browser's does.
class SmallStorage extends MemoryStorage {
  constructor(room) {
    super();
    this.room = room;
  }

  setItem(key, value) {
    const others = [...this.items].filter(([known]) => known !== key).reduce((sum, [, text]) => sum + text.length, 0);
    if (others + value.length > this.room) throw new Error("QuotaExceededError");
    super.setItem(key, value);
  }
}

const entry = (size = 1) => ({ token: "t", activity: 1, slotMs: 5_000, startedOn: 0, ledger: { waiting: "x".repeat(size) } });

test("keeps an entry for the next page of the same sign-in", () => {
  const storage = new MemoryStorage();
  new Outbox("anna", storage).save("one", entry());
  assert.deepEqual(new Outbox("anna", storage).names(), ["one"]);
  assert.equal(new Outbox("anna", storage).read("one").token, "t");
});

test("drops what another sign-in left", () => {
  const storage = new MemoryStorage();
  new Outbox("anna", storage).save("one", entry());
  const boris = new Outbox("boris", storage);
  assert.equal(boris.read("one"), null);
  assert.deepEqual(boris.names(), []);
  assert.equal(storage.length, 0);
});

test("drops what is too old, and leaves the rest of the storage alone", () => {
  let now = 1_000;
  const storage = new MemoryStorage();
  storage.setItem("another script's", "{}");
  const outbox = new Outbox("anna", storage, () => now);
  outbox.save("one", entry());
  now += STALE_MS;
  assert.deepEqual(outbox.names(), ["one"]);
  now += 1;
  assert.deepEqual(outbox.names(), []);
  assert.equal(storage.length, 1);
});

test("survives entries that are damaged", () => {
  const storage = new MemoryStorage();
  storage.setItem("prokadry.outbox.one", "{");
  storage.setItem("prokadry.outbox.two", "null");
  assert.deepEqual(new Outbox("anna", storage).names(), []);
});

test("is bounded: the oldest sessions give way", () => {
  let now = 0;
  const outbox = new Outbox("anna", new MemoryStorage(), () => now);
  for (now = 0; now < 30; now += 1) outbox.save(`s${now}`, entry());
  assert.equal(outbox.names().length, 20);
  assert.equal(outbox.names()[0], "s10");
});

test("without room the oldest gives way, then memory has to do", () => {
  let now = 0;
  const storage = new SmallStorage(500);
  const outbox = new Outbox("anna", storage, () => (now += 1));
  outbox.save("old", entry(200));
  outbox.save("new", entry(250));
  assert.deepEqual(outbox.names(), ["new"]);
  outbox.save("new", entry(2_000));
  assert.equal(outbox.read("new").ledger.waiting.length, 2_000);
  assert.deepEqual(outbox.names(), ["new"]);
});
