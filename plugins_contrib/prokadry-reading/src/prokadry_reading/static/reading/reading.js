// Reports which section was on screen, second by second. The server decides what counts: a page can claim no time that
// has not passed since it was opened.

const TICK_MS = 1000;
const REPORT_S = 15;
const RETRY_S = 5;
// A tick that comes much later was held up by a sleeping device: what happened meanwhile is not known.
const GAP_S = 3;
const SPANS_MAX = 400;

const root = document.querySelector("[data-reading]");
if (root) start(root);

function start(root) {
  const sections = [...root.querySelectorAll("[data-section]")].map((element) => ({
    element,
    key: element.dataset.section,
    needed: Number(element.dataset.needed),
    kept: Number(element.dataset.kept),
    isRead: "read" in element.dataset,
    button: element.querySelector("[data-confirm] button"),
  }));
  const token = root.querySelector("input[name=csrfmiddlewaretoken]").value;
  const openedAt = performance.now() - Number(root.dataset.age) * 1000;
  const fault = document.querySelector("[data-fault]");
  const summary = document.querySelector("[data-summary]");
  const visible = new Set();
  // What is not acknowledged yet: [start, end, key] in seconds since the page was opened.
  let pending = [];
  let free = { seconds: Number(root.dataset.free), at: elapsed() };
  let lastTick = null;
  let isSending = false;
  let retryAt = 0;
  let isOver = false;

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) visible.add(target);
      else visible.delete(target);
    }
  });
  for (const { element } of sections) observer.observe(element);

  for (const section of sections) {
    section.element.querySelector("[data-confirm]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      confirm(section);
    });
  }
  setInterval(tick, TICK_MS);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  addEventListener("online", () => report());
  enableButtons();

  function elapsed() {
    return Math.floor((performance.now() - openedAt) / 1000);
  }

  // The first section that still has to be read and fills much of the screen, or is there as a whole.
  function current() {
    return sections.find((section) => {
      const { element } = section;
      if (section.isRead || isFull(section) || !visible.has(element)) return false;
      const { top, bottom, height } = element.getBoundingClientRect();
      const shown = Math.min(bottom, innerHeight) - Math.max(top, 0);
      return shown >= 0.9 * height || shown >= 0.4 * innerHeight;
    });
  }

  // Enough was seen here, though the server may not know it yet.
  function isFull({ key, kept, needed }) {
    return kept + secondsOf(key) >= needed;
  }

  function tick() {
    const now = elapsed();
    const isLooking = !document.hidden && document.hasFocus();
    const section = isLooking && !isOver ? current() : undefined;
    if (section && lastTick !== null && now > lastTick && now - lastTick <= GAP_S) add(lastTick, now, section);
    lastTick = section ? now : null;
    enableButtons();
    const isDue = pending.length && now - pending[0][0] >= REPORT_S;
    const isNews = sections.some((one) => one.kept < one.needed && isFull(one));
    if ((isDue || isNews) && now >= retryAt) report();
  }

  function add(from, to, { key }) {
    const last = pending.at(-1);
    if (last && last[1] === from && last[2] === key) last[1] = to;
    else pending.push([from, to, key]);
    if (pending.length > SPANS_MAX) pending.shift();
  }

  function secondsOf(key) {
    return pending.reduce((sum, [from, to, of]) => sum + (of === key ? to - from : 0), 0);
  }

  function enableButtons() {
    const waiting = pending.reduce((sum, [from, to]) => sum + to - from, 0);
    const unspent = free.seconds + elapsed() - free.at - waiting;
    for (const { button, needed, kept, isRead, key } of sections) {
      if (button) button.disabled = isOver || isRead || unspent < needed - kept - secondsOf(key);
    }
  }

  function form(fields) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token);
    data.set("opened", root.dataset.opening);
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    return data;
  }

  async function send(fields) {
    const response = await fetch(location.pathname, {
      method: "POST",
      body: form(fields),
      headers: { Accept: "application/json", "X-CSRFToken": token },
    });
    if (response.ok) return response.json();
    if (response.status >= 500 || response.status === 429) throw new Error("later");
    const { detail } = await response.json().catch(() => ({}));
    return { detail: detail ?? response.statusText, status: response.status };
  }

  async function report() {
    if (isSending || isOver || !pending.length) return;
    isSending = true;
    const sent = pending.map((span) => [...span]);
    try {
      const answer = await send({ spans: JSON.stringify(sent) });
      if (answer.detail) {
        isOver = true;
        say(answer.detail);
      } else {
        pending = pending.map((span) => without(span, sent)).filter(([from, to]) => to > from);
        show(answer);
        say("");
      }
    } catch {
      retryAt = elapsed() + RETRY_S;
      say(fault.dataset.offline);
    } finally {
      isSending = false;
    }
  }

  // The last span may have grown while its beginning was on the way.
  function without([from, to, key], sent) {
    const known = sent.find(([start, , of]) => start === from && of === key);
    return known ? [known[1], to, key] : [from, to, key];
  }

  async function confirm(section) {
    await report();
    try {
      const answer = await send({ confirm: section.key });
      if (answer.detail) {
        say(answer.detail);
        return;
      }
      show(answer);
      say("");
      section.element.focus({ preventScroll: true });
    } catch {
      say(fault.dataset.offline);
    }
  }

  function leave() {
    if (pending.length && !isOver) navigator.sendBeacon(location.pathname, form({ spans: JSON.stringify(pending) }));
  }

  function show(answer) {
    const read = new Set(answer.read);
    free = { seconds: answer.free_s, at: elapsed() };
    for (const section of sections) {
      section.kept = answer.kept[section.key] ?? 0;
      if (!read.has(section.key) || section.isRead) continue;
      section.isRead = true;
      section.element.querySelector("[data-done]").hidden = false;
      section.element.querySelector("[data-confirm]")?.remove();
      section.button = null;
      document.querySelector(`[data-done-of="${CSS.escape(section.key)}"]`).hidden = false;
    }
    if (summary.textContent !== answer.summary) summary.textContent = answer.summary;
    enableButtons();
  }

  function say(words) {
    if (fault.textContent !== words) fault.textContent = words;
  }
}
