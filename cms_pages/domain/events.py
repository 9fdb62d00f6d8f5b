from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from ..enums import EventFormat, EventPeriod
from ..models import EventIndexPage, EventPage
from ..querysets import EventQuerySet
from .listings import Facet, Listing, district_values, make_facet, take_page

EVENTS_PER_PAGE = 12
# A calendar that people subscribe to keeps what they may still look up.
CALENDAR_KEEPS = timedelta(days=90)
FILTERS = {"region": "region__code", "district": "region__district"}


@dataclass(frozen=True)
class EventListing(Listing):
    """A page of events; `period` tells whether they are ahead or over."""

    period: EventPeriod


def list_events(*, index: EventIndexPage, query: Mapping[str, str], now: datetime) -> EventListing:
    """Return the page of events that `query` (period, format, region, district, page) asks for.

    Upcoming ones come nearest first, past ones latest first. An unknown value of a filter finds nothing.
    """
    period = EventPeriod.PAST if query.get("period") == EventPeriod.PAST else EventPeriod.UPCOMING
    active = {name: query.get(name, "") for name in ("format", *FILTERS)}
    rows = EventPage.objects.visible().child_of(index)
    rows = rows.past(now) if period == EventPeriod.PAST else rows.upcoming(now)
    selects = _make_selects(rows, active)
    found = rows.none()
    # Only values that are on offer reach the database, which would not take every character.
    if all(facet.is_known for facet in selects):
        found = rows.filter(**{FILTERS[name]: active[name] for name in FILTERS if active[name]})
    found = _of_format(found, active["format"]).for_list()
    hidden = {"period": period.value if period == EventPeriod.PAST else "", "format": active["format"]}
    return EventListing(
        page=take_page(found, query.get("page"), per_page=EVENTS_PER_PAGE),
        chips=make_facet("format", _("How to take part"), active["format"], EventFormat.choices),
        selects=[facet for facet in selects if facet.choices],
        hidden=[(name, value) for name, value in hidden.items() if value],
        is_filtered=any(active.values()),
        period=period,
    )


def list_calendar(*, now: datetime) -> list[EventPage]:
    """Return the events of the subscribed calendar: all that are ahead and those of the last ninety days."""
    events = EventPage.objects.visible().filter(starts_at__gt=now - CALENDAR_KEEPS)
    return list(events.order_by("starts_at", "pk").for_list())


def _of_format(rows: EventQuerySet, chosen: str) -> EventQuerySet:
    found: EventQuerySet = rows.none()
    if not chosen:
        found = rows
    elif chosen == EventFormat.ONLINE:
        found = rows.exclude(online_url="")
    elif chosen == EventFormat.ON_SITE:
        found = rows.exclude(place="")
    return found


def _make_selects(rows: EventQuerySet, active: Mapping[str, str]) -> list[Facet]:
    """Return federal district and region from what there is, read in one query."""
    columns = ("region__code", "region__name", "region__district")
    there = list(rows.order_by("region__name").values(*columns).distinct())
    districts = district_values(row["region__district"] for row in there)
    regions = [(row["region__code"], row["region__name"]) for row in there]
    return [
        make_facet("district", _("Federal district"), active["district"], districts),
        make_facet("region", _("Region"), active["region"], regions),
    ]
