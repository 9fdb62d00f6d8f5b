"""Check-ins as they are shown: by which method, when, and who confirmed them."""

from dataclasses import dataclass
from datetime import datetime

from ...extensions import Text, check_in_methods
from ...models import CheckIn


@dataclass(frozen=True)
class CheckInFact:
    """A check-in of an activity. `by_staff` says that somebody confirmed it; `reason` is what they wrote."""

    method: Text
    checked_in_at: datetime
    by_staff: bool
    confirmed_by: str
    reason: str


def name_method(key: str) -> Text:
    """Return the label of a check-in method; the stored key when its plugin is gone."""
    method = check_in_methods.find(key)
    return method.label if method else key


def read_check_ins(activity_id: int, participant_id: int) -> list[CheckIn]:
    """Return a person's check-ins of an activity with who confirmed them, the earliest first; one query."""
    rows = CheckIn.objects.filter(activity_id=activity_id, participant_id=participant_id)
    return list(rows.select_related("confirmed_by").order_by("answered_at", "pk"))


def list_check_ins(*, activity_id: int, participant_id: int) -> list[CheckInFact]:
    """Return what is shown of a person's check-ins of an activity, the earliest first; one query."""
    return [
        CheckInFact(
            method=name_method(row.method),
            checked_in_at=row.answered_at,
            by_staff=row.confirmed_by is not None,
            confirmed_by=str(row.confirmed_by or ""),
            reason=row.reason,
        )
        for row in read_check_ins(activity_id, participant_id)
    ]
