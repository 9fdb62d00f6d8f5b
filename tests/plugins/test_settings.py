"""Settings of a plugin keep to its manifest."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from prokadry.plugins.discovery import discover
from prokadry.plugins.models import PluginSettings
from prokadry.plugins.settings import InvalidSettings, change_settings, plugin_settings
from tests.plugins.distributions import install

NOW = datetime(2026, 10, 1, tzinfo=UTC)
DECLARED = """
[settings.minutes]
type = "int"
default = 5
min = 1
label = "Minutes"
[settings.pace]
type = "choice"
default = "slow"
label = "Pace"
choices = {slow = "Slow", fast = "Fast"}
"""


@pytest.fixture(autouse=True)
def _plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    settings.PLUGINS = discover(["sample_set"], [install(tmp_path, "sample_set", extra=DECLARED)])


@pytest.mark.django_db
def test_what_was_changed_is_read_back_beside_the_defaults() -> None:
    assert vars(plugin_settings("sample_set")) == {"minutes": 5, "pace": "slow"}
    change_settings(plugin="sample_set", values={"minutes": 9}, now=NOW)
    change_settings(plugin="sample_set", values={"pace": "fast"}, now=NOW)
    assert vars(plugin_settings("sample_set")) == {"minutes": 9, "pace": "fast"}


@pytest.mark.django_db
def test_values_that_do_not_fit_are_named_and_nothing_is_written() -> None:
    with pytest.raises(InvalidSettings) as refusal:
        change_settings(plugin="sample_set", values={"minutes": 0, "pace": "fast", "colour": "red"}, now=NOW)
    assert refusal.value.complaints == {"minutes": "at least 1", "colour": "one of minutes, pace"}
    assert not PluginSettings.objects.exists()


@pytest.mark.django_db
def test_a_stored_value_that_fits_no_more_gives_way_to_the_default() -> None:
    PluginSettings.objects.create(
        plugin="sample_set", values={"pace": "frantic", "minutes": 7}, updated_at=NOW
    )
    assert vars(plugin_settings("sample_set")) == {"minutes": 7, "pace": "slow"}


@pytest.mark.django_db
def test_settings_of_no_plugin_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(LookupError, match="no plugin 'nowhere' is turned on"):
        plugin_settings("nowhere")
