"""What the site asks of every plugin."""

from datetime import datetime, timedelta
from typing import Any

from packages import package_12
from prokadry_scorm.domain.packages import store_package
from prokadry_scorm.domain.recording import State, record_report, start_launch
from prokadry_scorm.models import ScormPage

from courses.models import Activity
from prokadry.accounts.models import User
from prokadry.plugins.testing.contract import PluginContract
from tests.factories import NOW


class TestScorm(PluginContract):
    plugin = "scorm"

    def make_page(self) -> ScormPage:
        package = store_package(source=package_12(), now=NOW)
        return ScormPage(title="Курс", package=package, required_minutes=1)

    def act(self, *, page: Any, user: User, now: datetime) -> None:
        """Keep the course open for more than a minute up to `now`, and have it report that it is done."""
        activity = Activity.objects.get(page_id=page.pk)
        began_at = now - timedelta(seconds=90)
        launch = start_launch(user=user, activity=activity, digest=page.package.digest, now=began_at).launch
        for seconds in (45, 90):
            record_report(
                user=user,
                activity=activity,
                launch=launch,
                seq=seconds,
                state=State(status="completed"),
                now=began_at + timedelta(seconds=seconds),
            )
