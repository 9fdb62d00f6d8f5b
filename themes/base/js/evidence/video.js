// The picture: HLS by hls.js, or by the browser where it has no media source extensions; controls by Plyr.
import Hls from "hls.js/light";
import Plyr from "plyr";

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const AUTO = 0;
const RETRY_MS = 5_000;

// `onFail(kind)` is told `broken` or `unsupported`; `onPlay` that it works. Resolves to {media, plyr}.
export function openVideo(media, config, { live = false, start = 0, onFail, onPlay }) {
  media.addEventListener("playing", onPlay);
  if (Hls.isSupported()) return openWithHls(media, config, { live, start, onFail });
  if (media.canPlayType("application/vnd.apple.mpegurl")) return openNative(media, config, { live, start, onFail });
  onFail("unsupported");
  return Promise.resolve({ media, plyr: null });
}

function openNative(media, config, { live, start, onFail }) {
  media.addEventListener("error", () => onFail("broken"));
  if (start) media.addEventListener("loadedmetadata", () => (media.currentTime = start), { once: true });
  const plyr = controls(media, config, { live, heights: [] });
  media.src = config.source;
  return Promise.resolve({ media, plyr });
}

function openWithHls(media, config, { live, start, onFail }) {
  const hls = new Hls({
    startPosition: start || -1,
    capLevelToPlayerSize: true,
    backBufferLength: 60,
    liveSyncDurationCount: 2,
    liveMaxLatencyDurationCount: 8,
  });
  watchErrors(hls, media, config, live, onFail);
  return new Promise((resolve) => {
    let plyr = null;
    hls.on(Hls.Events.MANIFEST_PARSED, () => {
      if (plyr) return;
      const heights = hls.levels.map((level) => level.height);
      plyr = controls(media, config, { live, heights, onQuality: (height) => choose(hls, height) });
      // After the controls: Plyr copies the element as it is, and a copy with a source would load it too.
      hls.attachMedia(media);
      resolve({ media, plyr });
    });
    hls.loadSource(config.source);
  });
}

function choose(hls, height) {
  hls.nextLevel = height === AUTO ? -1 : hls.levels.findIndex((level) => level.height === height);
}

// A stream that has not begun, or a server that is away, is asked again; a decoder that stumbled is restarted.
function watchErrors(hls, media, config, live, onFail) {
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR) {
      hls.recoverMediaError();
      return;
    }
    const status = data.response?.code ?? 0;
    onFail(live ? "not_streaming" : "broken");
    if (status === 403 && !live) return;
    setTimeout(() => {
      if (hls.levels.length) hls.startLoad();
      else hls.loadSource(config.source);
    }, RETRY_MS);
  });
}

function controls(media, config, { live, heights, onQuality }) {
  const options = [AUTO, ...new Set(heights)];
  return new Plyr(media, {
    controls: live
      ? ["play-large", "play", "mute", "volume", "captions", "settings", "pip", "fullscreen"]
      : ["play-large", "play", "progress", "current-time", "duration", "mute", "volume", "captions", "settings", "pip", "fullscreen"],
    settings: live ? ["captions", "quality"] : ["captions", "speed", "quality"],
    speed: { selected: 1, options: live ? [1] : SPEEDS },
    quality: { default: AUTO, options, forced: Boolean(onQuality) && options.length > 1, onChange: onQuality },
    captions: { active: true, language: document.documentElement.lang },
    keyboard: { focused: true, global: false },
    seekTime: 10,
    invertTime: false,
    iconUrl: config.icons,
    blankVideo: "",
    i18n: config.plyr,
    fullscreen: { enabled: true, fallback: true, iosNative: true },
  });
}
