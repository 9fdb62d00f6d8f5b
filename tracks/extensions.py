"""The seams of tracks. Built-in reports and cards enter through them as a plugin's do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from courses.extensions import Text
from prokadry.plugins.registry import Registry

if TYPE_CHECKING:
    from courses.models import Activity

    from .domain.dashboard import Dashboard
    from .models import Season


class CellKind(StrEnum):
    """What the values of a column are.

    text     words
    number   an int
    share    0–1, shown as a percent
    instant  an aware datetime

    Of each kind a value may also be None.
    """

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    INSTANT = "instant"


class Tone(StrEnum):
    """How a part of a bar is drawn."""

    DONE = "done"
    GOING = "going"
    REST = "rest"
    MISSED = "missed"


@dataclass(frozen=True)
class Column:
    """A column of a report.

    key    unique in its report
    label  heads the column
    kind   what its values are
    tone   columns of numbers that have one are drawn as the parts of one bar for each row
    """

    key: str
    label: Text
    kind: CellKind = CellKind.TEXT
    tone: Tone | None = None


class ReportFilter(StrEnum):
    """What an organiser may narrow a report by; the season is always chosen."""

    TRACK = "track"
    ACTIVITY = "activity"


@dataclass(frozen=True)
class ReportScope:
    """What a report is asked about.

    track     key of a track, "" for all of them
    activity  None for all of them
    """

    season: "Season"
    track: str = ""
    activity: "Activity | None" = None


@runtime_checkable
class Report(Protocol):
    """A table for organisers, shown in the CMS with a chart where columns have tones, and saved as CSV.

    key         part of its address
    title       what it is called
    summary     in one sentence, what it answers
    permission  who may see it (`app.codename`); `courses.view_all_completions` is what organisers have
    filters     what `rows` heeds of the scope beside the season; nothing else is offered
    columns     what a row holds, in this order; the first one names the row
    """

    key: str
    order: int
    title: Text
    summary: Text
    permission: str
    filters: frozenset[ReportFilter]
    columns: Sequence[Column]

    def rows(self, scope: ReportScope, *, now: datetime) -> Iterator[Sequence[Any]]:
        """Yield the rows one after another; the page takes the first of them, the file all.

        Reads in a number of queries that does not depend on the number of rows, or in chunks, so that neither
        memory nor the first row depends on how many there are. Writes nothing.
        """
        ...


class CardPlace(StrEnum):
    """Where a card stands: in the main column of the page, or beside it (below it on a phone)."""

    MAIN = "main"
    SIDE = "side"


@dataclass(frozen=True)
class DashboardCard:
    """A card on the first page of the personal area, `/learn/`.

    template  what it is drawn by: one `<section>` with a heading of the second level. It sees `board`, `study`,
              `now`, `zone` and what `context` returns
    context   called with the Dashboard; returns what the template needs beside that, None to show nothing to this
              person. The board holds the whole study, `board.study.items`; a card that asks the database does so
              in a fixed number of queries
    """

    key: str
    template: str
    context: "Callable[[Dashboard], Mapping[str, Any] | None]"
    place: CardPlace = CardPlace.MAIN
    order: int = 100


dashboard_cards: Registry[DashboardCard] = Registry("tracks.dashboard_cards", DashboardCard)
"""Fails open. A plugin's card whose `context` or template raises is left out. Shown in the seasons for which an
organiser turned the plugin on.
"""
reports: Registry[Report] = Registry("tracks.reports", Report)  # type: ignore[type-abstract]  # a protocol is checked by isinstance here
"""Fails open. A report that raises says so on its own page. Listed once some season uses the plugin, and asked about
those seasons only.
"""
