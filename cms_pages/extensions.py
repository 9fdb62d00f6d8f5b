"""What the public site asks of layers above it: the season it announces and the directions of study."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from prokadry.plugins.registry import Registry


@dataclass(frozen=True)
class SeasonStage:
    """One stage of the timeline.

    kind     a word of the styles: `application`, `education`, …
    ends_at  exclusive, None where the stage is open-ended
    """

    kind: str
    title: str
    summary: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class SeasonInfo:
    """The season the home page announces, its stages in the order of time."""

    title: str
    stages: list[SeasonStage]


@dataclass(frozen=True)
class Direction:
    """A direction of study.

    tracks    keys («base», «pro»); empty for every one
    webinars  how many published ones there are, as `streams` and `others`
    """

    title: str
    url: str
    tracks: list[str] = field(default_factory=list)
    webinars: int = 0
    streams: int = 0
    others: int = 0


@runtime_checkable
class SeasonSource(Protocol):
    """Where the home page takes its season from. The first source that knows a season is used."""

    key: str
    order: int

    def season(self) -> SeasonInfo | None:
        """Return the season to announce, None when this source knows none; in a fixed number of queries."""
        ...

    def directions(self) -> list[Direction]:
        """Return the directions of study in their order, in a fixed number of queries."""
        ...


season_sources: Registry[SeasonSource] = Registry("cms_pages.season_sources", SeasonSource)  # type: ignore[type-abstract]  # a protocol is checked by isinstance here
"""Fails open. A source that raises is passed over; without any the home page announces no season."""
