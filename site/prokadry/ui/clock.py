"""Instants in words: the person's own zone first, Moscow second, what is left third."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from .typography import NBSP, bind_words

MOSCOW = ZoneInfo("Europe/Moscow")
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class TwoClocks:
    """One instant on two clocks; `moscow` is None where both show the same."""

    own: str
    moscow: str | None


@dataclass(frozen=True)
class DeadlineWords:
    """A deadline ready for display: `kind` is "", `soon` (under 24 hours) or `past`.

    `left` is a sentence, an empty one once past.
    """

    kind: str
    own: str
    moscow: str | None
    left: str


def person_zone(user: object) -> ZoneInfo:
    """Return the user's time zone; Moscow for an anonymous one or a user without a zone."""
    zone = getattr(user, "zone", None)
    return zone if isinstance(zone, ZoneInfo) else MOSCOW


def format_instant(
    instant: datetime, zone: ZoneInfo, *, with_weekday: bool = False, with_year: bool = False
) -> str:
    """Return «28 августа, 06:59» in `zone`, with the weekday and the year if asked."""
    local = instant.astimezone(zone)
    day = date_format(local, "j E Y" if with_year else "j E")
    if with_weekday:
        day = f"{date_format(local, 'l').lower()}, {day}"
    return bind_words(f"{day}, {local:%H:%M}")


def format_time(instant: datetime, zone: ZoneInfo) -> str:
    """Return «06:59» in `zone`."""
    return f"{instant.astimezone(zone):%H:%M}"


def format_day(instant: datetime, zone: ZoneInfo) -> str:
    """Return «28 августа» in `zone`."""
    return bind_words(date_format(instant.astimezone(zone), "j E"))


def two_clocks(instant: datetime, zone: ZoneInfo, *, with_weekday: bool = False) -> TwoClocks:
    """Return the instant on the person's clock and, where it differs, in Moscow: «27 августа, 23:59 мск».

    Where both clocks show the same, the own one carries the mark «мск»: a time never stands without its zone.
    """
    own = format_instant(instant, zone, with_weekday=with_weekday)
    moscow = mark_moscow(format_instant(instant, MOSCOW))
    if _shows_same_time(instant, zone):
        return TwoClocks(own=mark_moscow(own), moscow=None)
    return TwoClocks(own=own, moscow=moscow)


def two_times(instant: datetime, zone: ZoneInfo) -> TwoClocks:
    """Return hours and minutes on both clocks; where Moscow has another date, it is named."""
    if _shows_same_time(instant, zone):
        return TwoClocks(own=format_time(instant, zone), moscow=None)
    same_day = instant.astimezone(zone).date() == instant.astimezone(MOSCOW).date()
    moscow = format_time(instant, MOSCOW) if same_day else format_instant(instant, MOSCOW)
    return TwoClocks(own=format_time(instant, zone), moscow=mark_moscow(moscow))


def deadline_clocks(instant: datetime, zone: ZoneInfo) -> TwoClocks:
    """Return an exclusive instant as the last minute before it: 00:00 becomes «23:59» of the day before."""
    return two_clocks(last_minute(instant), zone)


def last_minute(instant: datetime) -> datetime:
    """Return the start of the last whole minute before an exclusive instant."""
    return (instant - timedelta(microseconds=1)).replace(second=0, microsecond=0)


def describe_deadline(
    instant: datetime, now: datetime, zone: ZoneInfo, *, short: bool = False
) -> DeadlineWords:
    """Return what a deadline says: its two clocks, whether it is near, and what is left."""
    clocks = deadline_clocks(instant, zone)
    if now >= instant:
        return DeadlineWords(kind="past", own=clocks.own, moscow=clocks.moscow, left="")
    soon = instant - now < SOON
    return DeadlineWords(
        kind="soon" if soon else "",
        own=clocks.own,
        moscow=clocks.moscow,
        left=left_words(instant, now, short=short),
    )


def left_words(instant: datetime, now: datetime, *, short: bool = False) -> str:
    """Return what is left as a sentence; its verb agrees: «Остался 1 день», «Осталось 2 дня»."""
    units = _largest_units(instant, now)
    words = {"left": remaining(instant, now, short=short)}
    if instant <= now:
        return ""
    if not units:
        return pgettext("nothing to count", "%(left)s left") % words
    count, unit = units[0]
    sentences = {
        "day": npgettext("first unit is days", "%(left)s left", "%(left)s left", count),
        "hour": npgettext("first unit is hours", "%(left)s left", "%(left)s left", count),
        "minute": npgettext("first unit is minutes", "%(left)s left", "%(left)s left", count),
    }
    return sentences[unit] % words


def remaining(instant: datetime, now: datetime, *, short: bool = False) -> str:
    """Return what is left in its two largest units: «11 часов 54 минуты», or «11 ч 54 мин» if short.

    Whole units, rounded down; «меньше минуты» under 60 s; an empty string once the instant has come.
    """
    if instant <= now:
        return ""
    units = _largest_units(instant, now)
    return " ".join(_count_unit(count, unit, short) for count, unit in units) or _("less than a minute")


def moscow_offset(zone: ZoneInfo, instant: datetime) -> str:
    """Return the difference from Moscow as Russians write it: «МСК», «МСК+7», «МСК−1»."""
    own, moscow = instant.astimezone(zone).utcoffset(), instant.astimezone(MOSCOW).utcoffset()
    minutes = int(((own or timedelta()) - (moscow or timedelta())).total_seconds() // 60)
    if not minutes:
        return _("MSK")
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return _("MSK") + sign + (f"{hours}:{rest:02}" if rest else str(hours))


def mark_moscow(text: str) -> str:
    """Return a formatted time with the mark «мск» bound to it."""
    return _("%(time)s MSK") % {"time": text} if text else text


def _shows_same_time(instant: datetime, zone: ZoneInfo) -> bool:
    return instant.astimezone(zone).utcoffset() == instant.astimezone(MOSCOW).utcoffset()


def _largest_units(instant: datetime, now: datetime) -> list[tuple[int, str]]:
    """Return the largest unit that is there and the next one when it is not zero."""
    left_min = max(int((instant - now).total_seconds()), 0) // 60
    units = [(left_min // 1440, "day"), (left_min % 1440 // 60, "hour"), (left_min % 60, "minute")]
    first = next((index for index, (count, _unit) in enumerate(units) if count), len(units))
    return [(count, unit) for count, unit in units[first : first + 2] if count]


def _count_unit(count: int, unit: str, short: bool) -> str:
    if short:
        words = {"day": _("%(count)d d"), "hour": _("%(count)d h"), "minute": _("%(count)d min")}[unit]
    else:
        words = {
            "day": ngettext("%(count)d day", "%(count)d days", count),
            "hour": ngettext("%(count)d hour", "%(count)d hours", count),
            "minute": ngettext("%(count)d minute", "%(count)d minutes", count),
        }[unit]
    return (words % {"count": count}).replace(" ", NBSP)
