// Who may send the slots of a session: its page while that lives, afterwards one page at a time.
// Without Web Locks (an insecure address, an old browser) only this page is kept in order: sending twice is harmless.
const queues = new Map();

export function whenFree(name, job, locks = globalThis.navigator?.locks) {
  if (locks) return locks.request(`prokadry.outbox.${name}`, job);
  const turn = (queues.get(name) ?? Promise.resolve()).then(job);
  queues.set(name, turn.catch(() => {}));
  return turn;
}

// Holds a session from now on; the function returned lets it go.
export function hold(name, locks) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  whenFree(name, () => released, locks).catch(() => {});
  return release;
}
