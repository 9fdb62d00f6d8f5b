from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from prokadry.ui.clock import MOSCOW

from ..enums import TrackMark
from ..extensions import Direction
from ..models import EventPage, HomePage, NewsPage
from ..rich_text import expand_together
from .clocks import ZoneClock, read_clocks
from .season import SeasonView, describe_season, list_directions

NEWS_BESIDE_LEAD = 4
NEXT_EVENTS = 4


@dataclass(frozen=True)
class Answer:
    """A question people really ask, and its answer as HTML."""

    question: str
    html: SafeString


@dataclass(frozen=True)
class HomeView:
    """What the home page shows besides its own fields; `track` is the chosen filter of directions or ""."""

    season: SeasonView | None
    track: str
    directions: list[Direction]
    clocks: list[ZoneClock]
    lead_news: NewsPage | None
    news: list[NewsPage]
    events: list[EventPage]
    answers: list[Answer]


def describe_home(*, page: HomePage, track: str, now: datetime) -> HomeView:
    """Return what the home page `page` shows at `now`; an unknown track counts as none."""
    chosen = track if track in TrackMark else ""
    news = list(
        NewsPage.objects.visible().descendant_of(page).newest().for_list("lead")[: 1 + NEWS_BESIDE_LEAD]
    )
    events = EventPage.objects.visible().descendant_of(page).upcoming(now).for_list()
    return HomeView(
        season=describe_season(now=now, zone=MOSCOW),
        track=chosen,
        directions=list_directions(track=chosen),
        clocks=read_clocks(now=now),
        lead_news=news[0] if news else None,
        news=news[1:],
        events=list(events[:NEXT_EVENTS]),
        answers=_read_answers(page),
    )


def _read_answers(page: HomePage) -> list[Answer]:
    items = [item.value for item in page.faq]
    texts = expand_together([item["answer"] for item in items])
    return [Answer(item["question"], html) for item, html in zip(items, texts, strict=False)]
