from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format

from prokadry.ui.clock import MOSCOW, format_instant, format_time, mark_moscow
from prokadry.ui.typography import bind_words

from ..models import EventPage


@dataclass(frozen=True)
class EventClock:
    """When an event is, in words: short for lists, full for its page.

    `moscow` and `moscow_full` are empty where the place lives by Moscow time; the own time is marked then.
    """

    day: str
    time: str
    moscow: str
    full: str
    moscow_full: str
    is_over: bool


def describe_clock(event: EventPage, *, now: datetime) -> EventClock:
    """Return «29 авг» · «сб, 12:00» · «05:00 мск» and the full form with weekday and end."""
    zone = event.zone
    start, end = event.starts_at.astimezone(zone), event.finishes_at.astimezone(zone)
    same = start.utcoffset() == event.starts_at.astimezone(MOSCOW).utcoffset()
    weekday = date_format(start, "D").lower()
    time = f"{weekday}, {format_time(start, zone)}"
    if start.year != now.astimezone(zone).year:
        time = f"{start.year}, {time}"
    full = format_instant(start, zone, with_weekday=True)
    if event.ends_at:
        full += "–" + (format_time(end, zone) if start.date() == end.date() else format_instant(end, zone))
    return EventClock(
        day=bind_words(date_format(start, "j b")),
        time=mark_moscow(time) if same else time,
        moscow="" if same else mark_moscow(_short(event.starts_at, start)),
        full=mark_moscow(full) if same else full,
        moscow_full="" if same else mark_moscow(format_instant(event.starts_at, MOSCOW)),
        is_over=event.finishes_at <= now,
    )


def _short(at: datetime, local: datetime) -> str:
    """The Moscow time alone, with its weekday where that is another one."""
    moscow = at.astimezone(MOSCOW)
    weekday = "" if moscow.date() == local.date() else date_format(moscow, "D").lower() + ", "
    return f"{weekday}{moscow:%H:%M}"
