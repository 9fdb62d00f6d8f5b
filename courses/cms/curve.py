"""The curve of presence over a stream as numbers of an SVG: one point a minute, drawn on film."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..domain.instants import from_ms
from ..models import Activity

HEIGHT = 100
STEPS = (1, 2, 5)
LABELS = 6
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Mark:
    """Something along the film, in minutes from its start."""

    x: float
    width: float


@dataclass(frozen=True)
class Curve:
    """A drawing `minutes` wide and 100 high; `top` people reach its upper edge.

    `area` are the points of the filled polygon, `now_x` where the curve ends while the stream runs. `labels`
    are (instant, percent of the width) pairs, `table` (instant, people) pairs that say the same in words.
    """

    minutes: int
    top: int
    area: str
    breaks: list[Mark]
    outages: list[Mark]
    checkpoints: list[Mark]
    frames: list[Mark]
    now_x: float | None
    labels: list[tuple[datetime, float]]
    table: list[tuple[datetime, int]]


def draw_curve(
    *,
    activity: Activity,
    counts: Sequence[int],
    checkpoints: Iterable[tuple[datetime, datetime]],
    outages: Iterable[tuple[datetime, datetime]],
    now: datetime,
) -> Curve:
    """Return the drawing of `counts`, one for each minute from the start of the stream."""
    assert activity.starts_at is not None
    assert activity.ends_at is not None
    start, end = activity.starts_at, activity.ends_at
    minutes = max(-(-(end - start) // MINUTE), 1)
    top = round_up(max(counts, default=0))
    step = max(minutes // LABELS // 5 * 5, 5)

    def place(span: tuple[datetime, datetime]) -> Mark:
        first, last = (min(max((at - start) / MINUTE, 0), minutes) for at in span)
        return Mark(round(first, 2), round(max(last - first, 0.5), 2))

    pauses = [(from_ms(first), from_ms(last)) for first, last in activity.breaks]
    points = [f"{minute},{_y(count, top)}" for minute, count in enumerate(counts)]
    return Curve(
        minutes=minutes,
        top=top,
        area=" ".join([f"0,{HEIGHT}", *points, f"{len(points) - 1},{HEIGHT}"]) if len(points) > 1 else "",
        breaks=[place(pause) for pause in pauses],
        outages=[place(outage) for outage in outages],
        checkpoints=[place(point) for point in checkpoints],
        frames=[Mark(minute, 0.2) for minute in range(10, minutes, 10)],
        now_x=round((now - start) / MINUTE, 2) if start <= now < end else None,
        labels=[
            (start + minute * MINUTE, round(100 * minute / minutes, 2))
            for minute in range(0, 9 * minutes // 10, step)
        ],
        table=[(start + minute * MINUTE, counts[minute]) for minute in range(0, len(counts), step)],
    )


def round_up(count: int) -> int:
    """Return a round number that is not less: 1, 2 or 5 times a power of ten, at least 5."""
    power = 1
    while True:
        for step in STEPS:
            if step * power >= max(count, 5):
                return step * power
        power *= 10


def _y(count: int, top: int) -> float:
    return round(HEIGHT - HEIGHT * count / top, 2)
