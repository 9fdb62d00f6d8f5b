"""The personal calendar as iCalendar: streams as events, deadlines as reminders that do not block time."""

from datetime import timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from prokadry.ui.clock import last_minute

from .study import Status, Study, StudyItem

REFRESH = timedelta(hours=1)
DEADLINE_ALARM = timedelta(days=1)
STREAM_ALARM = timedelta(minutes=30)
UID_HOST = "prokadry"


def build_calendar(*, study: Study, site_url: str) -> bytes:
    """Return the calendar of a study in UTC; the same rows always give the same bytes.

    `site_url` is scheme and host without a slash at the end. Streams stay after they are held; the deadline
    of what is done, excused or missed disappears, and so from the calendars of those who subscribed.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//ProKadry//learn//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("ProKadry: %(season)s") % {"season": study.enrolment.season.title})
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for item in study.items:
        event = _stream_event(item) if item.is_stream else _deadline_event(item)
        if event is None or item.status == Status.WITHHELD:
            continue
        event.add("dtstamp", item.row.updated_at)
        if item.url:
            event.add("url", site_url + item.url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _stream_event(item: StudyItem) -> Event | None:
    activity = item.activity
    if activity.starts_at is None or activity.ends_at is None:
        return None
    event = Event()
    event.add("uid", f"stream-{activity.pk}@{UID_HOST}")
    event.add("summary", _("Live stream: %(title)s") % {"title": activity.title})
    event.add("dtstart", activity.starts_at)
    event.add("dtend", activity.ends_at)
    event.add("description", _("Your presence is measured while the stream is on the air."))
    event.add_component(_alarm(STREAM_ALARM, activity.title))
    return event


def _deadline_event(item: StudyItem) -> Event | None:
    if item.closes_at is None or item.is_done or item.status == Status.MISSED:
        return None
    event = Event()
    event.add("uid", f"deadline-{item.activity.pk}@{UID_HOST}")
    event.add("summary", _("Deadline: %(title)s") % {"title": item.activity.title})
    event.add("dtstart", last_minute(item.closes_at))
    event.add("dtend", item.closes_at)
    event.add("description", _("Access closes at the end of this minute."))
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(DEADLINE_ALARM, item.activity.title))
    return event


def _alarm(before: timedelta, text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -before)
    return alarm
