"""Chapters of a recording and what is credited of each. Pure; ranges are half-open seconds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..enums import CompletionState
from .evidence.ranges import Range, Ranges, subtracted, total
from .evidence.recording import Recording

# A hole of a second at a seam is rounding: naming it would send people to watch nothing.
LEAST_GAP_S = 2


@dataclass(frozen=True)
class ChapterView:
    """A chapter with its end and the part of it that is not credited; `state` is that of its part alone.

    One that lies wholly in what is excluded is `excused`.
    """

    start_s: int
    end_s: int
    title: str
    state: CompletionState
    missing: Ranges


def view_chapters(
    chapters: Iterable[tuple[int, str]], *, recording: Recording, seen: Sequence[Range]
) -> list[ChapterView]:
    """Return (start, title) pairs as chapters in order; those that begin past the end are left out.

    While the length is not known yet, it is 0 and all of them are listed.
    """
    duration_s = recording.units
    listed = sorted((start, title) for start, title in chapters if start < duration_s or not duration_s)
    ends = [*(start for start, _title in listed[1:]), duration_s][: len(listed)]
    return [
        _view_chapter(start, max(end, start), title, recording, seen)
        for (start, title), end in zip(listed, ends, strict=True)
    ]


def _view_chapter(
    start: int, end: int, title: str, recording: Recording, seen: Sequence[Range]
) -> ChapterView:
    counting = subtracted([(start, end)], recording.excluded)
    missing = notable(subtracted(counting, seen))
    if not counting and end > start:
        state = CompletionState.EXCUSED
    elif not missing and end > start:
        state = CompletionState.COMPLETED
    elif total(missing) < total(counting):
        state = CompletionState.IN_PROGRESS
    else:
        state = CompletionState.NOT_STARTED
    return ChapterView(start_s=start, end_s=end, title=title, state=state, missing=missing)


def notable(missing: Iterable[Range]) -> Ranges:
    """Leave out holes too short to be watched on purpose."""
    return tuple(gap for gap in missing if gap[1] - gap[0] >= LEAST_GAP_S)
