// What is saved and what waits, in words: `kind` chooses the icon, `words` are announced, `figures` only shown.
import { clockTime, fill, inWords } from "./words.js";

export const LIVE_COVER_MS = 75_000;

// `savedAt` is a Date or null; `waitingMs` of viewing wait, all of which can be sent for another `leftMs`;
// `lostMs` could not. What is played between two pings waits too, but only the rest of a disturbance is worth a word.
export function describeSaving({ fault, savedAt, waitingMs, leftMs, lostMs, isCounting, isCatchingUp }, texts) {
  const lost = lostMs >= 1000 ? fill(texts.saving_lost, { lost: inWords(texts, lostMs / 1000) }) : "";
  const waiting = inWords(texts, waitingMs / 1000);
  if (fault) {
    const figures = !isCounting ? texts.saving_idle : waitingMs < 1000 ? texts.saving_nothing : fill(texts.saving_waiting, { waiting, left: leftInWords(leftMs, texts) });
    return { kind: "fault", words: texts[`saving_${fault}`], figures: joined(figures, lost) };
  }
  if (isCatchingUp && waitingMs >= 1000) return { kind: "sending", words: texts.saving_sending, figures: fill(texts.saving_what, { waiting }) };
  if (!savedAt) return null;
  const time = clockTime(savedAt, { seconds: false });
  return { kind: lost ? "fault" : "saved", words: texts.saving_saved, figures: joined(fill(texts.saving_at, { time }), lost) };
}

// Sums up several sessions: this page's own and what others left.
export function sumUp(boxes) {
  const sum = (pick) => boxes.reduce((total, { ledger }) => total + pick(ledger), 0);
  return {
    waitingMs: sum((ledger) => ledger.waitingMs),
    lostMs: sum((ledger) => ledger.lostMs),
    leftMs: Math.min(...boxes.map(({ ledger, clock }) => ledger.leftMs(clock.elapsed()))),
  };
}

// `markedAt` is when the last ping that was answered left: it covers 75 s.
export function describePresence({ fault, markedAt, now }, texts) {
  if (!markedAt) return fault ? { kind: "fault", words: texts[`saving_${fault}`], figures: texts.presence_idle } : null;
  if (!fault) {
    return { kind: "saved", words: texts.presence_marked, figures: fill(texts.saving_at, { time: clockTime(markedAt, { seconds: false }) }) };
  }
  const end = new Date(markedAt.getTime() + LIVE_COVER_MS);
  const figures = now < end ? texts.presence_grace : texts.presence_absent;
  return { kind: "fault", words: texts[`saving_${fault}`], figures: fill(figures, { time: clockTime(end) }) };
}

// Rounded down, in steps that do not flicker: whole minutes, in the last one tens of seconds.
function leftInWords(leftMs, texts) {
  const seconds = Math.max(Math.floor(leftMs / 1000), 0);
  const step = seconds >= 60 ? 60 : 10;
  return inWords(texts, Math.floor(seconds / step) * step);
}

function joined(...parts) {
  return parts.filter(Boolean).join(" ");
}
