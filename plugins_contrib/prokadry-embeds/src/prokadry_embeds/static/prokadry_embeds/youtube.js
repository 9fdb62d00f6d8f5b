// YouTube, opened with enablejsapi=1, answers to «listening» and speaks JSON in strings: the messages of its IFrame API,
// without its script. https://developers.google.com/youtube/iframe_api_reference
const CHANNEL = { id: 1, channel: "widget" };
const STATES = { 0: "ended", 1: "playing", 2: "paused", 3: "waiting" };

const command = (func, ...args) => JSON.stringify({ event: "command", func, args, ...CHANNEL });

export default function youtube() {
  return {
    // The player talks to the page it was told of.
    address: (url) => `${url}&origin=${encodeURIComponent(location.origin)}`,

    greeting: JSON.stringify({ event: "listening", ...CHANNEL }),

    read({ event, info }) {
      if (typeof event !== "string") return null;
      if (event === "onReady") return { isReady: true };
      if (event === "onError") return { state: "broken" };
      if (event === "onStateChange") return { state: STATES[info] };
      if (event !== "initialDelivery" && event !== "infoDelivery") return {};
      const { currentTime, duration, playbackRate, playerState } = info ?? {};
      return { time: currentTime, duration, rate: playbackRate, state: STATES[playerState] };
    },

    play: () => command("playVideo"),
    pause: () => command("pauseVideo"),
    seek: (time) => command("seekTo", time, true),
  };
}
