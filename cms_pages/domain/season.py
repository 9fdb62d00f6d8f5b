"""The season as the home page shows it, asked from whichever app knows one."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from prokadry.ui.clock import last_minute, left_words

from ..extensions import Direction, SeasonSource, SeasonStage, season_sources

logger = logging.getLogger(__name__)
APPLICATION = "application"
T = TypeVar("T")


@dataclass(frozen=True)
class StageView:
    """A stage with the days a reader sees: `ends_on` is inclusive, None where the stage is open-ended.

    `note` says how long a running stage still lasts; "" for one that is not running or has no end.
    """

    kind: str
    title: str
    text: str
    note: str
    starts_on: date
    ends_on: date | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class SeasonView:
    """The season; `current` is what runs now, `next` what comes first after now, either may be None."""

    title: str
    stages: list[StageView]
    current: StageView | None
    next: StageView | None

    @property
    def is_applying(self) -> bool:
        """Whether applications are taken now."""
        return self.current is not None and self.current.kind == APPLICATION


def describe_season(*, now: datetime, zone: ZoneInfo) -> SeasonView | None:
    """Return the season of the first source that knows one, with its days in `zone`; None if no source does.

    While several stages run, the application comes first: it is what a visitor can still do.
    """
    season = _ask(lambda source: source.season)
    if season is None:
        return None
    stages = [_view(stage, zone, now) for stage in season.stages]
    running = [stage for stage in stages if _is_running(stage, now)]
    ahead = sorted((stage for stage in stages if stage.starts_at > now), key=lambda stage: stage.starts_at)
    applying = [stage for stage in running if stage.kind == APPLICATION]
    return SeasonView(
        title=season.title,
        stages=stages,
        current=next(iter(applying or running), None),
        next=next(iter(ahead), None),
    )


def list_directions(*, track: str) -> list[Direction]:
    """Return the directions of study, all of them or those of one track («base», «pro»)."""
    directions: Sequence[Direction] = _ask(lambda source: source.directions) or []
    if not track:
        return list(directions)
    return [direction for direction in directions if not direction.tracks or track in direction.tracks]


def _ask(question: Callable[[SeasonSource], Callable[[], T | None]]) -> T | None:
    """Return the first answer; a source that fails is logged, and the home page stands without it."""
    for source in season_sources:
        try:
            answer = season_sources.call(source, question(source), default=None)
        except Exception:
            logger.exception("The season source %r failed.", source.key)
            continue
        if answer:
            return answer
    return None


def _is_running(stage: SeasonStage | StageView, now: datetime) -> bool:
    return stage.starts_at <= now and (stage.ends_at is None or now < stage.ends_at)


def _view(stage: SeasonStage, zone: ZoneInfo, now: datetime) -> StageView:
    ends_on = last_minute(stage.ends_at).astimezone(zone).date() if stage.ends_at else None
    left = left_words(stage.ends_at, now) if stage.ends_at and _is_running(stage, now) else ""
    return StageView(
        kind=stage.kind,
        title=stage.title,
        text=stage.summary,
        note=_("Going on, %(left)s") % {"left": left[0].lower() + left[1:]} if left else "",
        starts_on=stage.starts_at.astimezone(zone).date(),
        ends_on=ends_on,
        starts_at=stage.starts_at,
        ends_at=stage.ends_at,
    )
