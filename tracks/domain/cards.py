"""The cards of the personal area's first page: the built-in ones, and which of all are shown."""

from ..extensions import CardPlace, DashboardCard, dashboard_cards
from ..models import Season
from .dashboard import Dashboard
from .plugins import entries_for


def list_cards(season: Season) -> list[DashboardCard]:
    """Return the cards that a season uses, in their order."""
    return entries_for(season, dashboard_cards)


def _always(board: Dashboard) -> dict[str, object]:
    return {}


def _when(condition: object) -> dict[str, object] | None:
    return {} if condition else None


NEXT = DashboardCard("next", "tracks/includes/next.html", context=_always, order=10)
AGENDA = DashboardCard(
    "agenda",
    "tracks/includes/agenda.html",
    context=lambda board: _when(board.today or board.week),
    order=20,
)
MISSED = DashboardCard(
    "missed", "tracks/includes/missed.html", context=lambda board: _when(board.study.missed), order=30
)
COURSES = DashboardCard(
    "courses", "tracks/includes/courses.html", context=lambda board: _when(board.study.courses), order=40
)
PRESENCE = DashboardCard(
    "presence",
    "tracks/includes/presence_card.html",
    context=lambda board: _when(board.study.presence.streams),
    place=CardPlace.SIDE,
    order=10,
)
SEASON = DashboardCard(
    "season", "tracks/includes/season.html", context=_always, place=CardPlace.SIDE, order=20
)
BUILT_IN = (NEXT, AGENDA, MISSED, COURSES, PRESENCE, SEASON)
