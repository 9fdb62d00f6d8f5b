// A watch session: its token and its clock. Slots are counted from the server's start by a clock that cannot be set.
import { postJson } from "./transport.js";

const LIFE_MS = 6 * 3600 * 1000 - 60_000;
const DRIFT_MS = 5_000;

export class Session {
  constructor(answer, startedAt) {
    this.token = answer.tok;
    this.slotMs = answer.slot_s * 1000;
    this.pingMs = answer.ping_s * 1000;
    this.startedAt = startedAt;
    // Where the two clocks of this computer part, it slept: time stood still for one of them.
    this.offset = Date.now() - startedAt;
    this.answer = answer;
  }

  // Milliseconds since the start by the server's clock; never ahead of it, for the answer took its time to come.
  elapsed() {
    return performance.now() - this.startedAt;
  }

  slotAt(elapsed) {
    return Math.floor(elapsed / this.slotMs);
  }

  hasSlept() {
    return Math.abs(Date.now() - performance.now() - this.offset) > DRIFT_MS;
  }

  isOver() {
    return this.hasSlept() || this.elapsed() > LIFE_MS;
  }
}

// Resolves to {session} or {status, retryAfter}.
export async function startSession({ activity, kind, rev }) {
  const body = kind === "recorded" ? { kind, object: activity, rev } : { kind, object: activity };
  const { status, body: answer, retryAfter } = await postJson("/e/sessions", body);
  if (status !== 201) return { status, retryAfter };
  return { session: new Session(answer, performance.now()) };
}
