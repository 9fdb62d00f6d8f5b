"""Template library of the personal area: `{% load learn %}`: words and drawings of what the domain found."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from prokadry.accounts.domain.zones import zone_choices
from prokadry.ui.clock import (
    MOSCOW,
    TwoClocks,
    deadline_clocks,
    format_day,
    format_instant,
    last_minute,
    mark_moscow,
)
from prokadry.ui.numbers import NO_VALUE
from prokadry.ui.typography import NBSP, bind_words
from tracks.domain.agenda import Entry, Moment
from tracks.domain.dashboard import Dashboard
from tracks.domain.study import CourseProgress, Status, StudyItem
from tracks.extensions import DashboardCard, dashboard_cards
from tracks.models import Stage

register = template.Library()

# How a status is drawn by the `state` and `shot` components.
DRAWN_AS = {
    Status.DONE: "completed",
    Status.EXCUSED: "excused",
    Status.MISSED: "missed",
    Status.RUNNING: "open",
    Status.COUNTING: "in_progress",
    Status.STARTED: "in_progress",
    Status.OPEN: "open",
    Status.SOON: "soon",
    Status.WITHHELD: "soon",
}


@dataclass(frozen=True)
class Clocks:
    """The three lines of time in an agenda item; `under` and `also` may be empty."""

    time: str
    under: str
    also: str


@register.simple_tag(takes_context=True)
def draw_cards(context: Context, place: str) -> SafeString:
    """Draw the cards of one place of the page, `main` or `side`; needs `board` and `cards`."""
    here = [card for card in context["cards"] if card.place == place]
    return format_html_join("\n", "{}", ((_draw_card(card, context),) for card in here))


def _draw_card(card: DashboardCard, context: Context) -> str:
    """Return a card as HTML, nothing where it has nothing to show or fails: the page does without it."""

    def draw(board: Dashboard) -> str:
        own = card.context(board)
        if own is None:
            return ""
        with context.push(**own):
            return context.template.engine.get_template(card.template).render(context)

    return dashboard_cards.call(card, draw, context["board"], default="")


@register.simple_tag
def today_clocks(entry: Entry, now: datetime, zone: ZoneInfo) -> Clocks:
    """«до 06:59», «завтра», «23:59 мск»: hours first, the day only where it is not today; use `as`."""
    own = entry.at.astimezone(zone)
    away = (own.date() - now.astimezone(zone).date()).days
    day = {0: "", 1: _("tomorrow"), -1: _("yesterday")}.get(away, _short_day(own))
    moscow = _moscow_time(entry.at, zone, own.date())
    time = _with_moment(entry, f"{own:%H:%M}")
    return Clocks(time, day or moscow, moscow if day else "")


@register.simple_tag
def day_clocks(entry: Entry, zone: ZoneInfo) -> Clocks:
    """«сб, 29», «до 06:59», «пт, 23:59 мск»: the day first; use `as`."""
    own = entry.at.astimezone(zone)
    return Clocks(
        _short_day(own), _with_moment(entry, f"{own:%H:%M}"), _moscow_time(entry.at, zone, own.date())
    )


@register.simple_tag
def stream_clocks(item: StudyItem, zone: ZoneInfo) -> Clocks:
    """«29 авг», «сб, 12:00», «05:00 мск» of when a stream starts; dashes without a schedule; use `as`."""
    at = item.activity.starts_at
    if at is None:
        return Clocks(NO_VALUE, "", "")
    own = at.astimezone(zone)
    day = f"{own.day}{NBSP}{date_format(own, 'M').lower()}"
    return Clocks(day, f"{date_format(own, 'D').lower()}, {own:%H:%M}", _moscow_time(at, zone, own.date()))


@register.simple_tag
def zone_words(zone: ZoneInfo, now: datetime) -> str:
    """«Владивосток, МСК+7»."""
    return dict(zone_choices(now=now, current=zone.key)).get(zone.key, zone.key)


@register.simple_tag
def deadline_words(closes_at: datetime, zone: ZoneInfo) -> str:
    """«25 августа, 06:59 (24 августа, 23:59 мск)» of an exclusive instant."""
    return _in_one_line(deadline_clocks(closes_at, zone))


@register.simple_tag
def instant_words(at: datetime, zone: ZoneInfo) -> str:
    """«29 августа, 12:00 (05:00 мск)»."""
    own = at.astimezone(zone)
    moscow = _moscow_time(at, zone, own.date())
    return f"{format_instant(at, zone)} ({moscow})" if moscow else mark_moscow(format_instant(at, zone))


@register.simple_tag
def stage_end(stage: Stage, zone: ZoneInfo) -> str:
    """The last day of a stage: «15 сентября»."""
    return format_day(last_minute(stage.ends_at), zone) if stage.ends_at else ""


@register.filter
def drawn_as(item: StudyItem) -> str:
    """The state by which the components `state` and `shot` draw an item."""
    return DRAWN_AS[item.status]


@register.filter
def month_name(first_on: date) -> str:
    """«Август» or, in another year than the next months, «Январь 2027»."""
    return date_format(first_on, "F Y" if first_on.month == 1 else "F").capitalize()


@register.filter
def stream_frames(items: list[StudyItem]) -> list[tuple[str, float | None, bool]]:
    """What the component `streams` draws: title, percent, whether it has not been yet."""
    return [
        (item.activity.title, item.percent, item.status not in (Status.DONE, Status.MISSED)) for item in items
    ]


@register.filter
def find_current(courses: list[CourseProgress], item: StudyItem | None) -> CourseProgress | None:
    """The course in which the item is: the one to show open."""
    return next((course for course in courses if item in course.items), None)


def _in_one_line(clocks: TwoClocks) -> str:
    return f"{clocks.own} ({clocks.moscow})" if clocks.moscow else clocks.own


def _with_moment(entry: Entry, time: str) -> str:
    if entry.moment == Moment.DEADLINE:
        return bind_words(_("until %(time)s") % {"time": time}).replace(" ", NBSP)
    if entry.moment == Moment.OPENING:
        return bind_words(_("from %(time)s") % {"time": time}).replace(" ", NBSP)
    return time


def _short_day(local: datetime) -> str:
    return f"{date_format(local, 'D').lower()},{NBSP}{local.day}"


def _moscow_time(at: datetime, zone: ZoneInfo, own_on: date) -> str:
    """The time in Moscow, with the day where it differs; empty where both clocks agree."""
    moscow = at.astimezone(MOSCOW)
    if moscow.utcoffset() == at.astimezone(zone).utcoffset():
        return ""
    time = mark_moscow(f"{moscow:%H:%M}")
    return time if moscow.date() == own_on else f"{date_format(moscow, 'D').lower()}, {time}"
