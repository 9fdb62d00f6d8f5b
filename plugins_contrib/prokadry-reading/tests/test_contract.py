"""What the site asks of every plugin."""

import json
from datetime import datetime

from prokadry_reading.models import ReadingPage
from prokadry_reading.recording import confirm_section

from courses.domain.instants import to_ms
from courses.models import Activity
from prokadry.accounts.models import User
from prokadry.plugins.testing.contract import PluginContract


class TestContract(PluginContract):
    plugin = "reading"

    def make_page(self) -> ReadingPage:
        body = [{"type": "text", "value": "<p>Несколько слов, которые читают недолго.</p>"}]
        section = {"type": "section", "value": {"title": "Раздел", "body": body}}
        return ReadingPage(lead="О чём текст", sections=json.dumps([section]))

    def act(self, *, page: ReadingPage, user: User, now: datetime) -> None:
        activity = Activity.objects.get(page_id=page.pk)
        opened_s = to_ms(now) // 1000 - 60
        for section in page.sections:
            confirm_section(user=user, activity=activity, opened_s=opened_s, key=str(section.id), now=now)
