// The screen of the check-in code: digits from the server, countdowns on the server's clock.
import { follow } from "../live/feed.js";

// A code is taken for two minutes more: after that, without a connection, showing it would mislead.
const WORTHLESS_MS = 2 * 60_000;
const config = JSON.parse(document.querySelector("#config").textContent);
const find = (name) => document.querySelector(`[data-${name}]`);
let said = config;
let offset = config.server_ms - performance.now();

const clock = () => performance.now() + offset;

function left(until) {
  const seconds = Math.max(Math.ceil((until - clock()) / 1000), 0);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

function tick() {
  const isOpen = said.code && clock() < said.closes_ms && clock() < said.changes_ms + WORTHLESS_MS;
  find("open").hidden = !isOpen;
  find("none").hidden = Boolean(isOpen);
  if (isOpen) {
    find("changes").textContent = left(said.changes_ms);
    find("closes").textContent = left(said.closes_ms);
    find("bar").setAttribute("width", Math.max((said.changes_ms - clock()) / 1000, 0).toFixed(2));
  }
  find("next-line").hidden = !said.next_ms;
  find("no-next").hidden = Boolean(said.next_ms);
  if (said.next_ms) find("next").textContent = left(said.next_ms);
}

function show(data) {
  said = data;
  offset = data.server_ms - performance.now();
  const digits = data.code ? `${data.code.slice(0, 3)} ${data.code.slice(3)}` : "";
  if (find("code").textContent !== digits) find("code").textContent = digits;
  tick();
}

follow(config.feed, { onData: show, onState: (isHeard) => (find("lost").hidden = isHeard) });
setInterval(tick, 250);
tick();
