import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ModelLogEntry

from prokadry.accounts.enums import Role
from tests.factories import NOW, make_course
from tests.tracks.cms.test_programme import sign_in, text_of
from tests.tracks.makers import at, make_curriculum, make_season, stream, webinar
from tracks.models import PluginSwitch, Season

pytestmark = pytest.mark.django_db
FIELDS = {"title": "Сезон 2027", "key": "2027", "starts_on": "2027-08-07"}


def address(season):
    return reverse("season:copy", args=[season.pk])


@pytest.fixture
def season():
    return make_season()


def test_the_list_and_the_season_lead_there(season):
    client = sign_in()
    for page in (reverse("season:index"), reverse("season:edit", args=[season.pk])):
        assert address(season) in text_of(client.get(page))


def test_the_form_suggests_the_next_year_and_shows_what_it_would_be(season):
    course = make_course()
    webinar(course, title="Лекция", closes_at=at(days=3))
    stream(course, title="Встреча")
    make_curriculum([course], season=season)
    PluginSwitch.objects.create(season=season, plugin="gone", is_on=True, changed_at=NOW)
    page = text_of(sign_in().get(address(season)))
    for words in (
        'value="Сезон 2027"', 'value="2027"', 'value="2027-08-07"', "со сдвигом на 365 дней",
        "7 августа 2027 — 16 сентября 2027", "1 курс, 2 исключения", "gone", "<li>Лекция</li>", "<li>Встреча</li>",
        "«Сезон 2026» ещё не закончен",
    ):  # fmt: skip
        assert words in page


def test_showing_writes_nothing(season):
    page = text_of(sign_in().post(address(season), FIELDS | {"starts_on": "2027-08-08", "show": "1"}))
    assert "со сдвигом на 366 дней" in page
    assert Season.objects.count() == 1


def test_copying_leads_to_the_new_season_and_is_logged(season):
    make_curriculum(season=season)
    client = sign_in()
    response = client.post(address(season), FIELDS, follow=True)
    target = Season.objects.get(key="2027")
    assert response.redirect_chain[-1][0] == reverse("season:edit", args=[target.pk])
    assert "«Сезон 2027» создан" in text_of(response)
    entry = ModelLogEntry.objects.get(action="tracks.copy_season")
    assert (entry.label, entry.data) == ("Сезон 2027", {"source": "2026"})
    assert str(entry.user_id) == client.session["_auth_user_id"]


def test_the_button_pressed_twice_says_that_it_is_done_and_loses_nothing(season):
    client = sign_in()
    client.post(address(season), FIELDS)
    page = text_of(client.post(address(season), FIELDS))
    assert "Сезон с ключом «2027» уже есть." in page
    assert 'value="2027-08-07"' in page
    assert Season.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_on": "2026-08-07"}, "копия должна начаться позже"),
        ({"starts_on": "2207-08-07"}, "Проверьте год"),
        ({"starts_on": "soon"}, "Введите правильную дату"),
        ({"key": "год 2027"}, "Значение должно состоять только из латинских букв"),
        ({"title": ""}, "Обязательное поле"),
    ],
)
def test_what_is_wrong_stands_at_its_field(season, fields, words):
    page = text_of(sign_in().post(address(season), FIELDS | fields))
    assert page.count(words) == 1
    assert Season.objects.count() == 1


def test_a_season_without_stages_says_what_to_do():
    season = make_season(stages=[])
    page = text_of(sign_in().get(address(season)))
    assert "нет этапов" in page
    assert 'name="starts_on"' not in page


def test_who_may_not_make_all_of_it_stays_out(season):
    client = sign_in()
    Group.objects.get(name=Role.ORGANISERS.value).permissions.filter(codename="switch_plugin").delete()
    for stranger in (client, sign_in(Role.EDITORS)):
        assert stranger.get(address(season)).status_code == 302
        assert stranger.post(address(season), FIELDS).status_code == 302
    assert Season.objects.count() == 1
