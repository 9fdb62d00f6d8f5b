// Follows an address that answers with one event and closes: EventSource comes back by itself. After an answer that is
// no event (a gateway's error page, a sign-in) it gives up, and is opened anew.
const AGAIN_MS = 10_000;
const LATE_MS = 20_000;

export function follow(url, { onData, onState }) {
  let heardAt = performance.now();
  let source = null;
  const open = () => {
    source = new EventSource(url);
    source.addEventListener("open", () => {
      heardAt = performance.now();
      onState(true);
    });
    source.addEventListener("message", (event) => onData(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
    });
  };
  open();
  setInterval(() => onState(performance.now() - heardAt < LATE_MS), 1000);
}
