"""Personal deadlines: an absolute instant, with a reason and by whom, kept for ever."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.domain.completion import recompute
from courses.models import Activity, Completion
from prokadry.accounts.models import User

from ..models import Enrolment, Extension
from . import kinds
from .curricula import CurriculumItem, resolve_items, sync_assignments


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
        errors["reason"] = _("Say why: the reason is kept beside the new deadline.")
    if closes_at <= now:
        errors["closes_at"] = _("The new deadline must be in the future.")
    elif closes_at <= item.closes_at:
        errors["closes_at"] = _("The new deadline must be later than everybody's deadline.")
    elif item.opens_at is not None and closes_at <= item.opens_at:
        errors["closes_at"] = _("The deadline must be later than the opening.")
    if errors:
        raise ValidationError(errors)
