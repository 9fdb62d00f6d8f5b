"""How a check-in at the door becomes completion."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from courses.extensions import Measured
from courses.models import Activity, CheckIn, Completion

from .domain.facts import point_of


class VenuePresence:
    """Completed by having been checked in at the door; it is no percent, and enters none.

    Nobody measures how long a person stayed, so nothing is said about it.
    """

    key = "venue_presence"
    order = 60
    version = 1

    def measure(
        self, activity: Activity, completions: Sequence[Completion], *, now: datetime
    ) -> Mapping[int, Measured]:
        """Return those who were checked in, completed when it happened; one query."""
        participant_ids = [row.participant_id for row in completions]
        rows = CheckIn.objects.filter(
            activity_id=activity.pk, checkpoint=point_of(activity.pk), participant_id__in=participant_ids
        )
        return {
            participant_id: Measured(
                share=1.0,
                evidence={"check_ins_done": 1, "check_ins_required": 1},
                started=True,
                completed_at=answered_at,
            )
            for participant_id, answered_at in rows.values_list("participant_id", "answered_at")
        }
