"""The door: somebody of the staff confirms that a participant has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from courses.domain.check_in_methods import NothingOpen, check_in, open_points
from courses.extensions import CheckInMethod, CheckInRefused, check_in_methods
from courses.models import CheckIn, Completion
from prokadry.accounts.models import User

from .passes import read_pass

A_MOMENT = timedelta(minutes=1)


class OtherMeeting(CheckInRefused):
    """The pass is for another meeting than the one at whose door it was read."""

    def __init__(self, title: str) -> None:
        super().__init__(
            _("This code is for another meeting: “%(title)s”.") % {"title": title}
            if title
            else _("This code is for another meeting.")
        )


class NotInvited(CheckInRefused):
    """The person does not have the meeting in their curriculum."""

    def __init__(self) -> None:
        super().__init__(
            _("This person does not have the meeting in their curriculum. Nothing was recorded.")
        )


class DoorClosed(CheckInRefused):
    """The meeting takes no check-ins now, or not in this way."""

    def __init__(self) -> None:
        super().__init__(_("The door of this meeting is closed now. Nothing was recorded."))


class Oneself(CheckInRefused):
    """Whoever confirms cannot be who is confirmed."""

    def __init__(self) -> None:
        super().__init__(_("You cannot confirm yourself. Ask a colleague."))


@dataclass(frozen=True)
class Confirmed:
    """Somebody who came; `is_new` unless they had been checked in before.

    `is_repeat` says that the same member of the staff did it a moment ago: the code was still before the camera.
    """

    person: User
    row: CheckIn
    is_new: bool
    is_repeat: bool


def confirm_pass(*, text: object, activity_id: int, confirmed_by: User, now: datetime) -> Confirmed:
    """Check in whoever shows this pass at the door of this meeting.

    Whether `confirmed_by` may do it is checked by the caller. Raises CheckInRefused, with what to say to the staff.
    """
    shown = read_pass(text, now=now)
    row = _find_invited(shown.activity_id, shown.participant_id)
    if shown.activity_id != activity_id:
        raise OtherMeeting(row.activity.title if row else "")
    return _confirm("venue_qr", row, text, "", confirmed_by, now)


def confirm_by_hand(
    *, participant_id: int, activity_id: int, reason: str, confirmed_by: User, now: datetime
) -> Confirmed:
    """Check in a participant whose code was not read, and keep the reason. Raises CheckInRefused."""
    row = _find_invited(activity_id, participant_id)
    return _confirm("venue_hand", row, reason, reason.strip(), confirmed_by, now)


def find_shown(*, text: object, now: datetime) -> Completion | None:
    """Return the row, with person and activity, of whoever a pass belongs to; None if they are not invited.

    Raises NoPass, ExpiredPass.
    """
    shown = read_pass(text, now=now)
    return _find_invited(shown.activity_id, shown.participant_id)


def _find_invited(activity_id: int, participant_id: int) -> Completion | None:
    rows = Completion.objects.select_related("activity", "participant")
    # Who was erased meanwhile is nobody to let in.
    rows = rows.filter(participant__erased_at__isnull=True)
    return rows.filter(activity_id=activity_id, participant_id=participant_id, is_assigned=True).first()


def _confirm(
    key: str, row: Completion | None, proof: object, reason: str, confirmed_by: User, now: datetime
) -> Confirmed:
    if row is None:
        raise NotInvited
    if row.participant_id == confirmed_by.pk:
        raise Oneself
    method: CheckInMethod = check_in_methods.get(key)
    try:
        points = open_points(method=method, activity_id=row.activity_id, now=now)
    except NothingOpen:
        raise DoorClosed from None
    checked = check_in(
        method=method,
        participant_id=row.participant_id,
        activity_id=row.activity_id,
        points=points,
        proof=proof,
        now=now,
        confirmed_by=confirmed_by,
        reason=reason,
    )
    by_same = checked.row.confirmed_by_id == confirmed_by.pk
    is_repeat = not checked.is_new and by_same and now - checked.row.answered_at < A_MOMENT
    return Confirmed(row.participant, checked.row, checked.is_new, is_repeat)
