"""Film drawings in numbers: credited seconds as rectangles of an SVG. Ranges are half-open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .numbers import format_timecode

Range = tuple[float, float]

STRIP_FRAMES = 13
FRAME_S = 60
MAX_FRAMES = 60
LONGER_FRAMES_S = (120, 300, 600)
# A recording too short for a sheet of minutes: up to so many seconds a frame is that short.
SHORTER_FRAMES_S = {150: 5, 600: 15}


@dataclass(frozen=True)
class Rect:
    """A rectangle along the film: where it begins and how wide it is, in units of the drawing."""

    x: float
    width: float


@dataclass(frozen=True)
class Cell:
    """A stretch of film as a table cell: its width in percent, and whether it is credited."""

    width: float
    is_seen: bool


@dataclass(frozen=True)
class Strip:
    """One line of film, in its own unit (a second or an activity); `head` is None without a playhead.

    `skipped` is what nobody has to watch.
    """

    total: float
    seen: list[Rect]
    cuts: list[Rect]
    head: Rect | None
    skipped: list[Rect] = field(default_factory=list)


@dataclass(frozen=True)
class Frame:
    """One frame of a contact sheet, 60 units wide; every tenth has the minute it begins at as `label`."""

    label: str
    seen: list[Rect] = field(default_factory=list)
    head: Rect | None = None
    skipped: list[Rect] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """A contact sheet: its frames and how many seconds one of them shows."""

    frames: list[Frame]
    frame_s: int

    @property
    def scale_words(self) -> str:
        """«Один кадр — 1 минута.»"""
        if self.frame_s < FRAME_S:
            words = ngettext("One frame is %(n)d second.", "One frame is %(n)d seconds.", self.frame_s)
            return words % {"n": self.frame_s}
        minutes = self.frame_s // FRAME_S
        words = ngettext("One frame is %(n)d minute.", "One frame is %(n)d minutes.", minutes)
        return words % {"n": minutes}


def normalize_ranges(ranges: Iterable[Sequence[float]], total: float) -> list[Range]:
    """Return ranges clipped to [0, total), sorted, merged where they touch, without empty ones."""
    clipped = sorted((max(float(start), 0.0), min(float(end), float(total))) for start, end in ranges)
    merged: list[Range] = []
    for start, end in clipped:
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def missing_ranges(ranges: Iterable[Sequence[float]], total: float) -> list[Range]:
    """Return what `ranges` leave out of [0, total)."""
    gaps: list[Range] = []
    at = 0.0
    for start, end in normalize_ranges(ranges, total):
        if start > at:
            gaps.append((at, start))
        at = end
    if at < total:
        gaps.append((at, float(total)))
    return gaps


def draw_strip(
    total: float,
    ranges: Iterable[Sequence[float]],
    *,
    cuts: int = 0,
    head: float | None = None,
    excluded: Iterable[Sequence[float]] = (),
) -> Strip:
    """Return a strip of `total` units with `cuts` equal frames (13 by default) and a playhead at `head`."""
    total = max(float(total), 1.0)
    count = cuts or STRIP_FRAMES
    cut_width = total / 350
    seen = [Rect(_tidy(start), _tidy(end - start)) for start, end in normalize_ranges(ranges, total)]
    lines = [Rect(_tidy(total * n / count - cut_width / 2), _tidy(cut_width)) for n in range(1, count)]
    return Strip(
        total=_tidy(total),
        seen=seen,
        cuts=lines,
        head=_draw_head(head, total, total / 110),
        skipped=scale_ranges(excluded, total, total),
    )


def choose_frame_s(total_s: float) -> int:
    """Return the seconds of a frame: a minute up to an hour, then 2, 5 or 10 for at most 60 frames.

    Up to ten minutes frames are shorter, so that there is film to see.
    """
    for limit_s, frame_s in SHORTER_FRAMES_S.items():
        if total_s <= limit_s:
            return frame_s
    for frame_s in (FRAME_S, *LONGER_FRAMES_S):
        if total_s <= frame_s * MAX_FRAMES:
            return frame_s
    return LONGER_FRAMES_S[-1]


def draw_sheet(
    total_s: float,
    ranges: Iterable[Sequence[float]],
    *,
    head: float | None = None,
    excluded: Iterable[Sequence[float]] = (),
) -> Sheet:
    """Return the contact sheet of a recording of `total_s` seconds."""
    frame_s = choose_frame_s(total_s)
    pieces, holes = normalize_ranges(ranges, total_s), normalize_ranges(excluded, total_s)
    frames = []
    for index in range(max(ceil(total_s / frame_s), 1)):
        start, end = index * frame_s, (index + 1) * frame_s
        label = _number_frame(start, frame_s) if index % 10 == 0 else ""
        scale = FRAME_S / frame_s
        seen, skipped = _cut_out(pieces, start, end, scale), _cut_out(holes, start, end, scale)
        here = head is not None and start <= head < end
        mark = Rect(_tidy(min((head - start) * scale, FRAME_S - 5)), 5) if here and head is not None else None
        frames.append(Frame(label=label, seen=seen, head=mark, skipped=skipped))
    return Sheet(frames=frames, frame_s=frame_s)


def _cut_out(ranges: Iterable[Range], start: float, end: float, scale: float) -> list[Rect]:
    inside = [(max(a, start), min(b, end)) for a, b in ranges if a < end and b > start]
    return [Rect(_tidy((a - start) * scale), _tidy((b - a) * scale)) for a, b in inside]


def _number_frame(start_s: int, frame_s: int) -> str:
    """The minute a frame begins at; of frames shorter than a minute the time code."""
    return str(start_s // 60).zfill(2) if frame_s >= FRAME_S else format_timecode(start_s)


def describe_ranges(ranges: Iterable[Sequence[float]], total: float) -> str:
    """Return ranges in words: «с 0:00 по 14:10 и с 16:30 по 43:40»; an empty string when there are none."""
    words = [
        _("from %(start)s to %(end)s") % {"start": format_timecode(start), "end": format_timecode(end)}
        for start, end in normalize_ranges(ranges, total)
    ]
    if len(words) < 2:
        return "".join(words)
    return _("%(list)s and %(last)s") % {"list": ", ".join(words[:-1]), "last": words[-1]}


def describe_credit(
    ranges: Iterable[Sequence[float]], total: float, *, excluded: Iterable[Sequence[float]] = ()
) -> str:
    """Return what a strip or sheet says to who cannot see it; what is excluded does not count in the total."""
    pieces, holes = normalize_ranges(ranges, total), normalize_ranges(excluded, total)
    whole = format_timecode(total - sum(end - start for start, end in holes))
    words = _("Nothing credited yet of %(total)s") % {"total": whole}
    if pieces:
        words = _("Credited %(seen)s of %(total)s: %(ranges)s") % {
            "seen": format_timecode(sum(end - start for start, end in pieces)),
            "total": whole,
            "ranges": describe_ranges(pieces, total),
        }
    if not holes:
        return words
    skipped = _("need not be watched: %(ranges)s") % {"ranges": describe_ranges(holes, total)}
    return f"{words}; {skipped}"


def draw_cells(total: float, ranges: Iterable[Sequence[float]]) -> list[Cell]:
    """Return credited and missing stretches in order, for mail, where there is no SVG."""
    seen = [(start, end, True) for start, end in normalize_ranges(ranges, total)]
    missing = [(start, end, False) for start, end in missing_ranges(ranges, total)]
    scale = 100 / max(float(total), 1.0)
    return [Cell(_tidy((end - start) * scale), is_seen) for start, end, is_seen in sorted(seen + missing)]


def scale_ranges(ranges: Iterable[Sequence[float]], total: float, width: float) -> list[Rect]:
    """Return ranges as rectangles of a picture `width` units wide."""
    scale = width / max(float(total), 1.0)
    return [
        Rect(_tidy(start * scale), _tidy((end - start) * scale))
        for start, end in normalize_ranges(ranges, total)
    ]


def draw_stream(percent: float | None) -> Rect | None:
    """Return presence as a bar growing from below, `x` from the top of 100; None for nothing."""
    if not percent or percent <= 0:
        return None
    height = min(float(percent), 100.0)
    return Rect(_tidy(100 - height), _tidy(height))


def _draw_head(head: float | None, total: float, width: float) -> Rect | None:
    if head is None:
        return None
    return Rect(_tidy(min(max(head, 0.0), total - width)), _tidy(width))


def _tidy(value: float) -> float:
    """Round to what an SVG can show, and drop the fraction of a whole number."""
    rounded = round(float(value), 2)
    return int(rounded) if rounded == int(rounded) else rounded
