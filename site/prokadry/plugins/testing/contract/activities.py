"""A type of activity takes part in everything the built-in ones do, in seasons that use its plugin."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses.domain import completion
from courses.enums import CompletionState
from courses.extensions import activity_types
from courses.models import ActivityPage, Completion
from prokadry.accounts.enums import Role
from prokadry.ui.icons import icon_body
from tracks.domain.curricula import resolve
from tracks.extensions import ReportScope, reports

from ..programme import Programme, activity_of, completion_of, make_person, make_staff, signed_in
from .asking import read
from .base import ContractBase


class ActivityContract(ContractBase):
    """What holds for a plugin that registered a type of activity."""

    def test_editors_add_its_pages_under_a_course(self, programme: Programme, page: ActivityPage) -> None:
        kind = activity_types.get(page.activity_type)
        assert page.activity_type in self.brought(activity_types.name)
        assert icon_body(kind.icon)
        browser = signed_in(make_staff(Role.EDITORS))
        model = f"{page._meta.app_label}/{page._meta.model_name}"
        assert model in read(browser, reverse("wagtailadmin_pages:add_subpage", args=[programme.course.pk]))
        read(browser, reverse("wagtailadmin_pages:add", args=[*model.split("/"), programme.course.pk]))
        read(browser, reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert page.make_preview_request().status_code == 200

    def test_it_is_studied_measured_and_rolled_up(
        self, programme: Programme, page: ActivityPage, django_capture_on_commit_callbacks: Any
    ) -> None:
        enrolment = programme.enrol()
        person = enrolment.participant
        browser = signed_in(person)
        before = completion_of(person, page)
        assert (before.state, before.share) == (CompletionState.NOT_STARTED, 0)
        for path in ("/learn/courses/", programme.course.url, page.url):
            assert page.title in read(browser, path), f"{path} does not show the activity"
        row = self.complete(page, person, django_capture_on_commit_callbacks)
        assert row.state == CompletionState.COMPLETED, f"act() led to {row.state}, measured: {row.evidence}"
        enrolment.refresh_from_db()
        assert (enrolment.required_total, enrolment.required_done) == (1, 1)
        for path in (
            "/learn/",
            programme.course.url,
            page.url,
            reverse("courses:why", args=[row.activity_id]),
        ):
            read(browser, path)
        (listed,) = browser.get("/api/v1/completions/").json()["results"]
        assert (listed["activity"]["type"], listed["state"]) == (page.activity_type, row.state)
        assert listed["evidence"] == row.evidence
        counted = next(
            iter(reports.get("activities").rows(ReportScope(programme.season), now=timezone.now()))
        )
        assert list(counted[2:5:2]) == [str(activity_types.get(page.activity_type).label), 1]

    def test_its_rule_finds_the_same_again(
        self, programme: Programme, page: ActivityPage, django_capture_on_commit_callbacks: Any
    ) -> None:
        """Derived rows can be rebuilt at any time, and the page can be published again."""
        self.complete(page, programme.enrol().participant, django_capture_on_commit_callbacks)
        programme.enrol()
        assert completion.rebuild_all(now=timezone.now()) == 0
        facts = activity_of(page)
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        assert activity_of(page).rule_params == facts.rule_params
        assert completion.rebuild_all(now=timezone.now()) == 0

    def test_a_season_that_does_not_use_it_asks_nobody(
        self, programme: Programme, page: ActivityPage, django_capture_on_commit_callbacks: Any
    ) -> None:
        did, did_not = programme.enrol(), programme.enrol()
        self.complete(page, did.participant, django_capture_on_commit_callbacks)
        with django_capture_on_commit_callbacks(execute=True):
            programme.switch(is_on=False)
        assert resolve(did.curriculum).switched_off == [activity_of(page)]
        kept = Completion.objects.get(activity__page_id=page.pk)
        assert (kept.participant, kept.is_assigned) == (did.participant, False)
        for enrolment in (did, did_not):
            for path in ("/learn/", "/learn/courses/", programme.course.url, page.url):
                read(signed_in(enrolment.participant), path)
        with django_capture_on_commit_callbacks(execute=True):
            programme.switch(is_on=True)
        assert Completion.objects.filter(activity__page_id=page.pk, is_assigned=True).count() == 2

    def test_others_are_credited_nothing(self, programme: Programme, page: ActivityPage) -> None:
        """Neither visitors nor those whose curriculum does not have it."""
        stranger = make_person()
        for person in (None, stranger, make_staff(Role.EDITORS)):
            read(signed_in(person), page.url)
        # How it refuses is the plugin's own matter.
        with suppress(Exception), transaction.atomic():
            self.act(page=page, user=stranger, now=timezone.now())
        assert not Completion.objects.filter(participant=stranger).exists()
