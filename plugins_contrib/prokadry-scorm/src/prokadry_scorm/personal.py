"""What the plugin stores about a person: handed out to them, and erased."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.domain.instants import from_ms
from prokadry.accounts.models import User

from .models import ScormAttempt


class Attempts:
    """What packages said about the person, and when they were open."""

    key = "scorm"
    order = 700
    label = _("SCORM courses")
    columns = ("scorm.ScormAttempt.participant",)

    def export(self, user: User) -> list[Any]:
        """Return each attempt with times instead of numbers; one query."""
        attempts = ScormAttempt.objects.filter(participant=user).order_by("pk").select_related("activity")
        return [
            {
                "activity_id": one.activity_id,
                "title": one.activity.title,
                "status": one.status,
                "success": one.success,
                "score_raw": one.score_raw,
                "score_scaled": one.score_scaled,
                "location": one.location,
                "suspend_data": one.suspend_data,
                "openings": one.launch,
                "open": [[from_ms(1000 * start), from_ms(1000 * end)] for start, end in one.spans],
                "completed_first_at": _instant(one.done_ms),
                "passed_first_at": _instant(one.passed_ms),
                "best_points": [[from_ms(ms), points] for ms, points in one.scores],
            }
            for one in attempts
        ]

    def erase(self, user: User, *, now: datetime) -> None:
        """Delete the attempts; results stay as they are."""
        ScormAttempt.objects.filter(participant=user).delete()


def _instant(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
