"""A report's values as a page and a file show them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from prokadry.ui.clock import MOSCOW, format_instant
from prokadry.ui.numbers import NO_VALUE, format_share

from ..extensions import CellKind, Column, Report, Tone

BAR_WIDTH = 1000


@dataclass(frozen=True)
class Part:
    """A part of a bar that is 1000 wide."""

    tone: Tone
    x: float
    width: float


@dataclass(frozen=True)
class Cell:
    text: str
    column: Column


@dataclass(frozen=True)
class Line:
    """A row for display: its name, the other cells, and its bar, which is empty where nothing has a tone."""

    name: str
    cells: list[Cell]
    bar: list[Part]


@dataclass(frozen=True)
class Table:
    """The first rows of a report; `is_cut` says that there are more."""

    columns: Sequence[Column]
    lines: list[Line]
    is_cut: bool

    @property
    def legend(self) -> list[Column]:
        return [column for column in self.columns if column.tone]


def make_table(report: Report, rows: Sequence[Sequence[Any]], *, shown: int) -> Table:
    """Return at most `shown` of the rows as text. Raises ValueError for a row with another number of values."""
    columns = list(report.columns)
    lines = []
    for row in rows[:shown]:
        cells = [
            Cell(format_cell(value, column.kind), column) for column, value in zip(columns, row, strict=True)
        ]
        lines.append(Line(name=cells[0].text, cells=cells[1:], bar=_draw_bar(columns, row)))
    return Table(columns=columns, lines=lines, is_cut=len(rows) > shown)


def format_cell(value: Any, kind: CellKind) -> str:
    """Return a value as people read it; instants are Moscow's, as in every file and letter of the programme."""
    if value is None:
        return NO_VALUE
    if kind == CellKind.SHARE:
        return format_share(value)
    if kind == CellKind.INSTANT:
        return format_instant(value, MOSCOW, with_year=True)
    return number_format(value) if kind == CellKind.NUMBER else str(value)


def _draw_bar(columns: Iterable[Column], row: Iterable[Any]) -> list[Part]:
    toned = [(column.tone, value or 0) for column, value in zip(columns, row, strict=True) if column.tone]
    total = sum(value for _tone, value in toned)
    parts, x = [], 0.0
    for tone, value in toned:
        if value:
            width = BAR_WIDTH * value / total
            parts.append(Part(tone, x, width))
            x += width
    return parts


def file_rows(report: Report, rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Yield the header and the rows of a file, whose values programs and Excel both understand.

    Shares are percents with one decimal, rounded down; instants are Moscow's, as `2026-08-27 12:30`. Raises
    ValueError for a row with another number of values.
    """
    columns = list(report.columns)
    yield [_name_column(column) for column in columns]
    for row in rows:
        yield [_as_value(value, column.kind) for column, value in zip(columns, row, strict=True)]


def _name_column(column: Column) -> str:
    if column.kind == CellKind.SHARE:
        return _("%(name)s, %%") % {"name": column.label}
    if column.kind == CellKind.INSTANT:
        return _("%(name)s (Moscow time)") % {"name": column.label}
    return str(column.label)


def _as_value(value: Any, kind: CellKind) -> Any:
    if value is None:
        return None
    if kind == CellKind.SHARE:
        tenths = (Decimal(str(value)) * 100).quantize(Decimal("0.1"), rounding=ROUND_FLOOR)
        return number_format(tenths, decimal_pos=1, use_l10n=True, force_grouping=False)
    if kind == CellKind.INSTANT:
        instant: datetime = value
        return f"{instant.astimezone(MOSCOW):%Y-%m-%d %H:%M}"
    return value
