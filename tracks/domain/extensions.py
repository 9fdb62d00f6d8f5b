"""Personal deadlines: an absolute instant, with a reason and by whom, kept for ever."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.domain.assignments import assign
from courses.domain.completion import recompute
from courses.domain.fold import measure_anew
from courses.enums import CompletionState
from courses.models import Activity, Completion
from prokadry.accounts.models import User

from ..enums import BatchSource
from ..models import Enrolment, Extension, ExtensionBatch
from . import kinds
from .curricula import CHUNK, CurriculumItem, make_assignment, resolve_items, sync_assignments
from .enrolments import NOBODY
from .extension_plan import Plan

NO_REASON = _("Say why: the reason is kept beside the new deadline.")
WRITE_CHUNK = 1000


@transaction.atomic
def grant_extension(
    *,
    participant: User,
    activity: Activity,
    closes_at: datetime,
    reason: str,
    granted_by: User,
    now: datetime,
) -> Extension:
    """Give a participant a later deadline for one activity and measure what they have done under it.

    `closes_at` is exclusive and absolute. The latest extension granted counts, so a mistaken one is corrected
    by another; all are kept. Whether `granted_by` may do it is checked by the caller. Raises ValidationError
    by field.
    """
    if participant.erased_at:
        raise ValidationError({"participant": NOBODY})
    enrolment, item = _find_item(participant, activity)
    _check_window(item, closes_at, reason.strip(), now)
    extension = Extension.objects.create(
        participant=participant,
        activity=activity,
        closes_at=closes_at,
        reason=reason.strip(),
        granted_by=granted_by,
        granted_at=now,
    )
    sync_assignments(curriculum=enrolment.curriculum, participant_ids=[participant.pk], now=now)
    recompute(activity_id=activity.pk, participant_ids=[participant.pk], now=now)
    return extension


def _find_item(participant: User, activity: Activity) -> tuple[Enrolment, CurriculumItem]:
    """Return the enrolment and curriculum item through which the participant has the activity."""
    row = Completion.objects.filter(participant=participant, activity=activity, is_assigned=True).first()
    if row is not None:
        enrolment = (
            Enrolment.objects.filter(participant=participant, season__key=row.season)
            .select_related("curriculum__season")
            .first()
        )
        items = resolve_items(enrolment.curriculum) if enrolment else []
        for item in items:
            if enrolment is not None and item.activity.pk == activity.pk:
                return enrolment, item
    raise ValidationError(
        {"activity": _("The participant does not have this activity in their curriculum now.")}
    )


def _check_window(item: CurriculumItem, closes_at: datetime, reason: str, now: datetime) -> None:
    if kinds.is_stream(item.activity):
        raise ValidationError(
            {"activity": _("A live stream cannot be extended: presence counts only while it is on the air.")}
        )
    if item.closes_at is None:
        raise ValidationError({"activity": _("This activity has no deadline, there is nothing to extend.")})
    errors: dict[str, object] = {}
    if not reason:
        errors["reason"] = NO_REASON
    if closes_at <= now:
        errors["closes_at"] = _("The new deadline must be in the future.")
    elif closes_at <= item.closes_at:
        errors["closes_at"] = _("The new deadline must be later than everybody's deadline.")
    elif item.opens_at is not None and closes_at <= item.opens_at:
        errors["closes_at"] = _("The deadline must be later than the opening.")
    if errors:
        raise ValidationError(errors)


def grant_extensions(
    *, plan: Plan, key: UUID, reason: str, granted_by: User, now: datetime
) -> ExtensionBatch:
    """Give everybody in a plan its deadline; what they have done is then measured under it.

    Writes an ExtensionBatch, an Extension for each and their windows in one transaction. Up to 500 people are
    measured in it too, more of them in the background. `key` makes it one decision however often it is sent:
    the batch that has it already is returned. The number of queries grows with chunks of 500 participants.
    Whether `granted_by` may do it is checked by the caller. Raises ValidationError by field.
    """
    if not reason.strip():
        raise ValidationError({"reason": NO_REASON})
    if not plan.rows:
        raise ValidationError(_("Nobody is left whose deadline would change."))
    try:
        with transaction.atomic():
            return _grant_planned(plan, key, reason.strip(), granted_by, now)
    except IntegrityError:
        sent_before = ExtensionBatch.objects.filter(key=key).first()
        if sent_before is None:
            raise
        return sent_before


def _grant_planned(plan: Plan, key: UUID, reason: str, granted_by: User, now: datetime) -> ExtensionBatch:
    request = plan.request
    batch = ExtensionBatch.objects.create(
        key=key, season=request.season, activity=request.activity, closes_at=request.closes_at, reason=reason,
        source=request.choice.source, chosen=request.choice.as_filter(), granted_by=granted_by, granted_at=now,
        granted_total=len(plan.rows), skipped=_kept_lines(plan),
    )  # fmt: skip
    Extension.objects.bulk_create(
        (
            Extension(
                participant_id=row.participant_id, activity=request.activity, closes_at=request.closes_at,
                reason=reason, granted_by=granted_by, granted_at=now, batch=batch,
            )
            for row in plan.rows
        ),
        batch_size=WRITE_CHUNK,
    )  # fmt: skip
    assignments = []
    for row in plan.rows:
        curriculum, item = plan.items[row.track]
        assignments.append(make_assignment(item, row.participant_id, curriculum, request.closes_at))
    assign(assignments=assignments, now=now, measures=False)
    if len(plan.rows) <= CHUNK:
        measure_batch(batch=batch, now=now)
    else:
        # The task calls this module.
        from ..tasks import measure_extensions

        # Within the transaction: a batch that is stored is a batch that will be measured.
        measure_extensions.enqueue(batch.pk)
    return batch


def measure_batch(*, batch: ExtensionBatch, now: datetime) -> None:
    """Measure everybody in a batch under their present deadlines, and count who has completed at once."""
    participant_ids = batch.extensions.values_list("participant_id", flat=True)
    measure_anew(activity_id=batch.activity_id, participant_ids=list(participant_ids), now=now)
    batch.completed_total = Completion.objects.filter(
        activity_id=batch.activity_id,
        participant__extensions__batch=batch,
        state=CompletionState.COMPLETED,
        completed_at__lte=batch.granted_at,
    ).count()
    batch.save(update_fields=["completed_total"])


def _kept_lines(plan: Plan) -> list[list[Any]]:
    """The lines of a list that were left out, as they were typed; of people a filter found nothing is copied."""
    if plan.request.choice.source != BatchSource.LIST:
        return []
    return [[item.line, item.text, item.reason] for item in plan.skipped]
