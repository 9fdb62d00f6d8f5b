"""The current season in figures, for the organisers' home page."""

from dataclasses import dataclass

from django.db.models import Avg, Count, F, Q

from ..models import Enrolment, Season


@dataclass(frozen=True)
class SeasonOverview:
    """`complete` have everything required; `behind` missed something; `presence_pct` is a mean, or None."""

    season: Season
    participants: int
    complete: int
    behind: int
    presence_pct: float | None


def describe_current_season() -> SeasonOverview | None:
    """Return the figures of the current season in two queries, or None when no season is current."""
    season = Season.objects.filter(is_current=True).first()
    if season is None:
        return None
    figures = Enrolment.objects.filter(season=season).aggregate(
        participants=Count("id"),
        complete=Count("id", filter=Q(required_total__gt=0, required_done=F("required_total"))),
        behind=Count("id", filter=Q(missed_total__gt=0)),
        presence=Avg("presence_tenths"),
    )
    presence = figures.pop("presence")
    return SeasonOverview(season=season, presence_pct=None if presence is None else presence / 10, **figures)
