"""Drawings of figures along a recording, in numbers: an area and a row of heat, 1000 units wide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 1000
POINTS = 250
LEVELS = 8


@dataclass(frozen=True)
class Heat:
    """A stretch of one shade, from 1 to LEVELS; what is nothing is not drawn."""

    x: float
    width: float
    level: int


@dataclass(frozen=True)
class Mark:
    """A place along the recording."""

    x: float
    label: str


def draw_area(values: Sequence[float], *, width: float = WIDTH, height: int = 100) -> str:
    """Return the path of an area under values 0-1, from the bottom of a drawing `height` units high."""
    means = average(values, POINTS)
    if not means:
        return ""
    step = width / len(means)
    points = [
        f"{_tidy((place + 0.5) * step)} {_tidy(height * (1 - mean))}" for place, mean in enumerate(means)
    ]
    first, last = _tidy(height * (1 - means[0])), _tidy(height * (1 - means[-1]))
    return f"M0 {height}V{first}L{'L'.join(points)}L{_tidy(width)} {last}V{height}Z"


def draw_heat(values: Sequence[float], *, full: float) -> list[Heat]:
    """Return values as stretches of equal shade; `full` and more is the strongest."""
    means = average(values, POINTS)
    levels = [min(LEVELS, round(mean / full * LEVELS)) if full > 0 else 0 for mean in means]
    step = WIDTH / max(1, len(levels))
    stretches: list[Heat] = []
    start = 0
    for place in range(1, len(levels) + 1):
        if place == len(levels) or levels[place] != levels[start]:
            if levels[start]:
                stretches.append(Heat(_tidy(start * step), _tidy((place - start) * step), levels[start]))
            start = place
    return stretches


def draw_marks(places: Iterable[tuple[float, str]], total: float) -> list[Mark]:
    """Return (place, label) pairs as marks of the drawing; those at the very beginning or past the end are left out."""
    return [Mark(_tidy(place / total * WIDTH), label) for place, label in places if 0 < place < total]


def average(values: Sequence[float], parts: int) -> list[float]:
    """Return the means of at most `parts` equal stretches of the values."""
    count = min(parts, len(values))
    bounds = [place * len(values) // count for place in range(count + 1)] if count else []
    return [sum(values[a:b]) / (b - a) for a, b in pairwise(bounds)]


def _tidy(value: float) -> float:
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded
