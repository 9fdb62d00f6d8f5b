"""Captions: spoken sentences cut into cues of two short lines, in WebVTT."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from prokadry.demo.voice import Line

LINE_LENGTH = 42
_LINES = 2


def make_captions(lines: Iterable[Line]) -> str:
    """WebVTT text; a long sentence becomes several cues, each as long as its share of the letters."""
    cues = [
        f"{_stamp(start_s)} --> {_stamp(end_s)}\n{text}\n"
        for line in lines
        for start_s, end_s, text in _cut(line)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _cut(line: Line) -> Iterator[tuple[float, float, str]]:
    rows = wrap(line.text, LINE_LENGTH, break_on_hyphens=False)
    count = -(-len(rows) // _LINES)
    rows = _balance(line.text, count * _LINES if len(rows) > 1 else 1)
    cues = ["\n".join(rows[at : at + _LINES]) for at in range(0, len(rows), _LINES)]
    letters = sum(map(len, cues))
    start_s = line.start_s
    for cue in cues:
        end_s = start_s + (line.end_s - line.start_s) * len(cue) / letters
        yield start_s, end_s, cue
        start_s = end_s


def _balance(text: str, rows: int) -> list[str]:
    """Wrap as evenly as possible into at most so many rows, none longer than a line may be."""
    for width in range(max(12, len(text) // rows), LINE_LENGTH):
        wrapped = wrap(text, width, break_on_hyphens=False, break_long_words=False)
        if len(wrapped) <= rows and max(map(len, wrapped)) <= LINE_LENGTH:
            return wrapped
    return wrap(text, LINE_LENGTH, break_on_hyphens=False)


def _stamp(seconds: float) -> str:
    total_ms = round(seconds * 1000)
    hours, rest = divmod(total_ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
