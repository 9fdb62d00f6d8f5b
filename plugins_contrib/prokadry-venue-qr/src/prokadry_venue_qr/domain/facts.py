"""What a meeting is to the core."""

from uuid import UUID, uuid5

from courses.extensions import ActivityFacts
from courses.models import ActivityPage

PERMISSION = "venue_qr.confirm_attendance"
ACTIVITY_TYPE = "venue_meeting"
_NAMESPACE = UUID("6f1f6c39-8a3c-5a53-9d1c-1e5a0f4a7c21")


def meeting_facts(page: ActivityPage) -> ActivityFacts:
    """Return the facts of a meeting.

    It states no schedule: `starts_at` and `ends_at` of an activity mean a broadcast, in which presence is
    measured by the page.
    """
    return ActivityFacts(rule_params={"check_ins_required": 1})


def point_of(activity_id: int) -> UUID:
    """Return the key of the one point of a meeting: its door."""
    return uuid5(_NAMESPACE, str(activity_id))
