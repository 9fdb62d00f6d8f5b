// VK Video, opened with js_api=1, posts {event, state, time, duration, …} and takes {method, …}. Every event carries the
// whole state of the player: https://dev.vk.com/ru/widgets/video
const STATES = { playing: "playing", paused: "paused", ended: "ended", error: "broken" };
const CHANGES = { started: "playing", resumed: "playing", paused: "paused", ended: "ended", error: "broken" };

export default function vk() {
  // An advertisement covers the recording: its time is nobody's.
  let isCovered = false;

  return {
    greeting: null,

    read({ event, state, time, duration }) {
      if (typeof event !== "string") return null;
      if (event === "inited") return { isReady: true, duration };
      if (event === "adStarted") {
        isCovered = true;
        return { state: "waiting" };
      }
      if (event === "adCompleted") isCovered = false;
      if (isCovered && event !== "error") return {};
      return { time, duration, state: CHANGES[event] ?? STATES[state] };
    },

    play: () => ({ method: "play" }),
    pause: () => ({ method: "pause" }),
    seek: (time) => ({ method: "seek", time }),
  };
}
