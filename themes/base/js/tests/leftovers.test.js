import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { Leftovers } from "../evidence/leftovers.js";
import { Outbox } from "../evidence/outbox.js";
import { MemoryStorage } from "../evidence/storage.js";

// A page without a document: its network answers with the statuses given, one after the other, then with 200.
let pings;
let answers;

beforeEach(() => {
  pings = [];
  answers = [];
  globalThis.addEventListener = globalThis.removeEventListener = () => {};
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(globalThis, "fetch", async (_url, { body }) => {
    pings.push(JSON.parse(body));
    const answer = { status: 200, store_epoch: 1, ...answers.shift() };
    return new Response(JSON.stringify({ ok: 1, ...answer }), { status: answer.status, headers: { "Content-Type": "application/json" } });
  });
});

afterEach(() => mock.reset());

// A session is known by the end of its token, here by all of it.
const TOKEN = "0123456789abcdef";

function outboxWith(ledger) {
  const outbox = new Outbox("anna", new MemoryStorage());
  outbox.save(TOKEN, { token: TOKEN, activity: 7, slotMs: 5_000, startedOn: Date.now() - 60_000, ledger });
  return outbox;
}

async function deliver(outbox) {
  const heard = { sent: [], faults: [] };
  const leftovers = new Leftovers(outbox, {
    onSent: (activity, claims) => heard.sent.push([activity, claims.length]),
    onFault: (status) => heard.faults.push(status),
  });
  leftovers.deliver();
  for (let turn = 0; turn < 200; turn += 1) {
    await new Promise(setImmediate);
    mock.timers.tick(500);
  }
  return heard;
}

test("sends what an earlier page left, and then forgets it", async () => {
  const outbox = outboxWith({ waiting: [[1, 0, 5_000]] });
  const heard = await deliver(outbox);
  assert.deepEqual(pings, [{ t: TOKEN, s: [[1, 0, 5_000]] }]);
  assert.deepEqual(heard, { sent: [[7, 1]], faults: [] });
  assert.deepEqual(outbox.names(), []);
});

test("sends what was acknowledged to a server that is no more", async () => {
  const kept = [{ claim: [0, 0, 5_000], at: 5_000, ping: 1 }];
  await deliver(outboxWith({ waiting: [[5, 5_000, 9_000]], kept, pings: 9, epochs: [99] }));
  assert.deepEqual(pings.map(({ s }) => s.map(([slot]) => slot)), [[5], [0, 5]]);
});

test("tries again while the server is busy or away", async () => {
  answers = [{ status: 503 }, { status: 429 }];
  const outbox = outboxWith({ waiting: [[1, 0, 5_000]] });
  const heard = await deliver(outbox);
  assert.equal(pings.length, 3);
  assert.deepEqual(heard.faults, [503, 429]);
  assert.deepEqual(outbox.names(), []);
});

test("gives up what the server will never take", async () => {
  for (const status of [400, 401, 403, 409, 410]) {
    pings = [];
    answers = [{ status }];
    const outbox = outboxWith({ waiting: [[1, 0, 5_000]] });
    const heard = await deliver(outbox);
    assert.equal(pings.length, 1);
    assert.deepEqual(heard.sent, []);
    assert.deepEqual(outbox.names(), []);
  }
});

test("slots that the server takes for its future are neither lost nor sent in a loop", async () => {
  answers = Array(3).fill({ rejected: { future: 1 } });
  const heard = await deliver(outboxWith({ waiting: [[1, 0, 5_000]] }));
  assert.equal(pings.length, 4);
  assert.deepEqual(heard.sent, [[7, 1]]);
});
