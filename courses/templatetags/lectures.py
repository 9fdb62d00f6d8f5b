"""Template tags of course pages: `{% load lectures %}`. They format what views give; none reads the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prokadry.ui.film import describe_ranges
from prokadry.ui.numbers import format_timecode

from ..domain.queries.course import FrameView
from ..domain.queries.live import Interval
from ..http.anchors import login_of
from ..texts import embed_texts, live_texts, player_texts, plyr_texts
from ..wording import FrameWords, word_frame

register = template.Library()

# So many stretches are named; the rest are counted.
NAMED_SPANS = 3


@register.filter
def span(value: Sequence[float]) -> SafeString:
    """`14:10–16:30` from (start, end) in seconds, kept on one line."""
    return format_html(
        '<span class="nowrap">{}–{}</span>', format_timecode(value[0]), format_timecode(value[1])
    )


@register.filter
def spans(values: Iterable[Sequence[float]]) -> SafeString:
    """«14:10–16:30 и 43:40–52:00»; of many only the first are named."""
    listed = list(values)
    named = [span(value) for value in listed[:NAMED_SPANS]]
    rest = len(listed) - len(named)
    if rest:
        more = ngettext("%(count)d more stretch", "%(count)d more stretches", rest) % {"count": rest}
        named.append(format_html("{}", more))
    if len(named) < 2:
        return format_html_join("", "{}", ((part,) for part in named))
    first = format_html_join(", ", "{}", ((part,) for part in named[:-1]))
    return format_html(_("{list} and {last}"), list=first, last=named[-1])


@register.filter
def interval_span(interval: Interval) -> SafeString:
    """`span` of a stretch of a stream."""
    return span((interval.start_s, interval.end_s))


@register.filter
def interval_spans(intervals: Iterable[Interval]) -> SafeString:
    """`spans` of stretches of a stream."""
    return spans([(interval.start_s, interval.end_s) for interval in intervals])


@register.filter
def seek(seconds: float) -> str:
    """`#t=43:40`: the address of an instant of the recording on the same page."""
    return f"#t={format_timecode(seconds)}"


@register.simple_tag
def presence_words(seen: Sequence[Sequence[float]]) -> str:
    """What the strip of presence says to who cannot see it; use `as`."""
    if not seen:
        return _("Not present yet")
    return _("Present {ranges}").format(ranges=describe_ranges(seen, seen[-1][1]))


@register.simple_tag
def frame_words(frame: FrameView, now: datetime, zone: ZoneInfo, here: int = 0) -> FrameWords:
    """The state of an activity in words, for `<c-shot>`; use `as`."""
    return word_frame(frame, now=now, zone=zone, here=here)


@register.simple_tag(takes_context=True)
def sign_in_mark(context: dict[str, Any]) -> str:
    """A fingerprint of this sign-in: what one left in the browser is not for another to send."""
    return login_of(context["request"]).hex()


@register.simple_tag
def player_config(data: dict[str, Any]) -> dict[str, Any]:
    """Everything the player's script is told: data, addresses of its parts and all its words; use `as`."""
    return {**data, "icons": static("prokadry/dist/plyr.svg"), "plyr": plyr_texts(), "texts": player_texts()}


@register.simple_tag
def embed_config(data: dict[str, Any], label: str) -> dict[str, Any]:
    """What `player_config` gives, for a recording in the player of another site; use `as`."""
    return {**player_config(data), "texts": {**player_texts(), **embed_texts(label)}}


@register.simple_tag
def live_config(data: dict[str, Any]) -> dict[str, Any]:
    """What `player_config` gives, for the page of a live stream; use `as`."""
    return {**player_config(data), "texts": {**player_texts(), **live_texts()}}
