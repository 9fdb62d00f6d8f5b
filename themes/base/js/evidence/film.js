// Redraws the film the server drew: the contact sheet of a recording, the strip of a stream.
const SVG = "http://www.w3.org/2000/svg";
const FRAME_UNITS = 60;

function rect(kind, x, width, height) {
  const element = document.createElementNS(SVG, "rect");
  element.setAttribute("class", kind);
  element.setAttribute("x", Math.round(x * 100) / 100);
  element.setAttribute("width", Math.round(width * 100) / 100);
  element.setAttribute("height", height);
  return element;
}

function cutOut(kind, ranges, start, end, scale) {
  return ranges
    .filter(([from, to]) => from < end && to > start)
    .map(([from, to]) => [Math.max(from, start), Math.min(to, end)])
    .map(([from, to]) => rect(kind, (from - start) * scale, (to - from) * scale, 48));
}

export function drawSheet(sheet, { seen, excluded }, head) {
  const frameS = Number(sheet.dataset.frameS);
  const scale = FRAME_UNITS / frameS;
  for (const frame of sheet.querySelectorAll("[data-frame]")) {
    const start = Number(frame.dataset.frame) * frameS;
    const end = start + frameS;
    const parts = [...cutOut("skipped", excluded, start, end, scale), ...cutOut("seen", seen, start, end, scale)];
    if (head !== null && head >= start && head < end) {
      parts.push(rect("head", Math.min((head - start) * scale, FRAME_UNITS - 5), 5, 48));
    }
    frame.querySelector("svg").replaceChildren(...parts);
  }
}

export function drawStrip(strip, ranges, head) {
  const total = Number(strip.dataset.total);
  strip.querySelector("[data-seen]").replaceChildren(...ranges.map(([from, to]) => rect("seen", from, to - from, 10)));
  if (head === null) return;
  const width = total / 110;
  const mark = strip.querySelector(".head") ?? strip.querySelector("svg").appendChild(rect("head", 0, width, 10));
  mark.setAttribute("x", Math.min(Math.max(head, 0), total - width));
}
