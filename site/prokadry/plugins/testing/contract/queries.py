"""Nothing costs more queries when there is more of it."""

from collections.abc import Mapping
from functools import partial

from django.urls import reverse
from django.utils import timezone

from courses.extensions import activity_types, completion_rules
from courses.models import ActivityPage, Completion
from prokadry.accounts.domain.personal_data import export_personal_data
from prokadry.accounts.enums import Role
from prokadry.accounts.models import User
from tracks.enums import Track
from tracks.extensions import reports

from ..programme import Programme, activity_of, make_staff, signed_in
from .asking import assert_same, queries_of, read
from .base import ContractBase

MANY = 30


class QueriesContract(ContractBase):
    """Counted with one row and with thirty."""

    def test_thirty_activities_take_as_many_queries_as_one(
        self, programme: Programme, page: ActivityPage
    ) -> None:
        counts = []
        for track, number in ((Track.BASE, 1), (Track.PRO, MANY)):
            course = programme.course if track == Track.BASE else programme.add_course(track)
            pages = (
                [page]
                if number == 1
                else [programme.publish(self.make_page(), course) for _ in range(number)]
            )
            person = programme.enrol(track).participant
            for one in pages:
                self.act(page=one, user=person, now=timezone.now())
            browser = signed_in(person)
            paths = {
                "/learn/": "/learn/",
                "/learn/courses/": "/learn/courses/",
                "the course": course.url,
                "the activity": pages[0].url,
                "the list of completions": "/api/v1/completions/",
            }
            asked = {name: queries_of(partial(read, browser, path)) for name, path in paths.items()}
            asked["the export of a person's data"] = queries_of(
                partial(export_personal_data, user=person, now=timezone.now())
            )
            counts.append(asked)
        assert_same(*counts)

    def test_thirty_people_take_as_many_queries_as_one(
        self, programme: Programme, page: ActivityPage
    ) -> None:
        staff = make_staff(Role.ORGANISERS)
        counts = []
        for more in (1, MANY - 1):
            people = [programme.enrol().participant for _ in range(more)]
            for person in people:
                self.act(page=page, user=person, now=timezone.now())
            counts.append(self._asked_by_staff(page, staff))
        assert_same(*counts)

    def _asked_by_staff(self, page: ActivityPage, staff: User) -> Mapping[str, list[str]]:
        browser = signed_in(staff)
        paths = {"the list of completions": "/api/v1/completions/", "the page": page.url}
        for key in ("activities", "completions", *self.brought(reports.name)):
            paths[f"the report {key}"] = reverse("programme_report", args=[key])
            paths[f"the file of the report {key}"] = reverse("programme_report_file", args=[key])
        counts = {name: queries_of(partial(read, browser, path)) for name, path in paths.items()}
        activity, rule = activity_of(page), completion_rules.get(activity_types.get(page.activity_type).rule)
        rows = list(Completion.objects.filter(activity=activity))
        counts["its rule"] = queries_of(lambda: rule.measure(activity, rows, now=timezone.now()))
        return counts
