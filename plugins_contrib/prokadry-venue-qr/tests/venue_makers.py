"""What the tests of the plugin need to exist."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission
from prokadry_venue_qr.models import VenueMeetingPage

from courses.domain.activities import sync_activity
from courses.models import Activity, CoursePage
from prokadry.accounts.models import User
from tests.factories import NOW, make_course, make_user

MINUTE = timedelta(minutes=1)


def make_meeting(
    course: CoursePage | None = None, *, slug: str = "meeting", title: str = "Встреча в Казани"
) -> Activity:
    """Return a published meeting that starts in half an hour and lasts two; its door opens an hour before."""
    page = (course or make_course()).add_child(
        instance=VenueMeetingPage(
            slug=slug,
            title=title,
            starts_at=NOW + 30 * MINUTE,
            ends_at=NOW + 150 * MINUTE,
            address="Казань, Кремлёвская ул., 18",
            directions="Вход со двора, второй этаж.",
        )
    )
    page.save_revision().publish()
    return sync_activity(page=page, now=NOW)


def make_staff(**fields: Any) -> User:
    """Return somebody who may confirm who came."""
    user = make_user(**fields)
    user.user_permissions.add(Permission.objects.get(codename="confirm_attendance"))
    return User.objects.get(pk=user.pk)
