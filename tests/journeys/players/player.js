// A recording without a picture: it plays by the clock. What each site's player says of it is told by `speak`.
const player = {
  duration: 600,
  rate: 1,
  isPlaying: false,
  isAdvertising: false,
  from: 0,
  at: 0,
  get time() {
    const played = this.isPlaying && !this.isAdvertising ? ((performance.now() - this.at) / 1000) * this.rate : 0;
    return Math.min(this.from + played, this.duration);
  },
  set(changes) {
    const { time } = this;
    Object.assign(this, { from: time, at: performance.now() }, changes);
  },
  play() {
    this.set({ isPlaying: true });
    speak("playing");
  },
  pause() {
    this.set({ isPlaying: false });
    speak("paused");
  },
  seek(seconds) {
    this.set({ from: seconds });
    speak("seeked");
  },
  speed(rate) {
    this.set({ rate });
    speak("rate");
  },
  advertise(isOn) {
    this.set({ isAdvertising: isOn });
    speak(isOn ? "ad" : "ad over");
  },
};
globalThis.player = player;
setInterval(() => {
  if (!player.isPlaying || player.isAdvertising) return;
  speak("time");
  if (player.time < player.duration) return;
  player.set({ isPlaying: false });
  speak("ended");
}, 250);
