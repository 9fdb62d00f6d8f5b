"""Template tags of «how it was counted»: `{% load counting %}`. They put the timeline into words and read nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prokadry.ui import clock
from prokadry.ui.clock import TwoClocks
from prokadry.ui.numbers import format_timecode
from prokadry.ui.typography import NBSP

from ..domain.anomalies import Anomaly
from ..domain.timeline.live import ABSENT, BREAK, EXCUSED, OUTAGE, PRESENT, Stretch
from ..extensions import Text

register = template.Library()


@dataclass(frozen=True)
class SittingClocks:
    """When a sitting began: hours and day on the person's clock, Moscow where it differs."""

    time: str
    day: str
    moscow: str


@register.simple_tag
def sitting_clocks(at: datetime, zone: ZoneInfo) -> SittingClocks:
    """«19:03», «пн, 24 авг», «12:03 мск» or, on another day, «вс, 22:00 мск»; use `as`."""
    own, moscow = at.astimezone(zone), at.astimezone(clock.MOSCOW)
    day = f"{date_format(own, 'D').lower()}, {own.day}{NBSP}{date_format(own, 'M').lower()}"
    there = ""
    if own.utcoffset() != moscow.utcoffset():
        there = clock.mark_moscow(f"{moscow:%H:%M}")
        if own.date() != moscow.date():
            there = f"{date_format(moscow, 'D').lower()}, {there}"
    return SittingClocks(f"{own:%H:%M}", day, there.replace(" ", NBSP))


@register.simple_tag
def deadline_clocks(at: datetime, zone: ZoneInfo) -> TwoClocks:
    """`.own` and `.moscow` of the last minute before an exclusive instant; use `as`."""
    return clock.deadline_clocks(at, zone)


@register.simple_tag
def exact_time(at: datetime, zone: ZoneInfo) -> str:
    """«19:03:45», for what is told by the second."""
    return f"{at.astimezone(zone):%H:%M:%S}"


@register.filter
def speed(rate: float | None) -> str:
    """`1,5×`; an empty string when nothing was played."""
    if rate is None:
        return ""
    rounded = round(rate, 1)
    return number_format(rounded, decimal_pos=0 if rounded == int(rounded) else 1) + "×"


@register.filter
def refusals(refused: Mapping[str, int]) -> list[str]:
    """A sentence for each reason why claimed seconds were not admitted, with their number."""
    return [_refusal(reason, count * 5) for reason, count in sorted(refused.items()) if count]


def _refusal(reason: str, seconds: int) -> str:
    sentences = {
        "stale": ngettext(
            "%(n)d second reached us more than 15 minutes late: it could not be credited.",
            "%(n)d seconds reached us more than 15 minutes late: they could not be credited.",
            seconds,
        ),
        "future": ngettext(
            "%(n)d second was reported before it could have been played by our clock.",
            "%(n)d seconds were reported before they could have been played by our clock.",
            seconds,
        ),
        "range": ngettext(
            "%(n)d second named a place that the recording does not have.",
            "%(n)d seconds named a place that the recording does not have.",
            seconds,
        ),
        "malformed": ngettext(
            "%(n)d second came in a form that we could not read.",
            "%(n)d seconds came in a form that we could not read.",
            seconds,
        ),
    }
    other = ngettext(
        "%(n)d second was not accepted (%(reason)s).",
        "%(n)d seconds were not accepted (%(reason)s).",
        seconds,
    )
    return sentences.get(reason, other) % {"n": seconds, "reason": reason}


@register.filter
def happened(stretch: Stretch) -> str:
    """What a stretch of a stream is, in words."""
    words = {
        PRESENT: _("You were in the stream"),
        ABSENT: _("No signal from your page"),
        BREAK: _("Break, does not count"),
        EXCUSED: _("Excused by the organisers, does not count"),
        OUTAGE: _("A fault of ours, credited to you"),
    }
    return words[stretch.kind]


@register.filter
def parameter(name: str) -> str:
    """The name of a rule's parameter, or of a number it found, in words; one of a plugin as it calls it."""
    words = {
        "share": _("share of the recording"),
        "threshold_pct": _("percent of presence"),
        "check_ins": _("check-ins by code"),
        "check_ins_done": _("check-ins accepted"),
        "check_ins_required": _("check-ins needed"),
    }
    return str(words.get(name, name))


@register.filter
def called(name: str, words: Mapping[str, Text]) -> str:
    """What the type of an activity calls a number or a parameter, else what it is called anywhere."""
    return str(words[name]) if name in words else parameter(name)


@register.simple_tag
def said(name: str, value: object, words: Mapping[str, Text]) -> object:
    """What the type of an activity calls a value of its evidence or parameters; the value where it says nothing."""
    return words.get(f"{name}={value}", value)


@register.filter
def anomaly_words(anomaly: Anomaly) -> str:
    """A fact about somebody's evidence with its numbers, as a sentence without a judgement."""
    n = anomaly.count
    sentences = {
        "refused_future": ngettext(
            "%(n)d slot was claimed before it could have been played: our page itself never does this.",
            "%(n)d slots were claimed before they could have been played: our page itself never does this.",
            n,
        ),
        "refused_range": ngettext(
            "%(n)d slot named a place that the recording does not have: our page itself never does this.",
            "%(n)d slots named a place that the recording does not have: our page itself never does this.",
            n,
        ),
        "refused_stale": ngettext(
            "%(n)d slot came more than 15 minutes late and was refused.",
            "%(n)d slots came more than 15 minutes late and were refused.",
            n,
        ),
        "refused_malformed": ngettext("%(n)d slot could not be read.", "%(n)d slots could not be read.", n),
        "delayed": ngettext(
            "%(n)d slot came more than a minute late and was credited.",
            "%(n)d slots came more than a minute late and were credited.",
            n,
        ),
        "superseded": ngettext(
            "%(n)d sitting was interrupted by another one; %(time)s were played there afterwards.",
            "%(n)d sittings were interrupted by another one; %(time)s were played there afterwards.",
            n,
        ),
        "late_cluster": ngettext(
            "Answered a check-in within two seconds together with %(others)d other, %(time)s after the median.",
            "Answered a check-in within two seconds together with %(others)d others, %(time)s after the median.",
            n - 1,
        ),
        "wrong_codes": ngettext("%(n)d wrong code at one check-in.", "%(n)d wrong codes at one check-in.", n),
        "two_halls": ngettext(
            "%(n)d stretch of 15 seconds present in another stream as well.",
            "%(n)d stretches of 15 seconds present in another stream as well.",
            n,
        ),
        "prompts": ngettext(
            "%(n)d question “Are you here?” not answered.",
            "%(n)d questions “Are you here?” not answered.",
            n,
        ),
    }
    words = sentences.get(anomaly.kind, "%(kind)s: %(n)d")
    return words % {
        "n": n, "others": n - 1, "time": format_timecode(anomaly.seconds), "kind": anomaly.kind
    }  # fmt: skip
