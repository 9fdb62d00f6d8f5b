"""The season on a scale of months: pure geometry, drawn by the `season` component."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

MAX_MONTHS = 12


@dataclass(frozen=True)
class PlacedStage:
    """A stage with its place: grid lines, number of all, and whether it is past, now or ahead."""

    stage: Any
    number: int
    first_line: int
    last_line: int
    phase: str

    @property
    def is_short(self) -> bool:
        """Whether it covers one month of the scale, too narrow for its text."""
        return self.last_line - self.first_line == 1


@dataclass(frozen=True)
class SeasonLayout:
    """Stages placed on months (their first days); `today_x` is 0–1000 along the scale, None outside it."""

    months: list[date]
    stages: list[PlacedStage]
    today_x: float | None


def place_stages(stages: Iterable[Any], today: date) -> SeasonLayout:
    """Return the layout of stages, each with `starts_on` and `ends_on` (inclusive, or None: open-ended).

    The scale runs from the first month of the first stage to the last month of the last one, 2 to 12 months.
    """
    listed = list(stages)
    if not listed:
        return SeasonLayout(months=[], stages=[], today_x=None)
    first = min(_month_number(stage.starts_on) for stage in listed)
    last = max(_month_number(stage.ends_on or stage.starts_on) for stage in listed)
    count = min(max(last - first + 1, 2), MAX_MONTHS)
    months = [date((first + index) // 12, (first + index) % 12 + 1, 1) for index in range(count)]
    placed = [_place(stage, number, first, count, today) for number, stage in enumerate(listed, start=1)]
    return SeasonLayout(months=months, stages=placed, today_x=_place_today(today, first, count))


def _place(stage: Any, number: int, first: int, count: int, today: date) -> PlacedStage:
    start = min(max(_month_number(stage.starts_on) - first, 0), count - 1)
    end_month = _month_number(stage.ends_on) - first + 1 if stage.ends_on else count
    if stage.starts_on > today:
        phase = "ahead"
    elif stage.ends_on is not None and stage.ends_on < today:
        phase = "past"
    else:
        phase = "now"
    return PlacedStage(
        stage=stage,
        number=number,
        first_line=start + 1,
        last_line=max(min(end_month, count), start + 1) + 1,
        phase=phase,
    )


def _place_today(today: date, first: int, count: int) -> float | None:
    month = _month_number(today) - first
    if not 0 <= month < count:
        return None
    start = today.replace(day=1)
    after = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return round((month + (today.day - 0.5) / (after - start).days) * 1000 / count, 1)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1
