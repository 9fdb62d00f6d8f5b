"""Plugins are found, judged and put in order without running a line of theirs."""

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prokadry.plugins.discovery import Discovery, discover
from prokadry.plugins.testing import install_source
from tests.plugins.distributions import install

SETTING = """
[settings.minutes]
type = "int"
default = 5
min = 1
max = 60
label = {ru = "Минуты", en = "Minutes"}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def found(folder: Path, *plugins: str, wanted: tuple[str, ...] = ("*",), **options: Any) -> Discovery:
    return discover(wanted, [install(folder, name, **options) for name in plugins])


def test_a_plugin_is_described_without_being_imported(folder: Path) -> None:
    result = found(
        folder, "sample_read", extra=SETTING, files={"__init__.py": "raise SystemExit('imported')"}
    )
    (plugin,) = result.loadable
    assert result.failures == ()
    assert (plugin.name, plugin.version, plugin.distribution) == (
        "sample_read",
        "1.0",
        "prokadry-sample_read",
    )
    assert plugin.config == "sample_read.apps.Config"
    assert plugin.package == "sample_read"
    assert plugin.manifest.title["ru"] == "Пример"
    assert plugin.manifest.settings["minutes"].default == 5
    assert result.apps == ["prokadry.plugins.slots.sample_read"]
    assert "sample_read" not in sys.modules


def test_none_are_on_until_they_are_asked_for(folder: Path) -> None:
    assert found(folder, "sample_b", wanted=()) == Discovery()


def test_what_is_asked_for_and_not_installed_is_told_apart_from_what_is_broken(folder: Path) -> None:
    (failure,) = found(folder, wanted=("nowhere",)).failures
    assert (failure.plugin, failure.stage) == ("nowhere", "absent")
    assert "no installed distribution" in failure.cause


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('name = "odd"', "", "plugin.name: expected a text"),
        ('name = "odd"', 'name = "Odd"', "plugin.name: expected a name of lower-case letters"),
        ('name = "odd"', 'name = "other"', "plugin.name is 'other', the entry point is named 'odd'"),
        ('author = "Tests"', "author = 7", "plugin.author: expected a text, found 7"),
        ('author = "Tests"', 'autor = "Tests"', "plugin.autor: expected one of the keys name, title"),
        ('">=1,<2"', '"one"', "plugin.api: expected a range of versions"),
        ('">=1,<2"', '">=2"', "needs plugin API >=2, this is 1.0"),
        ("title = {", "title = [", "expected a readable TOML file"),
        ('{ru = "Пример", en = "Example"}', "{}", "plugin.title: expected a text, or texts by language"),
        ('"int"', '"number"', "settings.minutes.type: expected one of int, float, bool"),
        ("default = 5", "default = 0", "settings.minutes.default: expected at least 1, found 0"),
        (
            "default = 5",
            "default = true",
            "settings.minutes.default: expected a value of type int, found True",
        ),
        ("max = 60", 'max = "60"', "settings.minutes.max: expected a number, found '60'"),
        ("[settings.minutes]", "[settings.Minutes]", "settings.Minutes: expected a name"),
    ],
)
def test_a_bad_manifest_is_named_with_key_and_expectation(
    folder: Path, old: str, new: str, complaint: str
) -> None:
    install(folder, "model", extra=SETTING)
    good = (folder / "model" / "plugin.toml").read_text().replace('"model"', '"odd"')
    assert old in good
    result = found(folder, "odd", manifest=good.replace(old, new, 1))
    (failure,) = result.failures
    assert result.loadable == ()
    assert complaint in failure.cause


def test_plugins_follow_what_they_need(folder: Path) -> None:
    points = [
        install(folder, "alpha", extra='requires = {gamma = ">=1"}\n'),
        install(folder, "beta"),
        install(folder, "gamma"),
    ]
    assert [plugin.name for plugin in discover(["*"], points).loadable] == ["beta", "gamma", "alpha"]


@pytest.mark.parametrize(
    ("requires", "complaint"),
    [
        ({"alpha": {"omega": ">=3"}}, "needs the plugin 'omega' >=3, which is not turned on"),
        ({"alpha": {"beta": ">=2"}}, "needs the plugin 'beta' >=2, installed is 1.0"),
        ({"alpha": {"beta": ">=1"}, "beta": {"alpha": ">=1"}}, "in a circle: alpha → beta → alpha"),
        (
            {"alpha": {"beta": ">=1"}, "beta": {"omega": ">=1"}},
            "needs the plugin 'beta', which is off: needs the",
        ),
    ],
)
def test_a_need_that_is_not_met_is_explained(
    folder: Path, requires: dict[str, dict[str, str]], complaint: str
) -> None:
    def line(name: str) -> str:
        needs = ", ".join(f'{other} = "{versions}"' for other, versions in requires.get(name, {}).items())
        return f"requires = {{{needs}}}\n"

    points = [install(folder, name, extra=line(name)) for name in ("alpha", "beta", "gamma")]
    result = discover(["*"], points)
    assert "gamma" in [plugin.name for plugin in result.loadable]
    assert result.failures[0].plugin == "alpha"
    assert complaint in result.failures[0].cause


NAMES = ["aa", "bb", "cc", "dd", "ee"]


@settings(max_examples=40)
@given(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))), st.permutations(NAMES))
def test_every_plugin_is_placed_once_after_its_needs_or_explained(
    tmp_path_factory: pytest.TempPathFactory, needs: set[tuple[str, str]], installed: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("plugins")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        points = {}
        for name in installed:
            others = ", ".join(f'{other} = ">=1"' for one, other in sorted(needs) if one == name)
            points[name] = install(folder, name, extra=f"requires = {{{others}}}\n")
        result = discover(["*"], points.values())
        again = discover(sorted(NAMES, reverse=True), [points[name] for name in NAMES])
    order = [plugin.name for plugin in result.loadable]
    failed = [failure.plugin for failure in result.failures]
    assert sorted(order + failed) == NAMES
    assert [plugin.name for plugin in again.loadable] == order
    for one, other in needs:
        if one in order:
            assert order.index(other) < order.index(one)
    assert all(any(one == name for one, _ in needs) for name in failed)


def test_a_source_tree_is_found_once_it_is_installed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = tmp_path_factory.mktemp("project")
    install(project / "src", "sample_source")
    (project / "pyproject.toml").write_text(
        '[project]\nname = "prokadry-source"\nversion = "2.1"\n'
        '[project.entry-points."prokadry.plugins"]\nsample_source = "sample_source.apps:Config"\n'
    )
    for _ in range(2):
        install_source(project, folder)
    (plugin,) = discover(["sample_source"]).loadable
    assert (plugin.distribution, plugin.version) == ("prokadry-source", "2.1")
