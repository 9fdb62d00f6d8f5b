// What one watch session has to deliver: its ledger, kept in the outbox, sent with its token.
import { Ledger } from "./ledger.js";
import { postPing, sendBeacon } from "./transport.js";
import { wallClock } from "./clock.js";

export class Box {
  constructor(outbox, { token, activity, slotMs, clock }, ledger = new Ledger(slotMs)) {
    Object.assign(this, { outbox, token, activity, slotMs, clock, ledger, isBusy: false });
    this.name = token.slice(-16);
  }

  static restore(outbox, name) {
    const entry = outbox.read(name);
    return entry && new Box(outbox, { ...entry, clock: wallClock(entry.startedOn) }, new Ledger(entry.slotMs, entry.ledger));
  }

  add(claims) {
    if (!claims.length) return;
    this.ledger.add(claims);
    this.save();
  }

  save() {
    const { token, activity, slotMs, ledger, clock } = this;
    this.outbox.save(this.name, { token, activity, slotMs, startedOn: clock.startedOn, ledger });
  }

  drop() {
    this.outbox.drop(this.name);
  }

  // Resolves to the server's answer, or to null while the last one is awaited. `isTaken`: the claims need not wait any
  // more; `hasMore`: others should follow at once.
  async send() {
    if (this.isBusy) return null;
    this.isBusy = true;
    const sentAt = new Date();
    const claims = this.ledger.batch(this.clock.elapsed());
    const answer = await postPing({ t: this.token, s: claims });
    this.isBusy = false;
    // Slots in the server's future mean that its clock was set back: they go again until they are too old.
    const isTaken = answer.status === 200 && !answer.body.rejected?.future;
    const hasMore = isTaken && this.ledger.acknowledge(claims, answer.body.store_epoch, this.clock.elapsed());
    if (isTaken) this.save();
    return { ...answer, sentAt, claims, isTaken, hasMore };
  }

  // The page is going: nobody will hear the answer, so everything stays to be sent again.
  leave() {
    if (!this.ledger.hasWaiting) return;
    sendBeacon({ t: this.token, s: this.ledger.batch(this.clock.elapsed()) });
  }
}
