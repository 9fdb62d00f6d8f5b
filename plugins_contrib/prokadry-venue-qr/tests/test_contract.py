"""What the site asks of every plugin."""

from datetime import datetime, timedelta

from django.utils import timezone
from prokadry_venue_qr.domain.door import confirm_pass
from prokadry_venue_qr.domain.passes import sign_pass
from prokadry_venue_qr.models import VenueMeetingPage
from venue_makers import make_staff

from courses.models import Activity
from prokadry.accounts.models import User
from prokadry.plugins.testing.contract import PluginContract


class TestContract(PluginContract):
    plugin = "venue_qr"

    def make_page(self) -> VenueMeetingPage:
        starts_at = timezone.now() + timedelta(minutes=30)
        return VenueMeetingPage(
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            address="Казань, Кремлёвская ул., 18",
            directions="Вход со двора.",
        )

    def act(self, *, page: VenueMeetingPage, user: User, now: datetime) -> None:
        activity = Activity.objects.get(page_id=page.pk)
        shown = sign_pass(participant_id=user.pk, activity_id=activity.pk, now=now)
        confirm_pass(text=shown, activity_id=activity.pk, confirmed_by=make_staff(), now=now)
