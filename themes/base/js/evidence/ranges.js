// Sets of seconds as sorted half-open ranges.
export function subtract(ranges, holes) {
  let rest = ranges.map((range) => [...range]);
  for (const [from, to] of holes) {
    rest = rest.flatMap(([start, end]) => {
      if (to <= start || from >= end) return [[start, end]];
      const parts = [];
      if (from > start) parts.push([start, from]);
      if (to < end) parts.push([to, end]);
      return parts;
    });
  }
  return rest;
}

// A hole of a second at a seam is rounding: nobody can watch it on purpose.
export function notable(ranges) {
  return ranges.filter(([start, end]) => end - start >= 2);
}

export function total(ranges) {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}

export function merge(ranges) {
  const merged = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
