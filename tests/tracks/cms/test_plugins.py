import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.extensions import activity_types
from prokadry.accounts.enums import Role
from prokadry.plugins import health
from prokadry.plugins.discovery import Discovery, Failure, discover
from prokadry.plugins.settings import plugin_settings
from tests.example_steps.contributions import PLUGIN, registered
from tests.plugins.distributions import install
from tests.tracks.cms.test_programme import sign_in, text_of
from tests.tracks.makers import make_season
from tracks.domain.plugins import is_enabled
from tracks.extensions import dashboard_cards, reports
from tracks.models import PluginSwitch

pytestmark = pytest.mark.django_db
PLUGINS = "/cms/plugins/"
SETTINGS = """
[settings.minutes]
type = "int"
default = 5
min = 1
max = 60
label = {ru = "Минут на шаг", en = "Minutes a step"}
[settings.pace]
type = "choice"
default = "slow"
label = {ru = "Темп", en = "Pace"}
[settings.pace.choices]
slow = {ru = "спокойный", en = "slow"}
fast = {ru = "быстрый", en = "fast"}
[settings.strict]
type = "bool"
default = true
label = {ru = "Строго", en = "Strict"}
"""


@pytest.fixture
def installed(settings, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    found = discover([PLUGIN], [install(tmp_path, PLUGIN, version="1.4.2", extra=SETTINGS)])
    broken = Failure("broken", "import", "ImportError: no module named xyz")
    settings.PLUGINS = Discovery(found.loadable, (broken,))
    with registered():
        yield
    health.reset()


def test_organisers_see_versions_what_each_brings_and_what_is_wrong(installed):
    client = sign_in()
    assert PLUGINS in text_of(client.get("/cms/"))
    listed = text_of(client.get(PLUGINS))
    for words in ("Пример", "1.4.2", "Для проверки", "Работает", "ни в одном сезоне", "no module named xyz"):
        assert words in listed
    shown = text_of(client.get(reverse("plugin", args=[PLUGIN])))
    for words in (
        "Виды занятий: Шаги",
        "Отчёты: Шаги",
        "Правила зачёта: enough_steps",
        "prokadry-example_steps",
    ):
        assert words in shown


def test_what_no_season_decides_about_has_no_switch(installed):
    make_season()
    for registry in (activity_types, reports, dashboard_cards):
        registry.withdraw(PLUGIN)
    client = sign_in()
    assert "на всём сайте" in text_of(client.get(PLUGINS))
    shown = text_of(client.get(reverse("plugin", args=[PLUGIN])))
    assert ("включать здесь нечего" in shown, 'name="season"' in shown) == (True, False)


def test_a_plugin_whose_parts_fail_says_which(installed):
    health.record_fault(PLUGIN, "tracks.reports:steps", "ZeroDivisionError: division by zero")
    shown = text_of(sign_in().get(reverse("plugin", args=[PLUGIN])))
    assert "Работает, но 1 его часть сбоит" in shown
    assert "ZeroDivisionError" in shown


def test_a_plugin_is_turned_on_and_off_by_season(installed):
    season, other = make_season(), make_season("2027", is_current=False)
    client, address = sign_in(), reverse("plugin", args=[PLUGIN])
    shown = text_of(client.post(address, {"season": [season.pk]}, follow=True))
    ticked = f'name="season" value="{season.pk}" checked'
    assert ("Сохранено" in shown, ticked in shown, shown.count('name="season"')) == (True, True, 2)
    assert (is_enabled(PLUGIN, season), is_enabled(PLUGIN, other)) == (True, False)
    entry = ModelLogEntry.objects.get(action="tracks.switch_plugin")
    assert (entry.data, entry.label) == ({"plugin": PLUGIN, "is_on": True}, "Сезон 2026")
    assert "Ничего не изменилось" in text_of(client.post(address, {"season": [season.pk]}, follow=True))
    client.post(address, {})
    assert not is_enabled(PLUGIN, season)


def test_settings_are_shown_in_words_checked_and_kept(installed):
    client, address = sign_in(), reverse("plugin", args=[PLUGIN])
    shown = text_of(client.get(address))
    for words in ("Минут на шаг", 'value="5"', "спокойный", "Строго"):
        assert words in shown
    form = {"settings": "1", "setting-minutes": "90", "setting-pace": "fast"}
    refused = text_of(client.post(address, form))
    assert ("Настройки не сохранены" in refused, 'value="90"' in refused) == (True, True)
    assert vars(plugin_settings(PLUGIN)) == {"minutes": 5, "pace": "slow", "strict": True}
    assert "Настройки сохранены" in text_of(
        client.post(address, form | {"setting-minutes": "7"}, follow=True)
    )
    assert vars(plugin_settings(PLUGIN)) == {"minutes": 7, "pace": "fast", "strict": False}


def test_one_that_is_gone_is_listed_while_a_season_uses_it():
    season = make_season()
    PluginSwitch.objects.create(season=season, plugin="gone", is_on=True, changed_at="2026-08-01T00:00Z")
    client = sign_in()
    assert "Больше не установлен" in text_of(client.get(PLUGINS))
    client.post(reverse("plugin", args=["gone"]), {})
    assert "Плагинов нет" in text_of(client.get(PLUGINS))


@pytest.mark.parametrize("address", ["", "example_steps/"])
def test_others_do_not_get_in(installed, address):
    client = sign_in(Role.EDITORS)
    assert client.get(PLUGINS + address).status_code == 302
    assert client.post(PLUGINS + "example_steps/", {}).status_code == 302
