// Numbers and ranges in words, as the server writes them.
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export function timecode(seconds) {
  const total = Math.max(Math.floor(seconds), 0);
  const second = String(total % 60).padStart(2, "0");
  const minute = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours ? `${hours}:${String(minute).padStart(2, "0")}:${second}` : `${minute}:${second}`;
}

export function parseTimecode(text) {
  const parts = text.split(":").map(Number);
  if (!parts.length || parts.some((part) => !Number.isFinite(part) || part < 0)) return null;
  return parts.reduce((total, part) => total * 60 + part, 0);
}

// Floored to one decimal: what is below a threshold never reads as the threshold.
export function percent(value) {
  const floored = Math.floor(value * 10 + 1e-6) / 10;
  const digits = Number.isInteger(floored) ? 0 : 1;
  return `${floored.toLocaleString(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits })}\u00a0%`;
}

export function clockTime(date, { seconds = true } = {}) {
  const second = seconds ? "2-digit" : undefined;
  return date.toLocaleTimeString(globalThis.document?.documentElement.lang ?? "ru", { hour: "2-digit", minute: "2-digit", second });
}

function joined(texts, parts) {
  if (parts.length < 2) return parts.join("");
  return fill(texts.and, { list: parts.slice(0, -1).join(", "), last: parts.at(-1) });
}

export function spans(texts, ranges, named = 3) {
  const parts = ranges.slice(0, named).map(([start, end]) => `${timecode(start)}–${timecode(end)}`);
  if (ranges.length > named) parts.push(fill(texts.more, { count: ranges.length - named }));
  return joined(texts, parts);
}

export function spoken(texts, ranges) {
  return joined(texts, ranges.map(([start, end]) => fill(texts.from_to, { start: timecode(start), end: timecode(end) })));
}

// «2 мин 10 с»: the two largest units of a number of seconds.
export function inWords(texts, seconds) {
  const parts = [
    [Math.floor(seconds / 86400), texts.days],
    [Math.floor(seconds / 3600) % 24, texts.hours],
    [Math.floor(seconds / 60) % 60, texts.minutes],
    [Math.floor(seconds) % 60, texts.seconds],
  ];
  const first = Math.max(parts.findIndex(([n]) => n > 0), 0);
  const named = parts.slice(first, first + 2).filter(([n]) => n > 0);
  return (named.length ? named : [parts[3]]).map(([n, words]) => fill(words, { n }).replace(" ", "\u00a0")).join(" ");
}
