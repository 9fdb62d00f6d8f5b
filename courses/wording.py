"""The state of an activity in words, as the frames of a course show it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from prokadry.ui.clock import format_day, two_clocks, two_times
from prokadry.ui.numbers import format_pct, format_share, format_timecode

from .domain.queries.course import OPEN, RUNNING, SOON, FrameView
from .enums import CompletionState


@dataclass(frozen=True)
class FrameWords:
    """What `<c-shot>` is given: its state, the words of it, and whether the deadline is worth showing."""

    state: str
    text: str
    shows_deadline: bool
    here: bool


def word_frame(frame: FrameView, *, now: datetime, zone: ZoneInfo, here: int) -> FrameWords:
    """Return a frame's state in words; `here` is the number of the frame to continue with."""
    state = {RUNNING: OPEN, "listed": SOON if frame.is_stream else OPEN}.get(frame.state, frame.state)
    if frame.is_stream:
        text = _word_stream(frame, now, zone)
    else:
        text = _word_webinar(frame, zone) if frame.is_recorded else _word_other(frame, zone)
    unfinished = frame.state in (OPEN, CompletionState.IN_PROGRESS, CompletionState.MISSED)
    return FrameWords(
        state=state,
        text=text,
        shows_deadline=unfinished and not frame.is_stream and frame.closes_at is not None,
        here=frame.number == here,
    )


def _word_webinar(frame: FrameView, zone: ZoneInfo) -> str:
    completion = frame.completion
    credited = _("{seen} of {total}").format(
        seen=format_timecode(frame.credited_s), total=format_timecode(frame.countable_s)
    )
    if frame.state == CompletionState.COMPLETED and completion and completion.completed_at:
        return _("Completed on {day}").format(day=format_day(completion.completed_at, zone))
    if frame.state == CompletionState.MISSED:
        return _("Missed. Credited {credited}").format(credited=credited)
    if frame.state == CompletionState.IN_PROGRESS:
        return _("In progress: credited {credited}").format(credited=credited)
    if frame.state == CompletionState.EXCUSED:
        return _("Credited by the organisers")
    if frame.state == SOON and frame.opens_at:
        return _("Opens on {time}").format(time=_both(frame.opens_at, zone))
    return _("For participants of the season") if completion is None else _("You can watch")


def _word_other(frame: FrameView, zone: ZoneInfo) -> str:
    completion, starts_at = frame.completion, frame.opens_at or frame.activity.starts_at
    if frame.state == CompletionState.COMPLETED and completion and completion.completed_at:
        return _("Completed on {day}").format(day=format_day(completion.completed_at, zone))
    if frame.state == CompletionState.MISSED:
        return _("Missed")
    if frame.state == CompletionState.IN_PROGRESS and completion:
        return _("In progress: credited {credited}").format(credited=format_share(completion.share))
    if frame.state == CompletionState.EXCUSED:
        return _("Credited by the organisers")
    if frame.state == SOON and starts_at:
        return _("Opens on {time}").format(time=_both(starts_at, zone))
    return _("For participants of the season") if completion is None else _("Open now")


def _word_stream(frame: FrameView, now: datetime, zone: ZoneInfo) -> str:
    activity = frame.activity
    if activity.starts_at is None or activity.ends_at is None:
        return ""
    if activity.starts_at <= now < activity.ends_at:
        start, end = two_times(activity.starts_at, zone), two_times(activity.ends_at, zone)
        return _("On air, {start}–{end}").format(start=start.own, end=end.own)
    if now < activity.starts_at:
        return _both(activity.starts_at, zone)
    if frame.state == CompletionState.EXCUSED:
        return _("Credited by the organisers")
    if frame.completion is None:
        return _("Was on {day}").format(day=format_day(activity.starts_at, zone))
    present = _("You were present for {percent} of the stream").format(percent=format_pct(frame.percent or 0))
    if frame.state == CompletionState.MISSED:
        return _("Not credited. {present}").format(present=present)
    return present


def _both(instant: datetime, zone: ZoneInfo) -> str:
    clocks = two_clocks(instant, zone)
    return f"{clocks.own} ({clocks.moscow})" if clocks.moscow else clocks.own
