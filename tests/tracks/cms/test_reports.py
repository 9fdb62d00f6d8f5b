import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from prokadry.accounts.enums import Role
from tests.example_steps.contributions import PLUGIN, registered
from tests.factories import NOW
from tests.tracks.cms.test_programme import sign_in, text_of
from tests.tracks.domain.steps_report import StepsReport
from tests.tracks.makers import course_with, enrol_someone, make_curriculum, make_season
from tracks.domain.switches import switch_plugin
from tracks.extensions import reports

pytestmark = pytest.mark.django_db
LIST = "/cms/reports/programme/"


@pytest.fixture
def steps():
    with registered():
        yield


def turn_on(season):
    switch_plugin(plugin=PLUGIN, season=season, is_on=True, by=None, now=NOW)


def page(key, **scope):
    return sign_in().get(reverse("programme_report", args=[key]), scope)


def file_of(key, **scope):
    response = sign_in().get(reverse("programme_report_file", args=[key]), scope)
    return response, b"".join(response.streaming_content).decode()


def test_organisers_find_every_report_of_the_registry_that_a_season_uses(steps):
    client = sign_in()
    assert "Шаги" not in text_of(client.get(LIST))
    assert page("steps").status_code == 404
    turn_on(make_season())
    assert LIST in text_of(client.get("/cms/"))
    listed = text_of(client.get(LIST))
    for report in reports:
        assert f'href="{LIST}{report.key}/"' in listed


@pytest.mark.parametrize("address", ["", "completions/", "completions/table.csv"])
def test_others_get_none(address):
    make_season()
    client = sign_in(Role.EDITORS)
    assert client.get(LIST + address).status_code == 302
    assert "reports/programme" not in text_of(client.get("/cms/"))


def test_a_report_is_narrowed_by_what_it_heeds_and_saved_as_it_is_shown():
    season = make_season()
    course = course_with(2)
    curriculum = make_curriculum([course], season=season)
    enrol_someone(curriculum, email="a@example.org")
    activity = course.course.activities.first()
    shown = text_of(page("completions", season=season.pk, activity=activity.pk))
    assert (shown.count("a@example.org"), 'name="track"' in shown) == (1, True)
    assert f"table.csv?season={season.pk}&amp;activity={activity.pk}" in shown
    response, text = file_of("completions", season=season.pk, activity=activity.pk)
    assert response["Content-Disposition"] == 'attachment; filename="completions-2026.csv"'
    assert text.count("\r\n") == 2
    taken = ModelLogEntry.objects.get(action="tracks.export_report")
    assert (taken.label, taken.data["report"]) == ("Сезон 2026", "completions")
    assert 'name="activity"' not in text_of(page("tracks"))


def test_what_the_address_gets_wrong_is_said_and_left_open():
    season = make_season()
    enrol_someone(make_curriculum([course_with(1)], season=season), email="a@example.org")
    shown = text_of(page("completions", season=season.pk, activity="999", track="nowhere"))
    assert "a@example.org" in shown
    assert shown.count("error-message") == 2
    assert sign_in().get(f"{LIST}nothing/").status_code == 404


def test_a_report_works_before_there_is_a_season():
    assert "Сезона пока нет" in text_of(page("completions"))


def test_a_plugins_report_is_asked_about_the_seasons_that_use_it(steps):
    make_season("2025", is_current=False)
    turn_on(make_season())
    shown = text_of(page("steps"))
    assert ("Сезон 2026" in shown, "Сезон 2025" in shown) == (True, False)


def test_a_report_that_fails_says_so_and_leaves_the_others_alone(steps, monkeypatch):
    turn_on(make_season())
    assert "Готово" in text_of(page("steps"))
    monkeypatch.setattr(StepsReport, "rows", lambda self, scope, now: 1 / 0)
    assert "Отчёт не получился" in text_of(page("steps"))
    response = sign_in().get(reverse("programme_report_file", args=["steps"]))
    assert (response.status_code, "Отчёт не получился" in text_of(response)) == (500, True)
    assert page("tracks").status_code == 200
    assert "Шаги" in text_of(sign_in().get(LIST))


def test_thirty_people_take_as_many_queries_as_one():
    curriculum = make_curriculum([course_with(1)])
    client = sign_in()
    counts = []
    for people in (1, 29):
        for _number in range(people):
            enrol_someone(curriculum)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("programme_report", args=["completions"]))
        counts.append(len(captured))
    assert counts[0] == counts[1]
