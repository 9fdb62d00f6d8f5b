// Silent until it hears «listening», and then in the channel it was told.
let host = null;
const STATES = { playing: 1, paused: 2, ended: 0, ad: 3, "ad over": 1 };
const say = (event, info) => host && host.source.postMessage(JSON.stringify({ event, info, id: host.id, channel: "widget" }), host.origin);

globalThis.speak = (what) => {
  if (what in STATES) {
    say("onStateChange", STATES[what]);
    say("infoDelivery", { playerState: STATES[what], currentTime: player.time });
  } else if (what === "rate") say("infoDelivery", { playbackRate: player.rate });
  else say("infoDelivery", { currentTime: player.time, currentTimeLastUpdated_: Date.now() / 1000 });
};

addEventListener("message", ({ data, source, origin }) => {
  const { event, id, func, args } = JSON.parse(data);
  if (event === "listening" && !host) {
    host = { source, origin, id };
    say("initialDelivery", { currentTime: 0, duration: player.duration, playbackRate: 1, playerState: -1 });
    say("onReady", null);
  }
  if (event !== "command") return;
  if (func === "playVideo") player.play();
  if (func === "pauseVideo") player.pause();
  if (func === "seekTo") player.seek(args[0]);
});
