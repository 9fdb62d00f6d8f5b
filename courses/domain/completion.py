"""From evidence to completion: measured by the activity's rule, stored with the rule that decided."""

import json
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q

from prokadry.plugins.registry import BUILT_IN

from ..enums import CompletionState
from ..extensions import CompletionRule, Measured, activity_types, completion_rules
from ..models import Activity, Completion, Excuse, PresenceSlot, WatchSession
from . import bulk
from .completion_rows import CHUNK, read_rows, written_at
from .evidence.constants import STALE_MS
from .notices import announce_completion_change
from .parallel import sum_over
from .rules import EXCUSED_SLOTS

# How long after a deadline an upload may still arrive: until then nothing is called missed.
GRACE = timedelta(milliseconds=STALE_MS)
STREAM_REFRESH = timedelta(seconds=60)
# In the evidence of somebody whose data was erased: nothing is left to measure the row by.
ERASED = "erased"
SETTLED = (CompletionState.COMPLETED, CompletionState.EXCUSED)
RESULT_FIELDS = [
    "state", "share", "completed_at", "rule_version", "evidence", "updated_at",
]  # fmt: skip


class Changed(NamedTuple):
    """A row that changed; `has_new_result` unless the person was, and is, in the middle of it."""

    row: Completion
    has_new_result: bool


def version_of(rule_key: str) -> int:
    """Return the present version of a rule, 1 when its plugin is gone."""
    rule = completion_rules.find(rule_key)
    return rule.version if rule else 1


def is_overdue(closes_at: datetime | None, now: datetime) -> bool:
    """Tell whether a deadline is so long past that no upload can change the result."""
    return closes_at is not None and now >= closes_at + GRACE


def untouched_state(closes_at: datetime | None, now: datetime) -> CompletionState:
    """Return the state of a row without evidence."""
    return CompletionState.MISSED if is_overdue(closes_at, now) else CompletionState.NOT_STARTED


def open_state(row: Completion, *, closes_at: datetime | None, now: datetime) -> CompletionState:
    """Return the state of an unfinished row under a (new) deadline."""
    if is_overdue(closes_at, now):
        return CompletionState.MISSED
    return CompletionState.IN_PROGRESS if row.share > 0 else CompletionState.NOT_STARTED


def is_settled(row: Completion) -> bool:
    """Tell whether the machine leaves a row as it is: completed, or excused by a decision of its own.

    One that is excused only because nothing of the stream counts for the person is measured like any other.
    """
    if row.state != CompletionState.EXCUSED:
        return row.state in SETTLED
    return not (row.evidence.get(EXCUSED_SLOTS) and row.evidence["countable_slots"] == 0)


def may_have_evidence(*, activity_id: int, rule_key: str, participant_ids: Collection[int]) -> bool:
    """Tell whether measuring could find anything: most new assignments have no evidence at all.

    Where the evidence of a plugin's rule lies, only the rule knows.
    """
    return (
        completion_rules.plugin_of(rule_key) != BUILT_IN
        or WatchSession.objects.filter(activity_id=activity_id, participant_id__in=participant_ids).exists()
        or PresenceSlot.objects.filter(activity_id=activity_id).exists()
        or Excuse.objects.filter(activity_id=activity_id, participant_id__in=participant_ids).exists()
    )


def recompute(*, activity_id: int, participant_ids: Iterable[int] | None = None, now: datetime) -> set[int]:
    """Measure an activity for the given participants (None: all); return whose rows changed.

    Writes the changed rows and sends `completion_changed` on commit for those of them whose result changed, not
    for those who only got further: that is every ping of everybody. A row that is completed, or excused by a
    decision, is never taken back by the machine: what was earned stays, with the rule that decided. What a
    person watches after completing is still added to the evidence. Does nothing when the rule is not installed
    any more.
    """
    activity = Activity.objects.get(pk=activity_id)
    rule = completion_rules.find(activity.rule_key)
    if rule is None:
        return set()
    rows = Completion.objects.filter(activity_id=activity_id).order_by("id")
    if participant_ids is not None:
        rows = rows.filter(bulk.among("participant_id", list(participant_ids)))
    found: set[int] = set()
    with transaction.atomic(savepoint=False):
        read = (row for row, _ in read_rows(rows.select_for_update()))
        while batch := list(islice(read, CHUNK)):
            changed = _measure(activity, rule, batch, now)
            _write(activity, changed)
            found |= {one.row.participant_id for one in changed}
    return found


def _measure(
    activity: Activity, rule: CompletionRule, batch: list[Completion], now: datetime
) -> list[Changed]:
    before = [row.state for row in batch]
    found = completion_rules.call(rule, rule.measure, activity, batch, now=now, default=None)
    if found is None:  # a plugin's rule failed: what was measured before stays
        return []
    return [
        Changed(row, not state == row.state == CompletionState.IN_PROGRESS)
        for row, state in zip(batch, before, strict=True)
        if _apply(row, found.get(row.participant_id), rule.version, now)
    ]


def _write(activity: Activity, changed: Collection[Changed]) -> None:
    bulk.update(Completion, [*RESULT_FIELDS, "id"], (_as_columns(one.row) for one in changed))
    announce_completion_change(
        (one.row.participant_id for one in changed if one.has_new_result), {activity.pk}
    )


def _as_columns(row: Completion) -> tuple[object, ...]:
    completed_at, updated_at = bulk.instant(row.completed_at), bulk.instant(row.updated_at)
    return row.state, row.share, completed_at, row.rule_version, json.dumps(row.evidence), updated_at, row.pk


def _apply(row: Completion, measured: Measured | None, version: int, now: datetime) -> bool:
    """Write what was measured onto `row`; return whether anything changed."""
    if row.evidence.get(ERASED):
        return _let_time_pass(row, now)
    if is_settled(row):
        return _add_to_earned(row, measured, version, now)
    share = measured.share if measured else 0.0
    evidence = measured.evidence if measured else {}
    completed_at = measured.completed_at if measured else None
    if measured and measured.excused:
        state = CompletionState.EXCUSED
    elif completed_at is not None:
        state = CompletionState.COMPLETED
    elif is_overdue(row.closes_at, now):
        state = CompletionState.MISSED
    elif measured and measured.started:
        state = CompletionState.IN_PROGRESS
    else:
        state = CompletionState.NOT_STARTED
    before = (row.state, row.share, row.completed_at, row.rule_version, row.evidence)
    if before == (state, share, completed_at, version, evidence):
        return False
    row.state, row.share, row.completed_at, row.rule_version = state, share, completed_at, version
    row.evidence, row.updated_at = evidence, now
    return True


def _let_time_pass(row: Completion, now: datetime) -> bool:
    """Call an unfinished row of somebody who was erased missed once it is; return whether it changed."""
    if row.state in (*SETTLED, CompletionState.MISSED) or not is_overdue(row.closes_at, now):
        return False
    row.state, row.updated_at = CompletionState.MISSED, now
    return True


def _add_to_earned(row: Completion, measured: Measured | None, version: int, now: datetime) -> bool:
    """Bring the evidence of a completed row up to date while it still is enough; return whether it changed.

    Evidence that is not enough any more, or that another version of the rule would weigh, changes nothing:
    the row keeps what decided it.
    """
    if row.state != CompletionState.COMPLETED or row.rule_version != version:
        return False
    if measured is None or measured.completed_at is None:
        return False
    # Slots may arrive out of order, so the required count can turn out to have been reached earlier.
    earliest = min(row.completed_at or measured.completed_at, measured.completed_at)
    if (row.share, row.completed_at, row.evidence) == (measured.share, earliest, measured.evidence):
        return False
    row.share, row.completed_at, row.evidence = measured.share, earliest, measured.evidence
    row.updated_at = now
    return True


def excuse(*, completion_id: int, now: datetime) -> bool:
    """Mark a row as credited by the organisers; return False, and change nothing, when it is settled already.

    Share and evidence stay as they are: they tell what was measured, not what was decided. Who decided and
    why is kept by the caller (an AppealDecision). Sends `completion_changed` on commit.
    """
    with transaction.atomic():
        row = Completion.objects.select_for_update().get(pk=completion_id)
        if row.state in SETTLED:
            return False
        row.state, row.updated_at = CompletionState.EXCUSED, now
        row.save(update_fields=["state", "updated_at"])
        announce_completion_change({row.participant_id}, {row.activity_id})
    return True


def completed_by(
    *, activity: Activity, rows: Collection[Completion], closes_at: datetime, now: datetime
) -> set[int]:
    """Return the participants whose rows would be completed if this were their deadline; writes nothing."""
    rule = completion_rules.find(activity.rule_key)
    if rule is None:
        return set()
    asked = []
    for row in rows:
        supposed = copy(row)
        supposed.closes_at = closes_at
        asked.append(supposed)
    found: set[int] = set()
    for start in range(0, len(asked), CHUNK):
        chunk = asked[start : start + CHUNK]
        measured = completion_rules.call(rule, rule.measure, activity, chunk, now=now, default={})
        found |= {participant_id for participant_id, one in measured.items() if one.completed_at is not None}
    return found


def close_overdue(*, now: datetime) -> int:
    """Settle what time has decided: presence at running and ended streams, and what was missed.

    Called by the background loop; returns how many rows became missed.
    """
    _refresh_streams(now)
    overdue = Completion.objects.filter(
        Q(state=CompletionState.NOT_STARTED) | Q(state=CompletionState.IN_PROGRESS),
        closes_at__lte=now - GRACE,
    )
    activity_ids = list(overdue.order_by().values_list("activity_id", flat=True).distinct())
    for activity_id in activity_ids:
        # Measured once more: the last seconds before the deadline may have been folded since.
        participant_ids = list(
            overdue.filter(activity_id=activity_id).values_list("participant_id", flat=True)
        )
        recompute(activity_id=activity_id, participant_ids=participant_ids, now=now)
    return Completion.objects.filter(
        activity_id__in=activity_ids, state=CompletionState.MISSED, updated_at=now
    ).count()


def _refresh_streams(now: datetime) -> None:
    """Measure streams whose percent has moved without a ping: those who left, and everybody at the end."""
    moving = Q(state=CompletionState.IN_PROGRESS) | Q(
        state=CompletionState.NOT_STARTED, evidence__has_key=EXCUSED_SLOTS
    )
    due = Completion.objects.filter(moving).filter(
        Q(activity__ends_at__gt=now, updated_at__lt=now - STREAM_REFRESH)
        | Q(activity__ends_at__lte=now, updated_at__lt=F("activity__ends_at"))
    )
    by_activity: dict[int, list[int]] = {}
    for activity_id, participant_id in due.values_list("activity_id", "participant_id"):
        by_activity.setdefault(activity_id, []).append(participant_id)
    for activity_id, participant_ids in by_activity.items():
        recompute(activity_id=activity_id, participant_ids=participant_ids, now=now)


def rebuild_all(*, now: datetime, processes: int = 1) -> int:
    """Measure every activity again; return how many rows changed, 0 on a healthy database.

    Several processes share the activities among them. A stream on the air is left to the background loop: its
    percent moves with the clock.
    """
    rule_keys = {kind.rule for kind in activity_types}
    activities = Activity.objects.filter(rule_key__in=rule_keys)
    ids = activities.exclude(starts_at__lte=now, ends_at__gt=now).values_list("pk", flat=True)
    return sum_over(partial(_rebuild, now=now), list(ids), processes=processes)


def _rebuild(activity_id: int, *, now: datetime) -> int:
    """Measure without a lock, so that several processes can on SQLite too, and write what nobody wrote meanwhile.

    A row that was is newer than what was measured here.
    """
    activity = Activity.objects.get(pk=activity_id)
    rule = completion_rules.find(activity.rule_key)
    if rule is None:
        return 0
    count = 0
    # Read to the end first: rows must not be written while they are being read on the same connection.
    read = list(read_rows(Completion.objects.filter(activity_id=activity_id).order_by("id")))
    for start in range(0, len(read), CHUNK):
        batch = read[start : start + CHUNK]
        changed = _measure(activity, rule, [row for row, _ in batch], now)
        if changed:
            written = {row.pk: at for row, at in batch}
            with transaction.atomic():
                count += _write_unless_outrun(activity, changed, written)
    return count


def _write_unless_outrun(activity: Activity, changed: Collection[Changed], written: Mapping[int, str]) -> int:
    locked = Completion.objects.select_for_update().filter(bulk.among("pk", [one.row.pk for one in changed]))
    present = written_at(locked.order_by("pk"))
    valid = [one for one in changed if present.get(one.row.pk) == written[one.row.pk]]
    _write(activity, valid)
    return len(valid)
