"""Events as iCalendar files, for people's own calendars."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vUri

from ..models import EventPage

PRODUCT_ID = "-//ProKadry//Events//RU"


def build_calendar(events: Iterable[EventPage], *, name: str, base_url: str, now: datetime) -> bytes:
    """Return a calendar file with `events` in the zones of their places; `base_url` ends without a slash."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_build_event(event, base_url=base_url, now=now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _build_event(event: EventPage, *, base_url: str, now: datetime) -> Event:
    entry = Event()
    # The same under every host name, so that an event fetched twice stays one entry.
    entry.add("uid", f"event-{event.pk}@prokadry")
    entry.add("dtstamp", now)
    entry.add("last-modified", event.last_published_at or now)
    entry.add("dtstart", event.starts_at.astimezone(event.zone))
    entry.add("dtend", event.finishes_at.astimezone(event.zone))
    entry.add("summary", event.title)
    entry.add("location", event.place or _("Online"))
    entry.add("description", "\n".join(part for part in (event.lead, event.online_url) if part))
    entry.add("url", vUri(base_url + (event.url or "/")))
    return entry
