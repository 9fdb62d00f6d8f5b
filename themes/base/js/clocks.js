// Wall clocks of other time zones: <time data-zone="Asia/Omsk">16:00</time> is right when the page is made and again each minute.
const MINUTE_MS = 60_000;

function readTime(zone, at) {
  return new Intl.DateTimeFormat("ru", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);
}

function showTimes() {
  const now = new Date();
  for (const clock of document.querySelectorAll("time[data-zone]")) {
    const time = readTime(clock.dataset.zone, now);
    if (clock.textContent !== time) clock.textContent = time;
  }
}

export function watchClocks() {
  showTimes();
  setTimeout(() => {
    showTimes();
    setInterval(showTimes, MINUTE_MS);
  }, MINUTE_MS - (Date.now() % MINUTE_MS));
}
