// Opens a package in a frame without an origin, and sends on what it reports. The server decides what counts.

const BEAT_MS = 20_000;
const SET_MS = 3_000;
// Some packages save with every click.
const PAUSE_MS = 2_000;
const RETRY_MS = 5_000;
// How long the package may take to say its last words when it is closed.
const FAREWELL_MS = 1_000;

const root = document.querySelector("[data-scorm]");
if (root) start(root);

function start(root) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const [stage, cover, words, fault] = ["stage", "cover", "words", "fault"].map(find);
  const buttons = { start: find("start"), full: find("full"), leave: find("leave"), finish: find("finish") };
  let frame = null;
  let launch = 0;
  let seq = 0;
  // What the package said last, and which of its words the server has.
  let said = null;
  let sent = 0;
  let isSending = false;
  let timer = null;
  let beat = null;
  let lastAt = -PAUSE_MS;
  let closed = null;
  let sending = Promise.resolve();

  buttons.start.hidden = false;
  buttons.start.addEventListener("click", open);
  buttons.finish.addEventListener("click", finish);
  buttons.full.addEventListener("click", () => stage.requestFullscreen());
  buttons.leave.addEventListener("click", () => document.exitFullscreen());
  addEventListener("message", hear);
  addEventListener("online", () => frame && launch && report());
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => frame && launch && report());

  async function open() {
    buttons.start.disabled = true;
    say("");
    try {
      const found = root.dataset.src ? { src: root.dataset.src, launch: 0 } : await post(root.dataset.launch, {});
      if (found.detail) say(found.detail);
      else show(found);
    } catch {
      say(root.dataset.offline);
    }
    buttons.start.disabled = false;
  }

  function show(found) {
    launch = found.launch;
    [seq, sent, said] = [0, 0, null];
    frame = document.createElement("iframe");
    frame.title = root.dataset.title;
    // No origin of ours: its scripts reach nothing of this site.
    frame.setAttribute("sandbox", "allow-scripts allow-forms");
    frame.allow = "fullscreen *; autoplay *";
    frame.src = found.src;
    cover.hidden = true;
    stage.append(frame);
    buttons.full.hidden = !document.fullscreenEnabled;
    buttons.leave.hidden = buttons.finish.hidden = false;
    root.scrollIntoView();
    frame.focus({ preventScroll: true });
    if (launch) beat = setInterval(() => document.hidden || report(), BEAT_MS);
  }

  function hear({ source, origin, data }) {
    if (!frame || !launch || origin !== "null" || data?.scorm !== launch || !isInside(source)) return;
    if (data.kind === "closed") {
      if (source === frame.contentWindow) closed?.();
      return;
    }
    if (JSON.stringify(data.state) !== JSON.stringify(said)) {
      said = data.state;
      seq += 1;
    }
    if (data.kind === "set") timer ??= setTimeout(report, SET_MS);
    else soon();
  }

  // The window of our frame, or one in it: the package may have frames of its own.
  function isInside(source) {
    for (let one = source; one && one !== window; one = one.parent) {
      if (one === frame.contentWindow) return true;
      if (one === one.parent) return false;
    }
    return false;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(report, Math.max(0, lastAt + PAUSE_MS - performance.now()));
  }

  function report() {
    clearTimeout(timer);
    timer = null;
    if (!isSending && launch) sending = send();
    return sending;
  }

  async function send() {
    isSending = true;
    lastAt = performance.now();
    const number = seq;
    try {
      const answer = await post(root.dataset.report, fields());
      if (answer.detail) stop(answer.detail);
      else {
        sent = Math.max(sent, number);
        if (words.textContent !== answer.words) words.textContent = answer.words;
        say("");
      }
    } catch {
      say(root.dataset.offline);
      timer ??= setTimeout(report, RETRY_MS);
    } finally {
      isSending = false;
    }
    if (seq > number && launch) soon();
  }

  function fields() {
    return seq > sent ? { launch, seq, state: JSON.stringify(said) } : { launch };
  }

  async function post(address, given) {
    const response = await fetch(address, { method: "POST", body: form(given), headers: { "X-CSRFToken": root.dataset.csrf } });
    if (response.ok) return response.json();
    if (response.status >= 500 || response.status === 429) throw new Error("later");
    const { detail } = await response.json().catch(() => ({}));
    return { detail: detail ?? response.statusText };
  }

  function form(given) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", root.dataset.csrf);
    for (const [name, value] of Object.entries(given)) data.set(name, value);
    return data;
  }

  // Lets the package say what it has to, and waits for that to arrive here and at the server.
  async function finish() {
    if (document.fullscreenElement) await document.exitFullscreen();
    if (launch) {
      buttons.finish.disabled = true;
      say(root.dataset.closing, false);
      await new Promise((resolve) => {
        closed = resolve;
        frame.contentWindow.postMessage({ scormClose: launch }, "*");
        setTimeout(resolve, FAREWELL_MS);
      });
      await sending;
      await report();
      buttons.finish.disabled = false;
      if (seq > sent) return;
    }
    if (launch) {
      say(root.dataset.saved, false);
      find("label").textContent = root.dataset.again;
    }
    close();
    buttons.start.focus();
  }

  function stop(detail) {
    close();
    say(detail);
  }

  function close() {
    clearInterval(beat);
    clearTimeout(timer);
    timer = null;
    launch = 0;
    frame?.remove();
    frame = null;
    cover.hidden = false;
    buttons.full.hidden = buttons.leave.hidden = buttons.finish.hidden = true;
  }

  function leave() {
    if (frame && launch) navigator.sendBeacon(root.dataset.report, form(fields()));
  }

  function say(text, isFault = true) {
    if (isFault) fault.dataset.kind = "fault";
    else delete fault.dataset.kind;
    if (fault.textContent !== text) fault.textContent = text;
  }
}
