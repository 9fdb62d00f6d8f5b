"""Whoever follows docs/plugins.md has a plugin of their own that works, and a site without a trace of it afterwards."""

import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from prokadry.plugins.reference.imports import list_unlisted
from tests.migrated import migrated_database
from tests.plugins.tutorial import Terminal, read_steps

VISITS = "PYTHONPATH=$PROKADRY/site:$PROKADRY .venv/bin/python -m tests.plugins.tutorial_visits"
BEGIN, INSTALL, USE, RULE, REPORT, CARD, RUSSIAN, TEST, UPDATE, WHEEL, REMOVE = range(1, 12)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    site = tmp_path / "site.sqlite3"
    shutil.copy(migrated_database(), site)
    return Terminal(
        tmp_path,
        {
            "PROKADRY_VAR": str(tmp_path / "var"),
            "DATABASE_URL": f"sqlite:///{site}",
            # What the scaffold promises by itself has a test of its own.
            "PYTEST_ADDOPTS": "-p tests.plugins.ready_tables -k 'Contract or completes or test_words'",
        },
    )


def test_the_tutorial_leads_to_a_plugin_that_works_and_goes(terminal: Terminal) -> None:
    steps = read_steps()
    assert list(steps) == list(range(BEGIN, REMOVE + 1))

    def follow(step: int) -> str:
        return "".join(map(terminal.do, steps[step]))

    def visit(*what: str) -> None:
        terminal.run(f"{VISITS} {' '.join(what)}", DJANGO_SETTINGS_MODULE="prokadry.settings.testing")

    scaffold, its_tests = steps[BEGIN]  # the scaffold's tests have a test of their own
    terminal.do(scaffold)
    assert "pytest" in its_tests.text
    follow(INSTALL)
    visit("make", "use")
    for step in (RULE, REPORT, CARD, RUSSIAN):
        follow(step)
    tested = follow(TEST)
    assert "test_contract.py" in tested
    assert " passed" in tested
    assert " failed" not in tested
    assert list_unlisted(terminal.plugin) == []
    told = follow(UPDATE)
    for line in ("activity_types: essay", "completion_rules: essay_answered, essay_words"):
        assert f"courses.{line}\n" in told
    assert "tracks.reports: essay_answers\n" in told
    assert "tracks.dashboard_cards: essay_waiting\n" in told
    visit("use_again")
    follow(WHEEL)
    (wheel,) = (terminal.plugin / "dist").glob("prokadry_essay-*.whl")
    packed = ZipFile(wheel).namelist()
    for name in ("plugin.toml", "migrations/0002_fewest_words.py", "locale/ru/LC_MESSAGES/django.mo"):
        assert f"prokadry_essay/{name}" in packed
    follow(REMOVE)
    assert not list((terminal.project / ".venv").rglob("*essay*"))
    visit("afterwards")
