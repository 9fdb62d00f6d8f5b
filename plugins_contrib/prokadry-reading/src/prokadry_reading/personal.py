"""What is stored about a person."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.domain.evidence.ranges import total
from prokadry.accounts.models import User

from .models import Reading


class ReadTexts:
    """What somebody read and when: handed out to them, and deleted with their account."""

    key = "reading"
    order = 100
    label = _("Texts you read")
    columns = ("reading.Reading.participant",)

    def export(self, user: User) -> list[dict[str, Any]]:
        """Return the seconds given to each section of each text; one query.

        `spans` are pairs of unix seconds by the key of a section.
        """
        readings = Reading.objects.filter(participant=user).select_related("activity").order_by("pk")
        return [
            {
                "text": reading.activity.title,
                "seconds": sum(total(tuple(map(tuple, spans))) for spans in reading.spans.values()),
                "spans": reading.spans,
                "confirmed": reading.confirmed,
            }
            for reading in readings
        ]

    def erase(self, user: User, *, now: datetime) -> None:
        """Delete the readings; the results stay, without a name."""
        Reading.objects.filter(participant=user).delete()
