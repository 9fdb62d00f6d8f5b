"""What is coming, in the order of time: streams, deadlines and openings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from prokadry.ui.clock import MOSCOW, last_minute

from .study import Status, StudyItem

WEEK = timedelta(days=7)


class Moment(StrEnum):
    """What happens to an activity at the instant of an agenda entry."""

    STREAM = "stream"
    DEADLINE = "deadline"
    OPENING = "opening"


@dataclass(frozen=True)
class Entry:
    """One line of an agenda.

    `at` is what to show: for a deadline the last minute before it, so never the next day.
    """

    moment: Moment
    at: datetime
    item: StudyItem


@dataclass(frozen=True)
class Month:
    """The entries of one month of the person's calendar; `first_on` is its first day."""

    first_on: date
    entries: list[Entry]


def list_coming(items: Iterable[StudyItem], *, now: datetime) -> list[Entry]:
    """Return everything ahead of the items, in the order of time: what is done or decided is left out.

    A recording gives its deadline, and its opening before that; a stream gives its start, while it runs too.
    """
    entries = [entry for item in items for entry in _entries_of(item, now)]
    return sorted(entries, key=lambda entry: (entry.at, entry.item.row.position))


def _entries_of(item: StudyItem, now: datetime) -> Iterable[Entry]:
    if item.status not in (Status.RUNNING, Status.STARTED, Status.OPEN, Status.SOON):
        return
    if item.is_stream:
        if item.activity.starts_at is not None:
            yield Entry(Moment.STREAM, item.activity.starts_at, item)
        return
    if item.opens_at is not None and item.opens_at > now:
        yield Entry(Moment.OPENING, item.opens_at, item)
    if item.closes_at is not None and item.closes_at > now:
        yield Entry(Moment.DEADLINE, last_minute(item.closes_at), item)


def is_today(entry: Entry, *, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether an entry belongs to the person's today.

    Deadlines are set by Moscow's calendar: one that ends this day there belongs to today even where it falls
    on the next morning, as someone in Vladivostok has to act before going to sleep.
    """
    if entry.at <= now and entry.moment == Moment.STREAM:
        return True
    if entry.at.astimezone(zone).date() == now.astimezone(zone).date():
        return True
    return (
        entry.moment == Moment.DEADLINE
        and entry.at.astimezone(MOSCOW).date() == now.astimezone(MOSCOW).date()
    )


def is_this_week(entry: Entry, *, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether an entry falls on one of the seven days after today."""
    today = now.astimezone(zone).date()
    return entry.at.astimezone(zone).date() <= today + WEEK and not is_today(entry, now=now, zone=zone)


def group_by_month(entries: Iterable[Entry], *, zone: ZoneInfo) -> list[Month]:
    """Return entries, which are in the order of time, by months of the person's zone."""
    months: list[Month] = []
    for entry in entries:
        first_on = entry.at.astimezone(zone).date().replace(day=1)
        if not months or months[-1].first_on != first_on:
            months.append(Month(first_on, []))
        months[-1].entries.append(entry)
    return months
