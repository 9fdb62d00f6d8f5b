"""Who has to do which activity, and in which window. Curricula call this; evidence is measured against it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from ..enums import CompletionState
from ..models import Activity, Completion
from . import completion as completions
from .notices import announce_completion_change
from .progress import refresh_progress

CHUNK = 500


@dataclass(frozen=True)
class Assignment:
    """One participant's duty to do one activity, with its window already resolved.

    `rule_params` are added to those of the activity (a season's threshold of presence).
    """

    participant_id: int
    activity_id: int
    season: str
    track: str
    position: int
    is_required: bool
    opens_at: datetime | None
    closes_at: datetime | None
    is_extended: bool
    rule_params: dict[str, Any] = field(default_factory=dict)


ASSIGNED_FIELDS = ("season", "track", "position", "is_required", "opens_at", "closes_at", "is_extended")
WRITTEN_FIELDS = (*ASSIGNED_FIELDS, "is_assigned", "rule_key", "rule_params", "state", "updated_at")


def assign(*, assignments: Sequence[Assignment], now: datetime, measures: bool = True) -> set[int]:
    """Create or update the Completion rows of `assignments`; return the ids of participants touched.

    Writes only rows that differ. Rows whose window or rule changed are measured anew, so an extension given
    after the deadline counts. Whatever happens to the window, a completed row stays completed. Without
    `measures` the windows alone are written: the caller has `fold.measure_anew` run soon.
    """
    touched: set[int] = set()
    # What changes for many changes alike: rows of one activity stand together, to be written together.
    ordered = sorted(assignments, key=lambda item: (item.activity_id, item.participant_id))
    with transaction.atomic():
        activities = Activity.objects.in_bulk({item.activity_id for item in ordered})
        for start in range(0, len(ordered), CHUNK):
            touched |= _assign_chunk(ordered[start : start + CHUNK], activities, now, measures)
    return touched


def _assign_chunk(
    chunk: Sequence[Assignment], activities: dict[int, Activity], now: datetime, measures: bool
) -> set[int]:
    found = {
        (row.participant_id, row.activity_id): row
        for row in Completion.objects.filter(
            participant_id__in={item.participant_id for item in chunk},
            activity_id__in={item.activity_id for item in chunk},
        )
    }
    created, changed = [], []
    for item in chunk:
        row = found.get((item.participant_id, item.activity_id))
        if row is None:
            created.append(_new_row(item, activities[item.activity_id], now))
        elif _apply(item, row, activities[item.activity_id], now):
            changed.append(row)
    # Two curricula synced at once may both create a row: the constraint keeps the first.
    Completion.objects.bulk_create(created, ignore_conflicts=True)
    _write_alike(changed)
    rows = [*created, *changed]
    if measures:
        _measure(rows, now)
    return {row.participant_id for row in rows}


def _measure(rows: Sequence[Completion], now: datetime) -> None:
    by_activity: dict[tuple[int, str], set[int]] = {}
    for row in rows:
        by_activity.setdefault((row.activity_id, row.rule_key), set()).add(row.participant_id)
    announce_completion_change(
        {row.participant_id for row in rows}, {activity_id for activity_id, _ in by_activity}
    )
    for (activity_id, rule_key), participant_ids in by_activity.items():
        if completions.may_have_evidence(
            activity_id=activity_id, rule_key=rule_key, participant_ids=participant_ids
        ):
            refresh_progress(activity_id=activity_id, participant_ids=participant_ids, now=now)
            completions.recompute(activity_id=activity_id, participant_ids=participant_ids, now=now)


def _write_alike(rows: Iterable[Completion]) -> None:
    """Write changed rows, one statement for all that have become alike."""
    alike: dict[str, tuple[dict[str, Any], list[int]]] = {}
    for row in rows:
        values = {name: getattr(row, name) for name in WRITTEN_FIELDS}
        alike.setdefault(repr(values), (values, []))[1].append(row.pk)
    for values, ids in alike.values():
        Completion.objects.filter(pk__in=ids).update(**values)


def _new_row(item: Assignment, activity: Activity, now: datetime) -> Completion:
    return Completion(
        participant_id=item.participant_id,
        activity_id=item.activity_id,
        **{name: getattr(item, name) for name in ASSIGNED_FIELDS},
        rule_key=activity.rule_key,
        rule_version=completions.version_of(activity.rule_key),
        rule_params={**activity.rule_params, **item.rule_params},
        state=completions.untouched_state(item.closes_at, now),
        created_at=now,
        updated_at=now,
    )


def _apply(item: Assignment, row: Completion, activity: Activity, now: datetime) -> bool:
    """Copy the assignment onto `row`; return whether anything changed."""
    wanted: dict[str, Any] = {name: getattr(item, name) for name in ASSIGNED_FIELDS}
    wanted["is_assigned"] = True
    if not completions.is_settled(row):
        # The rule of a completed row is frozen beside its result.
        wanted["rule_key"] = activity.rule_key
        wanted["rule_params"] = {**activity.rule_params, **item.rule_params}
        wanted["state"] = completions.open_state(row, closes_at=item.closes_at, now=now)
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    row.updated_at = now
    return True


def withdraw(
    *, season: str, participant_ids: Iterable[int], keep_activity_ids: Collection[int], now: datetime
) -> set[int]:
    """Take participants off every activity of `season` not in `keep_activity_ids`; return whom it touched.

    Untouched rows are deleted. Rows with work in them stay readable and are marked as no longer assigned.
    """
    stale = Completion.objects.filter(
        season=season, participant_id__in=list(participant_ids), is_assigned=True
    ).exclude(activity_id__in=keep_activity_ids)
    with transaction.atomic():
        touched = set(stale.values_list("participant_id", "activity_id"))
        untouched = stale.filter(share=0, completed_at__isnull=True).exclude(state=CompletionState.EXCUSED)
        untouched.delete()
        stale.update(is_assigned=False, updated_at=now)
        announce_completion_change({pair[0] for pair in touched}, {pair[1] for pair in touched})
    return {pair[0] for pair in touched}
