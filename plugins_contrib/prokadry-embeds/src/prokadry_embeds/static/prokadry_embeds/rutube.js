// RuTube speaks JSON in strings, {type: "player:…", data: {…}}: https://rutube.ru/info/embed
const STATES = { playing: "playing", pause: "paused", paused: "paused", stopped: "ended" };

const say = (type, data = {}) => JSON.stringify({ type: `player:${type}`, data });

export default function rutube() {
  // What the recording does, and whether an advertisement covers it: its time is nobody's.
  let state = "playing";
  let isCovered = false;

  function cover(isOn) {
    isCovered = isOn;
    return { state: isOn ? "waiting" : state };
  }

  function become(next) {
    if (next) state = next;
    return isCovered ? {} : { state: next };
  }

  return {
    greeting: null,

    read({ type, data }) {
      switch (type) {
        case "player:ready":
          return { isReady: true };
        case "player:currentTime":
          return isCovered ? {} : { time: data?.time };
        case "player:durationChange":
          return { duration: data?.duration };
        case "player:changeState":
          return become(STATES[data?.state]);
        case "player:rollState":
          return cover(data?.state === "play");
        case "player:adStart":
          return cover(true);
        case "player:adEnd":
          return cover(false);
        case "player:playComplete":
          return become("ended");
        case "player:error":
          return { state: "broken" };
        default:
          return typeof type === "string" && type.startsWith("player:") ? {} : null;
      }
    },

    play: () => say("play"),
    pause: () => say("pause"),
    seek: (time) => say("setCurrentTime", { time }),
  };
}
