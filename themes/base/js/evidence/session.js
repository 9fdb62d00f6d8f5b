// A watch session: the token that pings are sent with, and the clock its slots are counted by.
import { SlotClock } from "./clock.js";
import { postJson } from "./transport.js";

// Resolves to {session} or {status, retryAfter}.
export async function startSession({ activity, kind, rev }) {
  const body = kind === "recorded" ? { kind, object: activity, rev } : { kind, object: activity };
  const { status, body: answer, retryAfter } = await postJson("/e/sessions", body);
  if (status !== 201) return { status, retryAfter };
  const slotMs = answer.slot_s * 1000;
  return { session: { token: answer.tok, activity, slotMs, pingMs: answer.ping_s * 1000, clock: new SlotClock(slotMs) } };
}
