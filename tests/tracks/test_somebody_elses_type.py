"""An activity type that no line of core knows: it shows up wherever built-in ones do."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.domain.fold import judge
from courses.enums import CompletionState
from courses.extensions import activity_types, completion_rules
from courses.models import Activity, Completion
from prokadry.accounts.enums import Role
from tests.example_steps.contributions import PLUGIN, registered
from tests.example_steps.models import StepPage, StepTaken
from tests.factories import NOW, make_course, make_user
from tests.tracks.makers import enrol_someone, make_curriculum, make_season
from tracks.domain.curricula import resolve
from tracks.domain.enrolments import enrol
from tracks.domain.plugins import is_enabled
from tracks.domain.switches import switch_plugin
from tracks.extensions import ReportScope, dashboard_cards, reports
from tracks.models import PluginSwitch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with registered(), time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def season():
    return make_season()


def publish_steps(course, **fields):
    number = StepPage.objects.count() + 1
    page = course.add_child(instance=StepPage(title=f"Шаги {number}", slug=f"steps-{number}", **fields))
    page.save_revision().publish()
    return Activity.objects.get(page_id=page.pk)


def turn(season, is_on, by=None):
    return switch_plugin(plugin=PLUGIN, season=season, is_on=is_on, by=by, now=NOW)


def take_steps(person, activity, count):
    StepTaken.objects.bulk_create(
        StepTaken(activity=activity, participant=person, taken_at=NOW) for _number in range(count)
    )
    judge(activity_id=activity.pk, participant_ids=[person.pk], now=NOW)


def read(person, path):
    client = Client(headers={"accept-language": "ru"})
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_editors_are_offered_it_under_a_course(course):
    editor = make_user(is_staff=True)
    editor.groups.add(Group.objects.get(name=Role.EDITORS.value))
    assert "example_steps/steppage" in read(
        editor, reverse("wagtailadmin_pages:add_subpage", args=[course.pk])
    )


def test_it_is_studied_measured_rolled_up_and_reported_like_any_other(
    course, season, django_capture_on_commit_callbacks
):
    activity = publish_steps(course, steps=2, closes_at=NOW + timedelta(days=2))
    turn(season, True)
    enrolment = enrol_someone(make_curriculum([course], season=season))
    person = enrolment.participant
    assert "Шаги «Шаги 1»" in read(person, "/learn/")
    assert "Шаги 1" in read(person, "/learn/courses/")
    assert "Можно смотреть" not in read(person, course.url)
    assert "1 другое занятие" in read(person, "/courses/")
    assert "<h1>Шаги 1</h1>" in read(person, activity.page.url)

    take_steps(person, activity, 1)
    assert "засчитано 50 %" in read(person, course.url)
    with django_capture_on_commit_callbacks(execute=True):
        take_steps(person, activity, 1)
    enrolment.refresh_from_db()
    assert (enrolment.required_total, enrolment.required_done) == (1, 1)
    assert "Учебный план пройден" in read(person, "/learn/")
    for path in ("/learn/courses/", course.url, reverse("courses:why", args=[activity.pk])):
        assert "Шаги 1" in read(person, path)
    assert '"type":"example_step"' in read(person, "/api/v1/completions/")
    row = next(iter(reports.get("activities").rows(ReportScope(season), now=NOW)))
    assert [row[0], *row[2:5]] == ["Шаги 1", "Шаги", 1, 1]


def test_nobody_is_asked_for_it_in_a_season_that_does_not_use_its_plugin(
    course, season, django_capture_on_commit_callbacks
):
    curriculum = make_curriculum([course], season=season)
    activity = publish_steps(course)
    new, worked = enrol_someone(curriculum), enrol_someone(curriculum)
    assert Completion.objects.count() == 0
    assert resolve(curriculum).switched_off == [activity]
    with django_capture_on_commit_callbacks(execute=True):
        turn(season, True)
    take_steps(worked.participant, activity, 1)
    assert Completion.objects.filter(is_assigned=True).count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        turn(season, False)
    kept = Completion.objects.get()
    assert (kept.participant, kept.is_assigned) == (worked.participant, False)
    with django_capture_on_commit_callbacks(execute=True):
        turn(season, True)
    assert Completion.objects.filter(is_assigned=True, participant=new.participant).exists()


def test_what_was_done_before_it_was_asked_for_counts(course, season):
    turn(season, True)
    activity = publish_steps(course, steps=1)
    person = make_user()
    take_steps(person, activity, 1)
    make_curriculum([course], season=season)
    enrol(participant=person, season=season, level="young", now=NOW)
    assert Completion.objects.get(participant=person).state == CompletionState.COMPLETED


def test_published_with_other_conditions_it_is_measured_anew(
    course, season, django_capture_on_commit_callbacks
):
    activity = publish_steps(course, steps=2)
    turn(season, True)
    person = enrol_someone(make_curriculum([course], season=season)).participant
    take_steps(person, activity, 1)
    page = activity.page.specific
    page.steps = 1
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert Completion.objects.get(participant=person).state == "completed"


def test_a_switch_belongs_to_one_season_and_remembers_who_and_when(season):
    other, by = make_season("2027", is_current=False), make_user()
    assert (turn(season, True, by), turn(season, True), turn(other, False)) == (True, False, False)
    assert (is_enabled(PLUGIN, season), is_enabled(PLUGIN, other), is_enabled("", other)) == (
        True,
        False,
        True,
    )
    switch = PluginSwitch.objects.get()
    assert (switch.season, switch.changed_by, switch.changed_at) == (season, by, NOW)


def test_every_page_shows_what_was_done_after_the_plugin_is_gone(course, season):
    activity = publish_steps(course, steps=1)
    turn(season, True)
    person = enrol_someone(make_curriculum([course], season=season)).participant
    take_steps(person, activity, 1)
    for registry in (dashboard_cards, reports, activity_types, completion_rules):
        registry.withdraw(PLUGIN)
    for path in ("/learn/", "/learn/courses/", "/courses/", course.url, "/api/v1/completions/"):
        assert read(person, path)
    row = next(iter(reports.get("completions").rows(ReportScope(season), now=NOW)))
    assert (row[6], row[7], str(row[9])) == ("Шаги 1", "example_step", "пройдено")


def test_thirty_of_them_take_as_many_queries_as_one(season):
    turn(season, True)
    counts = []
    for track, number in (("base", 1), ("pro", 30)):
        page = make_course()
        for _number in range(number):
            publish_steps(page)
        person = enrol_someone(make_curriculum([page], season=season, track=track)).participant
        client = Client()
        client.force_login(person)
        client.get("/learn/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/learn/")
            client.get(page.url)
        counts.append(len(captured))
    assert counts[0] == counts[1]


class TestCards:
    def test_a_plugins_card_is_shown_in_seasons_that_use_it(self, course, season):
        person = enrol_someone(make_curriculum([course], season=season)).participant
        assert "Шагайте" not in read(person, "/learn/")
        turn(season, True)
        assert "<h2>Шагайте, Анна</h2>" in read(person, "/learn/")

    @pytest.mark.parametrize("fault", ["context", "template"])
    def test_one_that_fails_is_left_out_and_the_page_goes_on(self, course, season, monkeypatch, fault):
        turn(season, True)
        person = enrol_someone(make_curriculum([course], season=season)).participant
        card = dashboard_cards.get("example_steps")
        broken = {"context": lambda board: 1 / 0, "template": "no/such.html"}
        monkeypatch.setitem(vars(card), fault, broken[fault])
        text = read(person, "/learn/")
        assert "Шагайте" not in text
        assert "Ваш сезон" in text
