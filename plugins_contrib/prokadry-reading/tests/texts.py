"""Texts and readers, made with the fewest words."""

import json
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client
from prokadry_reading.models import ReadingPage

from courses.domain.assignments import Assignment, assign
from courses.models import Activity, Completion, CoursePage
from prokadry.accounts.models import User
from tests.courses.http.viewers import Clock
from tests.factories import NOW, make_course, make_user

WPM = 400
_numbers = count(1)


def make_text(*words: int, course: CoursePage | None = None, **fields: Any) -> ReadingPage:
    """Return a published text with a section of so many words for each number, the heading among them."""
    course = course or make_course()
    number = next(_numbers)
    sections = [
        (
            "section",
            {
                "title": f"Раздел{place}",
                "body": [{"type": "text", "value": f"<p>{'слово ' * (length - 1)}</p>"}],
            },
        )
        for place, length in enumerate(words, start=1)
    ]
    page = ReadingPage(title=f"Текст {number}", slug=f"text-{number}", **fields)
    page.sections = json.dumps([{"type": kind, "value": value} for kind, value in sections])
    page = course.add_child(instance=page)
    page.save_revision().publish()
    return ReadingPage.objects.get(pk=page.pk)


def assign_text(user: User, page: ReadingPage, **fields: Any) -> Completion:
    """Ask `user` to read a text; the window is the text's own unless given."""
    activity = Activity.objects.get(page_id=page.pk)
    values: dict[str, Any] = {
        "season": "2026",
        "track": "base",
        "position": 1,
        "is_required": True,
        "opens_at": activity.opens_at,
        "closes_at": activity.closes_at,
        "is_extended": False,
        "rule_params": {},
    }
    assign(
        assignments=[Assignment(participant_id=user.pk, activity_id=activity.pk, **(values | fields))],
        now=NOW,
    )
    return Completion.objects.get(participant=user, activity=activity)


class Reader:
    """Somebody before a text, as its address sees them."""

    def __init__(self, page: ReadingPage, clock: Clock, user: User | None = None, **window: Any) -> None:
        self.page, self.clock = page, clock
        self.user = user or make_user()
        self.row = assign_text(self.user, page, **window)
        self.keys = [str(section.id) for section in page.sections]
        self.client = Client()
        self.client.force_login(self.user)
        self.opening = ""

    def open(self) -> str:
        response = self.client.get(self.page.url)
        assert response.status_code == 200
        self.opening = response.context["view"].opening
        return response.content.decode()

    def claim(self, *spans: tuple[int, int, int]) -> HttpResponse:
        """Report (start, end, number of the section from 0)."""
        body = [[start, end, self.keys[number]] for start, end, number in spans]
        return self.client.post(self.page.url, {"opened": self.opening, "spans": json.dumps(body)})

    def confirm(self, number: int, **headers: str) -> HttpResponse:
        fields = {"opened": self.opening, "confirm": self.keys[number]}
        return self.client.post(self.page.url, fields, headers={"Accept": "application/json"} | headers)

    def fresh(self) -> Completion:
        self.row.refresh_from_db()
        return self.row
