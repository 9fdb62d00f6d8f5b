"""What organisers decided about the running stream of the demo: a fault of ours, and somebody who came late."""

from collections.abc import Collection
from datetime import datetime, timedelta

from courses.domain.excuses import grant_excuse
from courses.domain.outages import declare_outage
from courses.models import Activity, Completion, Excuse, Outage
from prokadry.accounts.models import User

FAULT = (timedelta(minutes=6), timedelta(minutes=9))
LATE = timedelta(minutes=10)


def fault_of(activity: Activity) -> tuple[datetime, datetime] | None:
    """Return when no mark arrived in a running stream; None for one without a schedule."""
    if activity.starts_at is None:
        return None
    return activity.starts_at + FAULT[0], activity.starts_at + FAULT[1]


def load_amendments(activity: Activity, *, late_ids: Collection[int], organiser: User, now: datetime) -> None:
    """Declare the fault, and excuse one of `late_ids` from the beginning of the stream; once each."""
    fault = fault_of(activity)
    if fault is None or activity.starts_at is None or fault[1] > now:
        return
    # An earlier load had the stream at another time.
    Outage.objects.filter(activity=activity, ends_at__lte=activity.starts_at + FAULT[0]).delete()
    Excuse.objects.filter(activity=activity, starts_at__lt=activity.starts_at).delete()
    if not Outage.objects.filter(activity=activity, starts_at=fault[0]).exists():
        declare_outage(
            activities=[activity], starts_at=fault[0], ends_at=fault[1], declared_by=organiser, now=now,
            reason="Перезапуск сервера приёма отметок",
        )  # fmt: skip
    assigned = Completion.objects.filter(activity=activity, is_assigned=True, participant_id__in=late_ids)
    late = assigned.select_related("participant").order_by("pk").first()
    if (
        late is not None
        and not Excuse.objects.filter(activity=activity, starts_at=activity.starts_at).exists()
    ):
        grant_excuse(
            participant=late.participant, activity=activity, starts_at=activity.starts_at,
            ends_at=activity.starts_at + LATE, granted_by=organiser, now=now,
            reason="Зачислен на программу после начала эфира",
        )  # fmt: skip
