"""Personal excuses: organisers take a time of a stream out of what counts for one participant."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prokadry.accounts.models import User

from ..models import Activity, Completion, Excuse
from .amendments import read_excuses
from .evidence.ranges import merged, subtracted
from .fold import derive
from .instants import to_ms


class AlreadyWithdrawn(Exception):  # noqa: N818 - says what is wrong
    """Somebody withdrew it before."""


@transaction.atomic
def grant_excuse(
    *,
    participant: User,
    activity: Activity,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    granted_by: User,
    now: datetime,
) -> Excuse:
    """Excuse a participant from [starts_at, ends_at) of a stream, and measure what they have done anew.

    Whether `granted_by` may do it is checked by the caller. Raises ValidationError by field.
    """
    _check_reason(reason)
    check_times(activity, starts_at, ends_at)
    if not Completion.objects.filter(participant=participant, activity=activity, is_assigned=True).exists():
        raise ValidationError(
            {"activity": _("The participant does not have this stream in their curriculum.")}
        )
    asked = (to_ms(starts_at), to_ms(ends_at))
    granted = read_excuses(activity_id=activity.pk, participant_ids=[participant.pk]).get(participant.pk, ())
    if not subtracted([asked], granted):
        raise ValidationError({"starts_at": _("The participant is excused from all of this time already.")})
    return _grant(participant, activity, starts_at, ends_at, reason, granted_by, now)


def find_late_streams(*, participant: User, before: datetime) -> list[Activity]:
    """Return the streams of a participant that began before an instant, the earliest first, one query."""
    rows = Completion.objects.filter(
        participant=participant, is_assigned=True, activity__starts_at__lt=before,
        activity__ends_at__isnull=False,
    )  # fmt: skip
    return [row.activity for row in rows.select_related("activity").order_by("activity__starts_at")]


@transaction.atomic
def excuse_before(
    *, participant: User, before: datetime, reason: str, granted_by: User, now: datetime
) -> list[Excuse]:
    """Excuse a late participant from what their streams broadcast before an instant; return the new excuses.

    Times that were excused before are passed over. Raises ValidationError by field, also when there is nothing
    to excuse.
    """
    _check_reason(reason)
    granted = []
    for activity in find_late_streams(participant=participant, before=before):
        assert activity.starts_at is not None
        assert activity.ends_at is not None
        starts_at, ends_at = activity.starts_at, min(before, activity.ends_at)
        known = read_excuses(activity_id=activity.pk, participant_ids=[participant.pk])
        if subtracted([(to_ms(starts_at), to_ms(ends_at))], merged(known.get(participant.pk, ()))):
            granted.append(_grant(participant, activity, starts_at, ends_at, reason, granted_by, now))
    if not granted:
        raise ValidationError({"before": _("No stream of this participant began before this time.")})
    return granted


@transaction.atomic
def withdraw_excuse(*, excuse: Excuse, now: datetime) -> None:
    """Take an excuse back and measure anew; it stays readable. What was completed stays completed.

    Raises AlreadyWithdrawn, also for the later of two at once.
    """
    if not Excuse.objects.filter(pk=excuse.pk, withdrawn_at__isnull=True).update(withdrawn_at=now):
        raise AlreadyWithdrawn
    excuse.withdrawn_at = now
    derive(activity_id=excuse.activity_id, participant_ids={excuse.participant_id}, now=now)


def check_times(activity: Activity, starts_at: datetime, ends_at: datetime) -> None:
    """Raise ValidationError by field unless the times are in order and touch the stream."""
    if activity.starts_at is None or activity.ends_at is None:
        raise ValidationError({"activity": _("This is not a live stream.")})
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The end must come after the beginning.")})
    if starts_at >= activity.ends_at or ends_at <= activity.starts_at:
        raise ValidationError({"starts_at": _("This lies outside the time of the stream.")})


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the reason is kept for ever.")})


def _grant(
    participant: User, activity: Activity, starts_at: datetime, ends_at: datetime, reason: str,
    granted_by: User, now: datetime,
) -> Excuse:  # fmt: skip
    excuse = Excuse.objects.create(
        participant=participant, activity=activity, starts_at=starts_at, ends_at=ends_at,
        reason=reason.strip(), granted_by=granted_by, granted_at=now,
    )  # fmt: skip
    derive(activity_id=activity.pk, participant_ids={participant.pk}, now=now)
    return excuse
