// Tells the other tabs of this browser that watching goes on here, so that they need not wait for their next ping.
const NAME = "prokadry.watching";

export class Takeover {
  constructor(onOther) {
    if (!globalThis.BroadcastChannel) return;
    this.channel = new BroadcastChannel(NAME);
    this.channel.addEventListener("message", onOther);
  }

  announce() {
    this.channel?.postMessage("started");
  }
}
