from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from cms_pages.domain.season import describe_season, list_directions
from cms_pages.extensions import Direction, SeasonInfo, SeasonStage, season_sources
from prokadry.ui.clock import MOSCOW
from tests.cms_pages.factories import NOW


def stage(kind: str, start_days: int, end_days: int | None) -> SeasonStage:
    return SeasonStage(
        kind=kind,
        title=kind,
        summary="",
        starts_at=NOW + timedelta(days=start_days),
        ends_at=None if end_days is None else NOW + timedelta(days=end_days),
    )


@dataclass(frozen=True)
class Source:
    key: str = "test_source"
    order: int = -100
    stages: list[SeasonStage] = field(default_factory=list)

    def season(self) -> SeasonInfo | None:
        return SeasonInfo("Сезон 2026", self.stages) if self.stages else None

    def directions(self) -> list[Direction]:
        return [
            Direction("Общее", "/a/"),
            Direction("Для PRO", "/b/", ["pro"]),
            Direction("Базовое", "/c/", ["base"]),
        ]


class BrokenSource(Source):
    def season(self) -> SeasonInfo | None:
        raise RuntimeError("no season today")


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """Take the sources of the installed apps away for a test, and put them back."""
    kept = list(season_sources)
    for source in kept:
        season_sources.unregister(source.key)
    yield
    for source in list(season_sources):
        season_sources.unregister(source.key)
    for source in kept:
        season_sources.register(source)


def test_without_a_source_there_is_no_season() -> None:
    assert describe_season(now=NOW, zone=MOSCOW) is None
    assert list_directions(track="") == []


def test_the_application_comes_first_while_it_lasts() -> None:
    stages = [stage("education", -10, 20), stage("application", -90, 4), stage("final", 40, 50)]
    season_sources.register(Source(stages=stages))
    season = describe_season(now=NOW, zone=MOSCOW)
    assert season is not None
    assert season.current is not None
    assert season.current.kind == "application"
    assert season.is_applying
    assert season.next is not None
    assert season.next.kind == "final"
    later = describe_season(now=NOW + timedelta(days=4), zone=MOSCOW)
    assert later is not None
    assert later.current is not None
    assert later.current.kind == "education"
    assert not later.is_applying


def test_the_end_is_shown_as_the_last_day() -> None:
    midnight = NOW.astimezone(MOSCOW).replace(hour=0, minute=0)
    first = SeasonStage("application", "Заявка", "", midnight, midnight + timedelta(days=1))
    season_sources.register(Source(stages=[first, stage("reserve", 5, None)]))
    season = describe_season(now=NOW, zone=MOSCOW)
    assert season is not None
    assert (season.stages[0].starts_on, season.stages[0].ends_on) == (date(2026, 8, 27), date(2026, 8, 27))
    assert season.stages[1].ends_on is None
    assert season.stages[0].note
    assert season.stages[1].note == ""


def test_directions_of_a_track_include_those_of_both() -> None:
    season_sources.register(Source())
    assert [direction.title for direction in list_directions(track="pro")] == ["Общее", "Для PRO"]
    assert len(list_directions(track="")) == 3


def test_a_broken_source_leaves_the_others() -> None:
    season_sources.register(BrokenSource(key="broken"))
    season_sources.register(Source(key="good", order=1, stages=[stage("education", -1, 1)]))
    season = describe_season(now=NOW, zone=MOSCOW)
    assert season is not None
    assert season.title == "Сезон 2026"
