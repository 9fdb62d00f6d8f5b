const say = (type, data = {}) => parent.postMessage(JSON.stringify({ type: `player:${type}`, data }), "*");
const state = (name) => say("changeState", { state: name });

globalThis.speak = (what) => {
  if (what === "playing") state("playing");
  if (what === "paused") state("pause");
  if (what === "time" || what === "seeked") say("currentTime", { time: player.time });
  if (what === "ended") say("playComplete");
  if (what === "ad") say("rollState", { type: "preroll", state: "play" });
  if (what === "ad over") say("rollState", { type: "preroll", state: "complete" });
};

addEventListener("message", ({ data }) => {
  const { type, data: given } = JSON.parse(data);
  if (type === "player:play") player.play();
  if (type === "player:pause") player.pause();
  if (type === "player:setCurrentTime") player.seek(given.time);
});

say("init");
say("ready");
say("durationChange", { duration: player.duration });
