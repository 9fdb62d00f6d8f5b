// Reads codes with the camera where the browser can. Elsewhere the page says to use the phone's own camera.
const root = document.querySelector("[data-door]");
const LOOK_MS = 250;
const AGAIN_MS = 4000;

if (root) start();

async function start() {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const words = find("words").dataset;
  const video = root.querySelector("video");
  const kinds = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats() : [];
  if (!kinds.includes("qr_code") || !navigator.mediaDevices) return;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let stream = null;
  let timer = 0;
  let last = { text: "", at: 0 };

  find("by-phone").hidden = true;
  find("buttons").hidden = false;
  find("start").addEventListener("click", turnOn);
  find("stop").addEventListener("click", turnOff);

  async function turnOn() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (error) {
      const name = error.name === "NotAllowedError" ? "denied" : "none";
      say("bad", words[`${name}Title`], words[name]);
      find("by-phone").hidden = false;
      return;
    }
    video.srcObject = stream;
    await video.play();
    toggle(true);
    look();
  }

  function turnOff() {
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    toggle(false);
  }

  function toggle(isOn) {
    find("camera").hidden = !isOn;
    find("stop").hidden = !isOn;
    find("start").hidden = isOn;
  }

  async function look() {
    if (!stream) return;
    const found = await detector.detect(video).catch(() => []);
    const text = found[0]?.rawValue;
    if (text && (text !== last.text || Date.now() - last.at > AGAIN_MS)) await send(text);
    // A code that stays before the camera is read once.
    if (text) last = { text, at: Date.now() };
    timer = setTimeout(look, LOOK_MS);
  }

  async function send(text) {
    const body = new URLSearchParams({ code: text });
    const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
    let response, answer;
    try {
      response = await fetch(root.dataset.door, { method: "POST", body, headers: { "X-CSRFToken": token } });
      answer = await response.json();
    } catch {
      say("bad", words.lostTitle, words.lost);
      return;
    }
    if (response.ok) {
      say(answer.is_well ? "done" : "now", answer.title, answer.text);
      document.querySelector("[data-came]").textContent = answer.came;
      navigator.vibrate?.(answer.is_well ? 120 : [80, 80, 80]);
    } else {
      say("bad", answer.title, answer.text);
      navigator.vibrate?.([80, 80, 80]);
    }
  }

  function say(kind, title, text) {
    const box = document.createElement("div");
    box.className = kind === "done" ? "alert" : `alert alert--${kind}`;
    const inner = document.createElement("div");
    const head = document.createElement("p");
    const strong = document.createElement("b");
    strong.textContent = title;
    head.append(strong);
    const line = document.createElement("p");
    line.textContent = text;
    inner.append(head, line);
    box.append(inner);
    find("said").replaceChildren(box);
  }
}
