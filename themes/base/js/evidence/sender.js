// Sends claims and keeps those that were not acknowledged; what went out in the last two pings goes once more.
import { postPing, sendBeacon } from "./transport.js";

const MAX_SLOTS = 256;
const STALE_MS = 15 * 60_000;

export class Sender {
  constructor() {
    this.start(null);
  }

  start(session) {
    this.session = session;
    this.waiting = new Map();
    this.sent = [];
    this.isBusy = false;
  }

  add(claims) {
    for (const claim of claims) this.waiting.set(claim[0], claim);
  }

  batch() {
    const oldest = this.session.slotAt(this.session.elapsed() - STALE_MS) - 1;
    for (const slot of this.waiting.keys()) if (slot < oldest) this.waiting.delete(slot);
    const claims = new Map(this.waiting);
    for (const again of this.sent) for (const [slot, claim] of again) if (slot >= oldest) claims.set(slot, claim);
    return [...claims.values()].sort((a, b) => a[0] - b[0]).slice(-MAX_SLOTS);
  }

  // Resolves to the answer of the server, or null while the previous ping is on its way.
  async send() {
    if (this.isBusy) return null;
    this.isBusy = true;
    const session = this.session;
    const claims = this.batch();
    const answer = await postPing({ t: session.token, s: claims });
    if (session !== this.session) return answer;
    this.isBusy = false;
    if (answer.status === 200) this.acknowledge(claims);
    return answer;
  }

  acknowledge(claims) {
    const fresh = new Map(claims.filter((claim) => this.waiting.has(claim[0])).map((claim) => [claim[0], claim]));
    for (const slot of fresh.keys()) this.waiting.delete(slot);
    this.sent = [fresh, ...this.sent].slice(0, 2);
  }

  // The page is going: nobody will hear the answer, so everything stays to be sent again if it comes back.
  leave() {
    const claims = this.batch();
    if (claims.length) sendBeacon({ t: this.session.token, s: claims });
  }

  get hasWaiting() {
    return this.waiting.size > 0;
  }
}
