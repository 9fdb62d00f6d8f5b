const EVENTS = { time: "timeupdate", paused: "paused", seeked: "seeked", ended: "ended", ad: "adStarted", "ad over": "adCompleted" };
let wasStarted = false;

globalThis.speak = (what) => {
  const event = what === "playing" ? (wasStarted ? "resumed" : "started") : EVENTS[what];
  if (!event) return;
  if (what === "playing") wasStarted = true;
  post(event, what === "ended" ? "ended" : player.isPlaying ? "playing" : wasStarted ? "paused" : "unstarted");
};

function post(event, state) {
  parent.postMessage({ event, state, time: player.time, duration: player.duration, volume: 1, muted: false, quality: 720 }, "*");
}

addEventListener("message", ({ data: { method, time } }) => {
  if (method === "play") player.play();
  if (method === "pause") player.pause();
  if (method === "seek") player.seek(time);
});

post("inited", "unstarted");
