"""The two ways into a meeting. Both lead through the same point, so a person is checked in once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from courses.extensions import CheckInPoint, CheckInRefused
from courses.models import Activity

from .domain.facts import ACTIVITY_TYPE, point_of
from .domain.passes import NoPass, read_pass

# A list kept on paper while there was no connection is entered afterwards.
BY_HAND_AFTER = timedelta(days=7)


class VenueQr:
    """The QR code of a participant, read at the door by somebody of the staff."""

    key = "venue_qr"
    order = 60
    label = _("QR code at the door")
    by_staff = True

    def open_points(self, *, activity_id: int, now: datetime) -> Sequence[CheckInPoint]:
        """Return the door, from when it opens to the end of the meeting."""
        return _door(activity_id, now, timedelta())

    def recognise(
        self,
        *,
        participant_id: int,
        activity_id: int,
        points: Sequence[CheckInPoint],
        proof: object,
        now: datetime,
    ) -> UUID:
        """Return the door if `proof` is a pass of this person for this meeting. Raises NoPass, ExpiredPass."""
        shown = read_pass(proof, now=now)
        if (shown.participant_id, shown.activity_id) != (participant_id, activity_id):
            raise NoPass
        return points[0].key


class VenueByHand:
    """Somebody of the staff knows who came, and says why no code was read: it can be done for a week."""

    key = "venue_hand"
    order = 61
    label = _("by hand at the door")
    by_staff = True

    def open_points(self, *, activity_id: int, now: datetime) -> Sequence[CheckInPoint]:
        """Return the door, from when it opens to a week after the meeting."""
        return _door(activity_id, now, BY_HAND_AFTER)

    def recognise(
        self,
        *,
        participant_id: int,
        activity_id: int,
        points: Sequence[CheckInPoint],
        proof: object,
        now: datetime,
    ) -> UUID:
        """Return the door if `proof` is a reason."""
        if not isinstance(proof, str) or not proof.strip():
            raise CheckInRefused(_("Say why no code was read: the reason is kept for ever."))
        return points[0].key


def _door(activity_id: int, now: datetime, after: timedelta) -> list[CheckInPoint]:
    meeting = Activity.objects.filter(pk=activity_id, type=ACTIVITY_TYPE, is_live=True).first()
    if meeting is None or meeting.opens_at is None or meeting.closes_at is None:
        return []
    point = CheckInPoint(point_of(activity_id), meeting.opens_at, meeting.closes_at + after)
    return [point] if point.opens_at <= now < point.closes_at else []
