"""Writes what packages report and how long they were open, by the server's clock."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.domain.access import check_access
from courses.domain.evidence.ranges import merged, total
from courses.domain.fold import judge
from courses.domain.instants import to_ms
from courses.extensions import Measured, Text
from courses.models import Activity, Completion
from prokadry.accounts.models import User

from ..models import ScormAttempt, ScormPage
from ..rules import Terms, judged

# A page reports every 20 seconds; what passes in silence for longer was not in front of anybody, or not reported.
GAP_S = 60
# More sittings than anybody needs: bounds the row.
SPANS_MAX = 1_000
SUSPEND_MAX = 64 * 1024


class Refused(Exception):  # noqa: N818 - what happened, as it reads where it is caught
    """Nothing can be recorded; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


class OpenedElsewhere(Refused):
    """The same package was opened anew since: that opening counts."""


@dataclass(frozen=True)
class State:
    """What a package said, in the words of its version of SCORM; "" and None for what it did not."""

    status: str = ""
    success: str = ""
    score_raw: float | None = None
    score_scaled: float | None = None
    location: str = ""
    suspend_data: str = ""

    @property
    def is_passed(self) -> bool:
        return "passed" in (self.status, self.success)

    @property
    def is_done(self) -> bool:
        return self.is_passed or self.status == "completed"

    @property
    def points(self) -> float | None:
        """The score as 0–100: the scaled one of SCORM 2004 goes first."""
        found = self.score_raw if self.score_scaled is None else round(self.score_scaled * 100, 2)
        return None if found is None else max(0.0, min(100.0, found))


STATE_FIELDS = tuple(field.name for field in fields(State))


def start_launch(*, user: User, activity: Activity, digest: str, now: datetime) -> ScormAttempt:
    """Begin to record a package that a person opens; earlier openings record no more. Raises Refused.

    Another package than the last time is given nothing of what the other one had said.
    """
    row = _open(user, activity, now)
    with transaction.atomic():
        attempt, others_s = _lock(row)
        if attempt.digest != digest:
            _say(attempt, State())
            attempt.digest = digest
        attempt.launch += 1
        attempt.seq = 0
        attempt.last_s = max(_ceil_s(now), others_s)
        attempt.save()
    return attempt


def record_report(
    *, user: User, activity: Activity, launch: int, seq: int, state: State | None, now: datetime
) -> tuple[ScormAttempt, Measured]:
    """Credit the time since the last report, and write what the package says (None: nothing new).

    Writes the attempt, and measures the completion when that changes what is known of it. A report that comes again, or
    late behind a newer one, says nothing. Raises Refused; OpenedElsewhere when the package was opened anew.
    """
    row = _open(user, activity, now)
    terms = Terms.of(activity, row)
    with transaction.atomic():
        attempt, others_s = _lock(row)
        if launch != attempt.launch:
            raise OpenedElsewhere(
                _("The course was opened in another tab or on another device. Continue there.")
            )
        before = judged(attempt, terms, closes_at=row.closes_at)
        _add_time(attempt, others_s, now)
        if state is not None and seq > attempt.seq:
            attempt.seq = seq
            _say(attempt, state)
            _mark(attempt, state, to_ms(now))
        attempt.save()
        after = judged(attempt, terms, closes_at=row.closes_at)
        if after != before:
            judge(activity_id=activity.pk, participant_ids=[user.pk], now=now)
    return attempt, after


def find_attempt(*, user_id: int, activity_id: int) -> ScormAttempt | None:
    """Return what is known of a person and a package, or None; one query."""
    return ScormAttempt.objects.filter(participant_id=user_id, activity_id=activity_id).first()


def package_digest(activity: Activity) -> str:
    """Return the digest of the package an activity's page offers, "" when there is none; one query."""
    found = (
        ScormPage.objects.filter(pk=activity.page_id or 0).values_list("package__digest", flat=True).first()
    )
    return found or ""


def measure_participants(*, activity_id: int, now: datetime) -> None:
    """Judge everybody who has opened a package by what is true of it now."""
    found = ScormAttempt.objects.filter(activity_id=activity_id).values_list("participant_id", flat=True)
    if participant_ids := set(found):
        judge(activity_id=activity_id, participant_ids=participant_ids, now=now)


def _open(user: User, activity: Activity, now: datetime) -> Completion:
    """Return the row by which the person does the activity, within their window. Raises Refused."""
    row = Completion.objects.filter(participant=user, activity=activity).first()
    if row is None or not row.is_assigned:
        raise Refused(_("This course is not in your curriculum."))
    if row.closes_at and now >= row.closes_at:
        raise Refused(_("The deadline has passed: nothing more is recorded."))
    answer = check_access(user=user, activity=activity, now=now, completion=row)
    if not answer.allowed:
        raise Refused(answer.text)
    return row


def _lock(row: Completion) -> tuple[ScormAttempt, int]:
    """The person's attempt, with the last second given to any other; no other request of theirs runs meanwhile."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=row.participant_id)
    attempt, _created = ScormAttempt.objects.get_or_create(
        participant_id=row.participant_id, activity_id=row.activity_id
    )
    others = ScormAttempt.objects.filter(participant_id=row.participant_id).exclude(pk=attempt.pk)
    last_s = others.order_by("-last_s").values_list("last_s", flat=True).first()
    return attempt, last_s or 0


def _add_time(attempt: ScormAttempt, others_s: int, now: datetime) -> None:
    """Give the attempt the seconds since its last report that no other package of the person was given."""
    end = to_ms(now) // 1000
    start = max(attempt.last_s, others_s)
    is_watched = end - attempt.last_s <= GAP_S
    if start < end and is_watched and len(attempt.spans) < SPANS_MAX:
        spans = [(first, last) for first, last in attempt.spans]
        attempt.spans = [list(span) for span in merged([*spans, (start, end)])]
    attempt.last_s = max(attempt.last_s, end)


def _say(attempt: ScormAttempt, state: State) -> None:
    for name in STATE_FIELDS:
        setattr(attempt, name, getattr(state, name))


def _mark(attempt: ScormAttempt, state: State, now_ms: int) -> None:
    if state.is_done and attempt.done_ms is None:
        attempt.done_ms = now_ms
    if state.is_passed and attempt.passed_ms is None:
        attempt.passed_ms = now_ms
    best = attempt.scores[-1][1] if attempt.scores else -1
    # Whole points decide, so there are at most 101 of them.
    if state.points is not None and int(state.points) > int(best):
        attempt.scores = [*attempt.scores, [now_ms, state.points]]


def _ceil_s(now: datetime) -> int:
    return -(-to_ms(now) // 1000)


def open_seconds(attempt: ScormAttempt) -> int:
    """Return how long the package was open by the server's clock, in seconds."""
    return total((start, end) for start, end in attempt.spans)
