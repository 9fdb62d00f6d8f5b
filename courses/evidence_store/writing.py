"""What was buffered, written to the database: the same statements for both settings of the store."""

import json
from collections.abc import Sequence

from prokadry.accounts.models import User

from ..domain import bulk
from ..domain.evidence.bitmaps import bitmap_of, joined
from ..domain.evidence.store import Answers, Marks, Row
from ..domain.fold import pack_slots
from ..domain.instants import from_ms
from ..models import Activity, PingRow, PresenceSlot, PromptAnswer


def write_rows(rows: Sequence[Row]) -> None:
    """Append pings to the log."""
    bulk.insert(
        PingRow,
        ["session", "received_ms", "slots", "refused"],
        [(row.sid, row.received_ms, pack_slots(row.slots), _refused(row)) for row in rows],
    )


def _refused(row: Row) -> str:
    return json.dumps(dict(row.refused)) if row.refused else "{}"


def write_marks(marks: Marks, writer: int) -> dict[int, set[int]]:
    """Join the marks to what this writer wrote of the same slots before; return participants by activity.

    Somebody who was erased meanwhile is left out.
    An activity that has been deleted since is passed over: it must not hold up the marks of the others.
    """
    if not marks:
        return {}
    activity_ids = _existing({activity_id for activity_id, _ in marks})
    erased = set(User.objects.filter(erased_at__isnull=False).values_list("pk", flat=True))
    written = PresenceSlot.objects.filter(
        activity_id__in=activity_ids, slot__in={slot for _, slot in marks}, writer=writer
    )
    before = {
        (activity_id, slot): bytes(bitmap)
        for activity_id, slot, bitmap in written.values_list("activity_id", "slot", "bitmap")
    }
    marked: dict[int, set[int]] = {}
    rows = []
    for (activity_id, slot), everybody in sorted(marks.items()):
        participants = everybody - erased
        if participants and activity_id in activity_ids:
            bitmap = joined(before.get((activity_id, slot), b""), bitmap_of(participants))
            rows.append(PresenceSlot(activity_id=activity_id, slot=slot, writer=writer, bitmap=bitmap))
            marked.setdefault(activity_id, set()).update(participants)
    PresenceSlot.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["activity", "slot", "writer"],
        update_fields=["bitmap"],
    )
    return marked


def write_answers(answers: Answers) -> None:
    """Write answered prompts, the first answer of each; those of erased accounts are passed over."""
    if not answers:
        return
    activity_ids = _existing({activity_id for activity_id, _, _ in answers})
    people = User.objects.filter(pk__in={participant_id for _, participant_id, _ in answers})
    participant_ids = set(people.filter(erased_at__isnull=True).values_list("pk", flat=True))
    PromptAnswer.objects.bulk_create(
        [
            PromptAnswer(
                activity_id=activity_id,
                participant_id=participant_id,
                period=period,
                answered_at=from_ms(answered_ms),
            )
            for (activity_id, participant_id, period), answered_ms in sorted(answers.items())
            if activity_id in activity_ids and participant_id in participant_ids
        ],
        ignore_conflicts=True,
    )


def _existing(ids: set[int]) -> set[int]:
    return set(Activity.objects.filter(pk__in=ids).values_list("pk", flat=True))
