"""The table of a simulation: what was credited beside what is true, and the worst of each behaviour."""

from collections.abc import Iterable, Sequence
from statistics import mean
from typing import NamedTuple

from .run import BEHAVIOURS, Outcome

HEADINGS = (
    "before", "behaviour", "people", "true, mean", "credited, mean", "largest over-credit", "allowed",
    "largest under-credit", "allowed",
)  # fmt: skip


class Row(NamedTuple):
    """One behaviour: numbers in seconds, or in check-ins."""

    measure: str
    title: str
    is_attack: bool
    people: int
    true: float
    credited: float
    over: int
    over_bound: float
    under: int
    under_bound: float
    is_broken: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        numbers = (
            self.people,
            self.true,
            self.credited,
            self.over,
            self.over_bound,
            self.under,
            self.under_bound,
        )
        return (self.measure, self.title, *(f"{number:.0f}" for number in numbers))


def rows_of(outcomes: Iterable[Outcome]) -> list[Row]:
    """Return a row for every behaviour that somebody had, in the order of the behaviours."""
    by_behaviour: dict[type, list[Outcome]] = {}
    for outcome in outcomes:
        by_behaviour.setdefault(outcome.behaviour, []).append(outcome)
    return [_row(by_behaviour[kind]) for kind in BEHAVIOURS if kind in by_behaviour]


def _row(outcomes: Sequence[Outcome]) -> Row:
    kind = outcomes[0].behaviour
    return Row(
        kind.measure,
        kind.title,
        kind.is_attack,
        len(outcomes),
        mean(outcome.true for outcome in outcomes),
        mean(outcome.credited for outcome in outcomes),
        max(outcome.over for outcome in outcomes),
        max(outcome.over_bound for outcome in outcomes),
        max(outcome.under for outcome in outcomes),
        max(outcome.under_bound for outcome in outcomes),
        any(outcome.is_broken for outcome in outcomes),
    )


def as_text(rows: Sequence[Row]) -> str:
    """Return the table for a terminal; a broken promise is marked."""
    cells = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = []
    for number, line in enumerate(cells):
        aligned = [
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        is_broken = number > 0 and rows[number - 1].is_broken
        lines.append("  ".join(aligned) + ("  BROKEN" if is_broken else ""))
    return "\n".join([*lines, "", *_worst(rows)])


def as_markdown(rows: Sequence[Row]) -> str:
    """Return the table as docs/evidence.md holds it."""
    rule = ("---", "---", *("---:" for _heading in HEADINGS[2:]))
    lines = ["| " + " | ".join(cells) + " |" for cells in (HEADINGS, rule, *(row.cells for row in rows))]
    return "\n".join([*lines, "", *_worst(rows)])


def _worst(rows: Sequence[Row]) -> list[str]:
    """Say where people were credited most and least; where nobody watches, all credit is over-credit."""
    lines = []
    for measure in ("recording", "stream"):
        people = [row for row in rows if row.measure == measure and not row.is_attack]
        if people:
            over, under = max(people, key=lambda row: row.over), max(people, key=lambda row: row.under)
            lines += [
                f"{measure.capitalize()}, people: most over-credit {over.over} s of {over.over_bound:.0f} allowed "
                f"({over.title}), most under-credit {under.under} s of {under.under_bound:.0f} ({under.title}).",
            ]
    return lines
