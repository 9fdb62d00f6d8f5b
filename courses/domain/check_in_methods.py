"""Checking in by any method of the registry: what it accepts is written once, whichever was first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prokadry.accounts.models import User

from ..extensions import CheckInMethod, CheckInPoint, CheckInRefused, check_in_methods
from ..models import CheckIn
from .fold import judge


class NothingOpen(CheckInRefused):
    """No point of the activity takes check-ins by this method now."""

    def __init__(self) -> None:
        super().__init__(_("No check-in is open now."))


class BrokenMethod(CheckInRefused):
    """The method of a plugin failed; the state of health says how."""

    def __init__(self) -> None:
        super().__init__(_("Checking in this way does not work now. Tell the organisers."))


@dataclass(frozen=True)
class Checked:
    """The one row of a person and a point.

    is_new  whether this check-in wrote it, and not an earlier one
    """

    row: CheckIn
    is_new: bool


def open_points(*, method: CheckInMethod, activity_id: int, now: datetime) -> Sequence[CheckInPoint]:
    """Return what takes check-ins by `method` now, never empty. Raises NothingOpen, BrokenMethod."""
    points = check_in_methods.call(method, method.open_points, activity_id=activity_id, now=now, default=None)
    if points is None:
        raise BrokenMethod
    if not points:
        raise NothingOpen
    return points


def check_in(
    *,
    method: CheckInMethod,
    participant_id: int,
    activity_id: int,
    points: Sequence[CheckInPoint],
    proof: object,
    now: datetime,
    confirmed_by: User | None = None,
    reason: str = "",
) -> Checked:
    """Write that a participant is present, if `method` accepts `proof` for one of `points`; measure them anew.

    A point is checked in at once per person: repeating it, by any method, returns the row of the first time.
    Whether the participant has the activity, and whether `confirmed_by` may confirm, is checked by the caller.
    Raises the refusals of the method, BrokenMethod when it fails, and ValueError when a method of the staff's
    is used without somebody who confirms, or the other way round.
    """
    if method.by_staff != (confirmed_by is not None):
        raise ValueError(f"check-in method {method.key!r}: by_staff={method.by_staff}, by {confirmed_by!r}")
    with transaction.atomic():
        key = check_in_methods.call(
            method,
            _recognise,
            method,
            participant_id=participant_id,
            activity_id=activity_id,
            points=points,
            proof=proof,
            now=now,
            default=None,
        )
        if isinstance(key, UUID):
            row, is_new = CheckIn.objects.get_or_create(
                participant_id=participant_id,
                activity_id=activity_id,
                checkpoint=key,
                defaults={
                    "answered_at": now,
                    "method": method.key,
                    "confirmed_by": confirmed_by,
                    "reason": reason,
                },
            )
            judge(activity_id=activity_id, participant_ids={participant_id}, now=now)
            return Checked(row, is_new)
    # Outside of the transaction: what the method counted against the person is kept.
    raise key or BrokenMethod


def _recognise(method: CheckInMethod, **given: Any) -> UUID | CheckInRefused:
    """A refusal is an answer, not a fault of the method."""
    try:
        return method.recognise(**given)
    except CheckInRefused as refusal:
        return refusal
