"""The parts of `personal_data` that courses stores. Results stay as they are; what they were measured from goes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, BinaryField, F, Func, IntegerField, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from prokadry.accounts.domain.personal_parts import Acts
from prokadry.accounts.models import User

from ..enums import SessionKind
from ..models import (
    Activity,
    Appeal,
    AppealDecision,
    CheckIn,
    CheckInAttempt,
    Completion,
    Excuse,
    PresenceSlot,
    Progress,
    PromptAnswer,
    WatchSession,
)
from . import bulk
from .completion import ERASED
from .evidence import codec
from .evidence.constants import LIVE_SLOT_MS, SLOT_MS
from .evidence.ranges import merged
from .instants import from_ms
from .presence import byte_of

CHUNK = 500


class Results:
    """What the person had to do, and how far they came."""

    key = "completions"
    order = 200
    label = _("Results by activity")
    columns = ("courses.Completion.participant",)

    def export(self, user: User) -> list[Any]:
        """Return the rows with their evidence and rule; one query."""
        rows = Completion.objects.filter(participant=user).order_by("season", "position", "pk")
        return list(
            rows.values(
                "id", "activity_id", "season", "track", "is_required",
                "is_assigned", "opens_at", "closes_at", "is_extended", "state", "share", "completed_at",
                "rule_key", "rule_version", "rule_params", "evidence", "created_at", "updated_at",
                activity_title=F("activity__title"), activity_type=F("activity__type"),
            )
        )  # fmt: skip

    def erase(self, user: User, *, now: datetime) -> None:
        """Freeze the rows: nothing is left from which they could be measured again."""
        rows = [row for row in Completion.objects.filter(participant=user) if not row.evidence.get(ERASED)]
        for row in rows:
            row.evidence, row.updated_at = {**row.evidence, ERASED: True}, now
        Completion.objects.bulk_update(rows, ["evidence", "updated_at"], batch_size=CHUNK)


class Presence:
    """When the person was in live streams: marks, check-ins, answers to «are you here?»."""

    key = "presence"
    # Before the sessions, which tell where there are marks.
    order = 210
    label = _("Presence in live streams")
    columns = (
        "courses.CheckIn.participant",
        "courses.CheckInAttempt.participant",
        "courses.PromptAnswer.participant",
    )

    def export(self, user: User) -> dict[str, Any]:
        """Return the times by stream, the check-ins and the answers; four queries."""
        marks = _marks_of(user).order_by("activity_id", "slot")
        slots: dict[int, list[int]] = {}
        for activity_id, slot, part in marks.values_list("activity_id", "slot", "part").iterator():
            if _has_bit(part, user.pk):
                slots.setdefault(activity_id, []).append(slot)
        check_ins = CheckIn.objects.filter(participant=user).order_by("answered_at", "pk")
        attempts = CheckInAttempt.objects.filter(participant=user).order_by("last_try_at", "pk")
        answers = PromptAnswer.objects.filter(participant=user).order_by("answered_at", "pk")
        return {
            "marks": [
                {
                    "activity_id": activity_id,
                    "present": [
                        [from_ms(start * LIVE_SLOT_MS), from_ms(end * LIVE_SLOT_MS)]
                        for start, end in merged((slot, slot + 1) for slot in found)
                    ],
                }
                for activity_id, found in slots.items()
            ],
            "check_ins": list(
                check_ins.values("activity_id", "checkpoint", "answered_at", "method", "reason")
            ),
            "wrong_codes": list(attempts.values("checkpoint", "tries", "last_try_at")),
            "answers": list(answers.values("activity_id", "answered_at")),
        }

    def erase(self, user: User, *, now: datetime) -> None:
        """Take the person out of every mark, and delete the rest."""
        marks = _marks_of(user)
        if connection.vendor == "postgresql":
            # Marks of streams with many people are long: they are changed where they lie.
            number = Value(user.pk, output_field=BigIntegerField())
            nobody = Value(0, output_field=IntegerField())
            cleared = Func(F("bitmap"), number, nobody, function="SET_BIT", output_field=BinaryField())
            size = Func(F("bitmap"), function="LENGTH", output_field=IntegerField())
            marks.alias(size=size).filter(size__gt=user.pk // 8).update(bitmap=cleared)
        else:
            for rows in _in_chunks(marks, user.pk):
                bulk.update(PresenceSlot, ["bitmap", "id"], rows)
        for model in (CheckIn, CheckInAttempt, PromptAnswer):
            model._default_manager.filter(participant=user).delete()


class Watching:
    """When and what the person watched, and what was credited of it."""

    key = "watching"
    order = 220
    label = _("Sittings and what was watched")
    columns = ("courses.WatchSession.participant", "courses.Progress.participant")

    def export(self, user: User) -> dict[str, Any]:
        """Return every sitting with the stretches that were played, and the progress; two queries."""
        sessions = WatchSession.objects.filter(participant=user).order_by("t0_ms", "pk")
        progress = Progress.objects.filter(participant=user).order_by("activity_id")
        return {
            "sittings": [_describe(session) for session in sessions],
            "progress": list(
                progress.values("activity_id", "ranges", "credited", "position_s", "last_seen_at")
            ),
        }

    def erase(self, user: User, *, now: datetime) -> None:
        """Delete it, with the pings that are kept or wait to be folded."""
        # The sessions first: whoever folds one holds it, and writes the progress that is deleted next.
        WatchSession.objects.filter(participant=user).delete()
        Progress.objects.filter(participant=user).delete()


class Amended:
    """Times that were excused, and objections to what was credited."""

    key = "appeals"
    order = 230
    label = _("Appeals and excuses")
    columns = ("courses.Excuse.participant", "courses.Appeal.participant")

    def export(self, user: User) -> dict[str, Any]:
        """Return excuses, appeals and the decisions on them; two queries."""
        excuses = Excuse.objects.filter(participant=user).order_by("granted_at", "pk")
        appeals = Appeal.objects.filter(participant=user).order_by("filed_at", "pk")
        decision = {name: F(f"decision__{name}") for name in ("verdict", "reason", "decided_at")} | {
            "decided_snapshot": F("decision__snapshot")
        }
        return {
            "excuses": list(
                excuses.values("activity_id", "starts_at", "ends_at", "reason", "granted_at", "withdrawn_at")
            ),
            "appeals": list(appeals.values("activity_id", "text", "snapshot", "filed_at", **decision)),
        }

    def erase(self, user: User, *, now: datetime) -> None:
        """Delete excuses and undecided appeals; of decided ones only the verdict stays, of nobody."""
        Excuse.objects.filter(participant=user).delete()
        appeals = Appeal.objects.filter(participant=user)
        appeals.filter(decision__isnull=True).delete()
        # Past `save`, which lets nobody change a decision.
        AppealDecision.objects.filter(appeal__participant=user).update(reason="", snapshot={})
        appeals.update(participant=None, text="", snapshot={})


ACTS = Acts(
    "courses_acts",
    _("Work of the staff in courses"),
    (
        "courses.AppealDecision.decided_by",
        "courses.CheckIn.confirmed_by",
        "courses.Excuse.granted_by",
        "courses.Outage.declared_by",
        "courses.Video.uploaded_by_user",
    ),
)


def _describe(session: WatchSession) -> dict[str, Any]:
    state = codec.decode(bytes(session.evidence))
    return {
        "activity_id": session.activity_id,
        "kind": session.kind,
        "started_at": from_ms(session.t0_ms),
        "played": [
            {
                "from": from_ms(session.t0_ms + piece.k0 * SLOT_MS),
                "until": from_ms(session.t0_ms + piece.k1 * SLOT_MS),
                "seconds": [piece.u0, piece.u1],
            }
            for piece in state.pieces
        ],
        "refused": session.refused,
        "delayed_slots": session.delayed_slots,
    }


def _marks_of(user: User) -> "QuerySet[Any]":
    """The marks of every stream the person may be in, with the one byte of each that tells of them (`part`)."""
    theirs = Activity.objects.filter(completions__participant=user, starts_at__isnull=False)
    attended = WatchSession.objects.filter(participant=user, kind=SessionKind.LIVE)
    activity_ids = {
        *theirs.values_list("pk", flat=True),
        *attended.order_by().values_list("activity_id", flat=True).distinct(),
    }
    rows = PresenceSlot.objects.filter(activity_id__in=activity_ids)
    return rows.annotate(part=byte_of(user.pk))


def _has_bit(part: bytes | memoryview | None, user_id: int) -> bool:
    return bool(part) and bool(bytes(part)[0] >> user_id % 8 & 1)  # type: ignore[arg-type]  # not None


def _in_chunks(marks: "QuerySet[Any]", user_id: int) -> Iterator[list[tuple[bytes, int]]]:
    """The bitmaps without this person's bit, some at a time: those of a large site take hundreds of megabytes."""
    rows = marks.values_list("pk", "part").iterator()
    ids = [pk for pk, part in list(rows) if _has_bit(part, user_id)]
    for start in range(0, len(ids), CHUNK):
        found = PresenceSlot.objects.filter(pk__in=ids[start : start + CHUNK])
        yield [(_without(bytes(bitmap), user_id), pk) for pk, bitmap in found.values_list("pk", "bitmap")]


def _without(bitmap: bytes, user_id: int) -> bytes:
    changed = bytearray(bitmap)
    changed[user_id // 8] &= ~(1 << user_id % 8) & 0xFF
    return bytes(changed)
