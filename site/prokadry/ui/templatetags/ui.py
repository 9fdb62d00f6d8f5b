"""Template library `{% load ui %}`: filters format values, tags prepare what components draw."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField
from django.template.base import Parser, Token
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from prokadry.ui import clock, film, forms, icons, navigation, numbers, paging, season, structured, typography
from prokadry.ui.themes.current import current_theme
from prokadry.ui.themes.stylesheet import sheet_of

register = template.Library()


@register.filter(is_safe=False)
def typo(value: Any) -> str:
    """Set Russian no-break spaces in plain text or in finished HTML (which must already be marked safe)."""
    if value is None:
        return ""
    if hasattr(value, "__html__"):
        return mark_safe(typography.bind_words_in_html(conditional_escape(value)))  # noqa: S308 - was safe before
    return typography.bind_words(str(value))


@register.filter
def timecode(seconds: float | None) -> str:
    """`41:20` or `1:02:03` from seconds; nothing from None."""
    return "" if seconds is None else numbers.format_timecode(seconds)


@register.filter
def iso_duration(seconds: float | None) -> str:
    """`PT41M20S` from seconds, for machines."""
    return "" if seconds is None else numbers.format_iso_duration(seconds)


@register.filter
def pct(value: Any) -> str:
    """`86,4 %` from 0–100, rounded down; a dash from None."""
    return numbers.format_pct(value)


@register.filter
def percent(share: Any) -> str:
    """`86,4 %` from a share 0–1, rounded down; a dash from None."""
    return numbers.format_share(share)


@register.simple_tag
def instant(at: datetime, zone: ZoneInfo, **options: bool) -> str:
    """«28 августа, 06:59» in the zone; options `with_weekday`, `with_year`."""
    return clock.format_instant(at, zone, **options)


@register.simple_tag
def day(at: datetime, zone: ZoneInfo) -> str:
    """«28 августа» in the zone."""
    return clock.format_day(at, zone)


@register.simple_tag
def two_clocks(at: datetime, zone: ZoneInfo, **options: bool) -> clock.TwoClocks:
    """`.own` and `.moscow` (None when the same) of an instant; use `as`."""
    return clock.two_clocks(at, zone, **options)


@register.simple_tag
def two_times(at: datetime, zone: ZoneInfo) -> clock.TwoClocks:
    """`.own` and `.moscow` of an instant as hours and minutes; use `as`."""
    return clock.two_times(at, zone)


@register.simple_tag
def time_left(at: datetime, now: datetime, *, short: bool = False) -> str:
    """«11 часов 54 минуты» until the instant."""
    return clock.remaining(at, now, short=short)


@register.simple_tag
def left_words(at: datetime, now: datetime, *, short: bool = False) -> str:
    """«Осталось 11 часов 54 минуты» until the instant."""
    return clock.left_words(at, now, short=short)


@register.simple_tag
def describe_deadline(
    at: datetime, now: datetime, zone: ZoneInfo, *, short: bool = False
) -> clock.DeadlineWords:
    """What `<c-deadline>` shows; use `as`."""
    return clock.describe_deadline(at, now, zone, short=short)


@register.simple_tag
def zone_offset(zone: ZoneInfo, now: datetime) -> str:
    """«МСК+7»."""
    return clock.moscow_offset(zone, now)


@register.simple_tag
def draw_strip(
    total: float,
    ranges: Iterable[Sequence[float]] | None,
    cuts: int = 0,
    head: Any = None,
    excluded: Iterable[Sequence[float]] | None = None,
) -> film.Strip:
    """The rectangles of `<c-strip>`; use `as`."""
    return film.draw_strip(
        total or 0, ranges or (), cuts=int(cuts or 0), head=_as_number(head), excluded=excluded or ()
    )


@register.simple_tag
def draw_sheet(
    total: float,
    ranges: Iterable[Sequence[float]] | None,
    head: Any = None,
    excluded: Iterable[Sequence[float]] | None = None,
) -> film.Sheet:
    """The frames of `<c-sheet>`; use `as`."""
    return film.draw_sheet(total or 0, ranges or (), head=_as_number(head), excluded=excluded or ())


@register.simple_tag
def draw_shot(total: float | None, ranges: Iterable[Sequence[float]] | None) -> list[film.Rect]:
    """The exposed part of the 160 units wide picture of `<c-shot>`; use `as`."""
    return film.scale_ranges(ranges or (), total or 0, 160)


@register.simple_tag
def draw_stream(percent: float | None) -> film.Rect | None:
    """The bar of `<c-streams>`, `x` from the top of 100; None when nothing was there; use `as`."""
    return film.draw_stream(percent)


@register.simple_tag
def mail_strip(total: float, ranges: Iterable[Sequence[float]] | None) -> list[film.Cell]:
    """The cells of `<c-mail.strip>`; use `as`."""
    return film.draw_cells(total or 0, ranges or ())


@register.simple_tag
def credit_words(
    total: float,
    ranges: Iterable[Sequence[float]] | None,
    excluded: Iterable[Sequence[float]] | None = None,
) -> str:
    """«Засчитано 41:20 из 52:00: с 0:00 по 14:10 …»."""
    return film.describe_credit(ranges or (), total or 0, excluded=excluded or ())


@register.simple_tag
def missing_ranges(total: float, ranges: Iterable[Sequence[float]] | None) -> list[film.Range]:
    """What is not credited yet, as (start, end) seconds; use `as`."""
    return film.missing_ranges(ranges or (), total or 0)


@register.simple_tag
def place_stages(stages: Iterable[Any], today: date) -> season.SeasonLayout:
    """Places of the stages on the scale of `<c-season>`; use `as`."""
    return season.place_stages(stages or (), today)


@register.simple_tag
def icon_body(name: str) -> SafeString:
    """The inside of an icon's SVG."""
    return mark_safe(icons.icon_body(name))  # noqa: S308 - our own constant


@register.simple_tag
def jsonld(data: Mapping[str, Any]) -> SafeString:
    """A JSON-LD block from a mapping."""
    return structured.render_jsonld(data)


@register.simple_tag
def nav_items(area: str) -> list[navigation.NavItem]:
    """Items of a menu, `site` or `learn`; use `as`."""
    return navigation.list_items(area)


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The form control with our classes; ids of hint and error are Django's own, so aria attributes match."""
    return forms.render_widget(field)


@register.simple_tag
def widget_kind(field: BoundField) -> str:
    """`input`, `check`, `choices` or `hidden`: which layout `<c-field>` gives to the control."""
    return forms.widget_kind(field)


@register.simple_tag
def form_errors(form: Any) -> list[forms.SummaryError]:
    """Errors of a form in the order of its fields; use `as`."""
    return forms.list_errors(form)


@register.simple_tag
def page_numbers(page: Any) -> list[int | None]:
    """Numbers around the current page, None for a gap; use `as`."""
    return paging.page_numbers(page.number, page.paginator.num_pages)


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, number: int, parameter: str = "page") -> str:
    """The address of another page of this list: the current query with only its page changed."""
    request = context.get("request")
    return paging.page_query(request.GET if request else None, number, parameter)


@register.filter
def frame_no(number: int) -> str:
    """`05` from 5: the number of a frame."""
    return f"{int(number):02}"


@register.tag
def capture(parser: Parser, token: Token) -> "CaptureNode":
    """`{% capture name %}…{% endcapture %}` keeps the stripped output, so a block can be used twice."""
    try:
        _tag, name = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("capture takes one name") from None
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, name)


class CaptureNode(template.Node):
    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        """Store the rendered content and put out nothing."""
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308 - rendered by templates
        return mark_safe("")


def _as_number(value: Any) -> float | None:
    return None if value in (None, "") else float(value)


@register.simple_tag
def theme_sheet() -> str:
    """The static name of the current theme's style sheet; nothing for `base`, whose styles are in the bundle."""
    return sheet_of(current_theme())
