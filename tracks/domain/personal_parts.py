"""The parts of `personal_data` that tracks stores."""

import re
from datetime import datetime
from typing import Any

from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from prokadry.accounts.domain.personal_parts import Acts
from prokadry.accounts.models import User

from ..models import Enrolment, Extension, ExtensionBatch
from ..models.enrolment import new_feed_key
from .rollup import COUNTERS


class Studies:
    """What the person studies, and the roll-up of how far they are."""

    key = "enrolments"
    order = 100
    label = _("Studies")
    columns = ("tracks.Enrolment.participant",)

    def export(self, user: User) -> list[dict[str, Any]]:
        """Return the enrolments; one query."""
        rows = Enrolment.objects.filter(participant=user).order_by("pk")
        return list(
            rows.values(
                "level",
                "enrolled_at",
                *COUNTERS,
                season_key=F("season__key"),
                season_title=F("season__title"),
                track=F("curriculum__track"),
            )
        )

    def erase(self, user: User, *, now: datetime) -> None:
        """Let the secret addresses of the calendars die. The rows stay: reports count people by them."""
        rows = list(Enrolment.objects.filter(participant=user))
        for enrolment in rows:
            enrolment.feed_key, enrolment.updated_at = new_feed_key(), now
        Enrolment.objects.bulk_update(rows, ["feed_key", "updated_at"])


class Deadlines:
    """Personal deadlines."""

    key = "extensions"
    order = 110
    label = _("Personal deadlines")
    columns = ("tracks.Extension.participant",)

    def export(self, user: User) -> list[Any]:
        """Return the extensions; one query."""
        rows = Extension.objects.filter(participant=user).order_by("granted_at", "pk")
        return list(rows.values("activity_id", "closes_at", "reason", "granted_at"))

    def erase(self, user: User, *, now: datetime) -> None:
        """Erase the reasons, and the person's lines in lists that they were left out of."""
        Extension.objects.filter(participant=user).exclude(reason="").update(reason="")
        if not user.erased_at:
            for text in filter(None, (user.email, user.get_full_name())):
                _leave_out(text)


ACTS = Acts(
    "tracks_acts",
    _("Work of the staff in seasons"),
    (
        "tracks.Extension.granted_by",
        "tracks.ExtensionBatch.granted_by",
        "tracks.PluginSwitch.changed_by",
    ),
)


def _leave_out(said: str) -> None:
    """Empty the lines of bulk extensions that quote a text, in any letter case; their number and reason stay."""
    # Whole, as one address may end in another.
    wanted = re.compile(rf"(?<![\w.+-]){re.escape(said)}(?![\w-]|\.\w)", re.IGNORECASE)
    # A first sieve by the database: JSON may spell letters that are not Latin in its own way.
    part = said.partition("@")[0] if said.isascii() else ""
    rows = ExtensionBatch.objects.annotate(lines=Cast("skipped", TextField())).filter(lines__icontains=part)
    for batch in rows.iterator():
        kept = [[line, "" if wanted.search(str(text)) else text, why] for line, text, why in batch.skipped]
        if kept != batch.skipped:
            ExtensionBatch.objects.filter(pk=batch.pk).update(skipped=kept)
