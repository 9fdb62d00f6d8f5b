"""What the completion API reads: one query a list, true at the instant of reading."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from prokadry.accounts.models import User

from ..enums import CompletionState
from ..models import Activity, Completion, Course
from .completion import GRACE
from .evidence.ranges import total
from .evidence.recording import Recording
from .rules import countable_slots_of

VIEW_ALL = "courses.view_all_completions"
OPEN_STATES = (CompletionState.NOT_STARTED, CompletionState.IN_PROGRESS)


def sees_everyone(user: User) -> bool:
    """Tell whether this person reads the records of all participants, not only their own."""
    return user.has_perm(VIEW_ALL)


def completions_for(*, user: User, now: datetime) -> QuerySet[Completion]:
    """Return the completions `user` may see, each with `state_at`: its state at `now`."""
    rows = with_state_at(Completion.objects.select_related("activity__course", "activity__page"), now=now)
    return rows if sees_everyone(user) else rows.filter(participant=user)


def with_state_at(rows: QuerySet[Completion], *, now: datetime) -> QuerySet[Completion]:
    """Return the rows with `state_at`, their state at `now`: what is overdue reads `missed`.

    Overdue is what was open when its deadline and the time for late uploads passed, even before that is written.
    """
    return rows.annotate(
        state_at=Case(
            When(state__in=OPEN_STATES, closes_at__lte=now - GRACE, then=Value(CompletionState.MISSED.value)),
            default=F("state"),
            output_field=CharField(),
        )
    )


def activities_for(*, user: User) -> QuerySet[Activity]:
    """Return the published activities; what was taken off the site only to staff and to those it concerns."""
    rows = Activity.objects.select_related("course", "page")
    if sees_everyone(user):
        return rows
    own = Completion.objects.filter(activity=OuterRef("pk"), participant=user)
    return rows.filter(Q(is_live=True) | Exists(own))


def courses_for(*, user: User) -> QuerySet[Course]:
    """Return the published courses; what was taken off the site only to staff and to those it concerns."""
    rows = Course.objects.select_related("page")
    if sees_everyone(user):
        return rows
    own = Completion.objects.filter(activity__course=OuterRef("pk"), participant=user)
    return rows.filter(Q(is_live=True) | Exists(own))


def evidence_of(row: Completion, *, now: datetime) -> dict[str, Any]:
    """Return the evidence of a completion as stored; of an untouched one, keys that say «nothing yet»."""
    stored: dict[str, Any] = row.evidence
    if stored:
        return stored
    blank = BLANK_EVIDENCE.get(row.rule_key)
    return blank(row, now) if blank else {}


def _nothing_seen(row: Completion, now: datetime) -> dict[str, Any]:
    recording = Recording.of(row.activity.duration_ms, row.activity.excluded)
    return recording.evidence(seen_s=0, share=str(row.rule_params.get("share", "1")))


def _never_present(row: Completion, now: datetime) -> dict[str, Any]:
    activity = row.activity
    has_schedule = activity.starts_at is not None and activity.ends_at is not None
    slots = total(countable_slots_of(activity, now=now)) if has_schedule else 0
    return {"marked_slots": 0, "countable_slots": slots, "percent": 0.0 if slots else None}


BLANK_EVIDENCE: dict[str, Callable[[Completion, datetime], dict[str, Any]]] = {
    "watched_share": _nothing_seen,
    "presence_percent": _never_present,
}
