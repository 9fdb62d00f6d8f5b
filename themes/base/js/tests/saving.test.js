import assert from "node:assert/strict";
import { test } from "node:test";
import { describePresence, describeSaving, sumUp } from "../evidence/saving.js";

const texts = {
  hours: "{n} ч", minutes: "{n} мин", seconds: "{n} с", days: "{n} д",
  saving_saved: "Сохранено", saving_at: "в {time}", saving_sending: "Отправляется", saving_what: "{waiting}",
  saving_offline: "Нет связи", saving_busy: "Сервер занят", saving_nothing: "всё сохранено", saving_idle: "не считается",
  saving_waiting: "{waiting}, ещё {left}", saving_lost: "потеряно {lost}",
  presence_marked: "Отмечено", presence_idle: "не считается", presence_grace: "до {time}", presence_absent: "с {time}",
};
const quiet = { fault: null, savedAt: null, waitingMs: 0, leftMs: Infinity, lostMs: 0, isCounting: true, isCatchingUp: false };
function say(state) {
  const line = describeSaving({ ...quiet, ...state }, texts);
  return line && { ...line, figures: line.figures.replaceAll("\u00a0", " ") };
}
const at = new Date(2026, 7, 1, 14, 32, 10);

test("leaves the server's words until something is known", () => {
  assert.equal(say({}), null);
});

test("what is played between two pings is not worth a word", () => {
  assert.deepEqual(say({ savedAt: at, waitingMs: 25_000 }), { kind: "saved", words: "Сохранено", figures: "в 14:32" });
});

test("without a connection says how much waits and for how long", () => {
  assert.equal(say({ fault: "offline", waitingMs: 130_400, leftMs: 13.9 * 60_000 }).figures, "2 мин 10 с, ещё 13 мин");
  assert.equal(say({ fault: "busy", waitingMs: 3_700_000, leftMs: 47_000 }).figures, "1 ч 1 мин, ещё 40 с");
  assert.equal(say({ fault: "offline" }).figures, "всё сохранено");
  assert.equal(say({ fault: "offline", isCounting: false, waitingMs: 5_000 }).figures, "не считается");
});

test("says so while the rest of a disturbance is sent", () => {
  assert.deepEqual(say({ isCatchingUp: true, waitingMs: 65_000 }), { kind: "sending", words: "Отправляется", figures: "1 мин 5 с" });
});

test("does not hide what came too late", () => {
  const line = say({ savedAt: at, lostMs: 200_000 });
  assert.equal(line.kind, "fault");
  assert.equal(line.figures, "в 14:32 потеряно 3 мин 20 с");
});

test("sums up sessions", () => {
  const box = (waitingMs, lostMs, left) => ({ clock: { elapsed: () => 0 }, ledger: { waitingMs, lostMs, leftMs: () => left } });
  assert.deepEqual(sumUp([box(5_000, 0, 700), box(10_000, 1_000, 300)]), { waitingMs: 15_000, lostMs: 1_000, leftMs: 300 });
  assert.deepEqual(sumUp([]), { waitingMs: 0, lostMs: 0, leftMs: Infinity });
});

test("a mark of presence is good for 75 s after its ping left", () => {
  const presence = (fault, seconds) => describePresence({ fault, markedAt: at, now: new Date(at.getTime() + seconds * 1000) }, texts);
  assert.deepEqual(presence(null, 20), { kind: "saved", words: "Отмечено", figures: "в 14:32" });
  assert.equal(presence("offline", 74).figures, "до 14:33:25");
  assert.equal(presence("offline", 75).figures, "с 14:33:25");
  assert.equal(describePresence({ fault: "busy", markedAt: null, now: at }, texts).figures, "не считается");
});
