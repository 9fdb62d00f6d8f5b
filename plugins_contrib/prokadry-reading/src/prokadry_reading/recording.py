"""Writes what people read: claims of pages, cut to the time that really passed, and what people say themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.domain import access, completion
from courses.domain.completion import GRACE
from courses.domain.evidence.ranges import Range, Ranges, merged, subtracted, total
from courses.domain.instants import to_ms
from courses.extensions import Text
from courses.models import Activity, Completion
from prokadry.accounts.models import User

from .models import Reading, ReadingText
from .pace import Claim, latest, needed_s, with_claims
from .rules import Pace, read_at

# How far back a page may still claim time: an outage of the network, or pages printed and read on paper.
HORIZON_S = 3 * 60 * 60


class Refused(Exception):  # noqa: N818 - what happened, as it reads where it is caught
    """Nothing can be credited; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


class TooEarly(Exception):  # noqa: N818 - as above
    """Less time has passed than reading the section takes; `wait_s` more is needed."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


@dataclass(frozen=True)
class Kept:
    """What is credited of a text: seconds by section, which are read, and seconds nothing was credited for yet."""

    seconds: dict[str, int]
    read: set[str]
    free_s: int


@dataclass
class _Desk:
    """One person before one text, with the rows that decide what a second may still be given to."""

    text: ReadingText
    completion: Completion
    reading: Reading
    spans: dict[str, Ranges]
    elsewhere: Ranges
    window: Range
    words: dict[str, int] = field(init=False)
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.words = self.text.words
        self.pace = Pace.of(self.completion.activity, self.completion)

    @property
    def free(self) -> Ranges:
        """The seconds since the page was opened that were given to nothing."""
        taken = [*self.elsewhere, *(span for ranges in self.spans.values() for span in ranges)]
        return subtracted([self.window], taken)

    def read(self) -> set[str]:
        return set(read_at(self.spans, self.words, self.pace, closes_at=self.completion.closes_at))

    def kept(self) -> Kept:
        seconds = {key: total(ranges) for key, ranges in self.spans.items() if key in self.words}
        return Kept(seconds, self.read(), total(self.free))


def record_claims(
    *, user: User, activity: Activity, opened_s: int, claims: Sequence[Claim], now: datetime
) -> Kept:
    """Credit the seconds a page showed sections since it was opened; return what is credited now.

    Writes the person's Reading, and measures their completion when a section became read. Raises Refused.
    """
    row = _open(user, activity, now)
    with transaction.atomic():
        desk = _sit_down(row, opened_s, now)
        return _write(desk, claims, now)


def confirm_section(*, user: User, activity: Activity, opened_s: int, key: str, now: datetime) -> Kept:
    """Credit a section that the person says to have read, out of the time since they opened the page.

    The time must be enough and not be given to anything else yet; of what there is the last seconds before the
    deadline are taken. Writes as `record_claims`. Raises Refused, TooEarly.
    """
    row = _open(user, activity, now)
    with transaction.atomic():
        desk = _sit_down(row, opened_s, now)
        if key not in desk.words:
            raise Refused(_("The text has changed. Reload the page."))
        if key in desk.read():
            return desk.kept()
        closing = _floor_s(row.closes_at) if row.closes_at else desk.window[1]
        held = merged((start, min(end, closing)) for start, end in desk.spans.get(key, ()))
        needed = needed_s(desk.words[key], desk.pace.wpm) - total(held)
        free = merged((start, min(end, closing)) for start, end in desk.free)
        if total(free) < needed:
            raise TooEarly(needed - total(free))
        claims = [Claim(start, end, key) for start, end in latest(free, needed)]
        if key not in desk.reading.confirmed:
            desk.reading.confirmed = [*desk.reading.confirmed, key]
        return _write(desk, claims, now)


def read_kept(*, completion_row: Completion, opened_s: int, now: datetime) -> Kept:
    """Return what is credited of a text; writes nothing, three queries."""
    desk = _read_desk(completion_row, opened_s, now)
    return desk.kept()


def _open(user: User, activity: Activity, now: datetime) -> Completion:
    """Return the row by which the person reads the text. Raises Refused.

    What comes late was read before the deadline: whether that was allowed is asked of the last moment before it.
    """
    row = Completion.objects.filter(participant=user, activity=activity).first()
    if row is None or not row.is_assigned:
        raise Refused(_("This text is not in your curriculum."))
    row.activity = activity
    if row.closes_at and now >= row.closes_at + GRACE:
        raise Refused(_("Access to this text is closed."))
    at = min(now, row.closes_at - timedelta(milliseconds=1)) if row.closes_at else now
    answer = access.check_access(user=user, activity=activity, now=at, completion=row)
    if not answer.allowed:
        raise Refused(answer.text)
    return row


def _sit_down(row: Completion, opened_s: int, now: datetime) -> _Desk:
    """Read the desk so that no other request of this person can give away the same second."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=row.participant_id)
    return _read_desk(row, opened_s, now)


def _read_desk(row: Completion, opened_s: int, now: datetime) -> _Desk:
    text = ReadingText.objects.filter(activity_id=row.activity_id).first()
    if text is None:
        raise Refused(_("The text has changed. Reload the page."))
    now_s = _floor_s(now)
    opens_s = -(-to_ms(row.opens_at) // 1000) if row.opens_at else 0
    window = (max(opened_s, now_s - HORIZON_S, opens_s), now_s)
    recent = list(Reading.objects.filter(participant_id=row.participant_id, last_s__gt=window[0]))
    own = next((one for one in recent if one.activity_id == row.activity_id), None)
    if own is None:
        own = Reading.objects.filter(participant_id=row.participant_id, activity_id=row.activity_id).first()
    others = [one for one in recent if one.activity_id != row.activity_id]
    return _Desk(
        text=text,
        completion=row,
        reading=own or Reading(participant_id=row.participant_id, activity_id=row.activity_id),
        spans=_ranges(own.spans) if own else {},
        elsewhere=merged(span for one in others for ranges in _ranges(one.spans).values() for span in ranges),
        window=window,
    )


def _write(desk: _Desk, claims: Sequence[Claim], now: datetime) -> Kept:
    before, began = desk.read(), any(desk.spans.values())
    spans = with_claims(desk.spans, claims, elsewhere=desk.elsewhere, window=desk.window, words=desk.words)
    if spans != desk.spans:
        desk.spans = spans
        desk.reading.spans = {key: [list(span) for span in ranges] for key, ranges in spans.items()}
        desk.reading.last_s = max(ranges[-1][1] for ranges in spans.values() if ranges)
        desk.reading.save()
        if not began or desk.read() != before:
            completion.recompute(
                activity_id=desk.reading.activity_id,
                participant_ids=[desk.reading.participant_id],
                now=now,
            )
    return desk.kept()


def _ranges(stored: Mapping[str, Sequence[Sequence[int]]]) -> dict[str, Ranges]:
    return {key: tuple((start, end) for start, end in spans) for key, spans in stored.items()}


def _floor_s(instant: datetime) -> int:
    return to_ms(instant) // 1000
