"""Courses and those who take them, made with the fewest words."""

import json
from itertools import count
from typing import IO, Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from packages import package_12
from prokadry_scorm.domain.packages import store_package
from prokadry_scorm.models import ScormPage

from courses.domain.assignments import Assignment, assign
from courses.models import Activity, Completion, CoursePage
from prokadry.accounts.models import User
from tests.courses.http.viewers import Clock
from tests.factories import NOW, make_course, make_user

_numbers = count(1)


def make_scorm(
    archive: IO[bytes] | None = None, *, course: CoursePage | None = None, **fields: Any
) -> ScormPage:
    """Return a published course with a package, credited after a minute unless said otherwise."""
    number = next(_numbers)
    package = store_package(source=archive or package_12(), now=NOW)
    values = {"required_minutes": 1, **fields}
    page = ScormPage(title=f"Курс {number}", slug=f"scorm-{number}", package=package, **values)
    page = (course or make_course()).add_child(instance=page)
    page.save_revision().publish()
    return ScormPage.objects.get(pk=page.pk)


def assign_scorm(user: User, page: ScormPage, **fields: Any) -> Completion:
    """Ask `user` to take a course; the window is the course's own unless given."""
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


class Learner:
    """Somebody before a course, as its addresses see them."""

    def __init__(self, page: ScormPage, clock: Clock, user: User | None = None, **window: Any) -> None:
        self.page, self.clock = page, clock
        self.user = user or make_user()
        self.row = assign_scorm(self.user, page, **window)
        self.client = Client()
        self.client.force_login(self.user)
        self.launch, self.seq, self.src = 0, 0, ""

    def open(self) -> HttpResponse:
        response = self.client.post(reverse("scorm:launch", args=[self.row.activity_id]))
        if response.status_code == 200:
            self.launch, self.src, self.seq = response.json()["launch"], response.json()["src"], 0
        return response

    def report(self, **state: Any) -> HttpResponse:
        """Report a state, or without one that the course is still open."""
        body: dict[str, Any] = {"launch": self.launch}
        if state:
            self.seq += 1
            body |= {"seq": self.seq, "state": json.dumps(state)}
        return self.client.post(reverse("scorm:report", args=[self.row.activity_id]), body)

    def stay(self, seconds: int) -> None:
        """Keep the course open for so long, with a report every minute, which is just enough."""
        for passed in range(0, seconds, 60):
            self.clock.wait(min(60, seconds - passed))
            assert self.report().status_code == 200

    def fresh(self) -> Completion:
        self.row.refresh_from_db()
        return self.row
