"""What `plugins new` writes keeps the contract, and a plugin that breaks a rule of it is told which."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from tests.servers import ROOT

SETTINGS = """
import os
from pathlib import Path
from prokadry.plugins.testing import turn_on_source
for name in ("opinion", "faulty"):
    turn_on_source(Path(__file__).parent / f"prokadry-{name}")
os.environ["PROKADRY_PLUGINS"] = "opinion,faulty"
from prokadry.settings.testing import *
"""
EXTRAS = """

    from courses.models import Completion
    from tracks.extensions import Column, DashboardCard, dashboard_cards, reports

    class OneByOne:
        key, order, title, summary = "one_by_one", 1, "One by one", "A query for each row"
        permission, filters = "courses.view_all_completions", frozenset()
        columns = (Column("who", "Who"), Column("what", "What"))

        def rows(self, scope, *, now):
            for row in Completion.objects.filter(season=scope.season.key):
                yield [row.participant.last_name, row.state]

    reports.register(OneByOne())
    dashboard_cards.register(DashboardCard("faulty", "no/such.html", context=lambda board: 1 / 0))
"""
URLS = "from django.urls import path\nurlpatterns = [path('', lambda request: 1 / 0, name='list')]\n"
ONE_BY_ONE = """
        answers = [
            Answer.objects.filter(participant_id=person, activity_id=activity.pk).first() for person in closes
        ]
        return {answer.participant_id: measured(answer, closes[answer.participant_id]) for answer in answers if answer}
"""
# file → what stands there, what takes its place ("" to append)
FAULTS: dict[str, list[tuple[str, str]]] = {
    "plugin.toml": [('ru = "Вопросы (faulty)", ', "")],
    "models.py": [
        (", db_constraint=False, related_name", ", related_name"),
        ("max_length=250", "max_length=251"),
    ],
    "templates/faulty/question_page.html": [
        ("page.question|typo", "page.question|safe"),
        ("{% block main %}", "{% block main %}<script>alert(1)</script>"),
    ],
    "locale/ru/LC_MESSAGES/django.po": [('msgid "Send the answer"\nmsgstr "Отправить ответ"\n', "")],
    "personal.py": [("Answer.objects.filter(participant=user).delete()", "pass")],
    "rules.py": [("        answers = Answer", ONE_BY_ONE + "        answers = Answer")],
    "registration.py": [("", EXTRAS)],
    "urls.py": [("", URLS)],
}
TOLD = {
    "test_the_manifest_introduces_it_in_russian": "a text of plugin.toml has no Russian",
    "test_its_tables_hold_on_to_no_record_of_the_site": "db_constraint=False is missing: QuestionPage.page_ptr",
    "test_migrations_are_complete": "Alter field question on questionpage",
    "test_translations_are_complete": "not in the catalogue",
    "test_no_words_become_markup": "what people write is not escaped on",
    "test_its_pages_need_nothing_that_the_policy_forbids": "<script> with its text in the page",
    "test_what_is_stored_is_handed_out_and_erased": "something of an erased person is still there",
    "test_thirty_people_take_as_many_queries_as_one": "its rule: 1 → 30 queries",
    "test_its_cards_are_there_where_it_is_used": "the plugin failed while the site went on",
    "test_its_addresses_answer_everybody": "division by zero",
}
REPORTS = "test_its_reports_are_there_where_it_is_used"


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the scaffold writes, and with the same after many mistakes."""
    folder = tmp_path_factory.mktemp("projects")
    for name in ("opinion", "faulty"):
        call_command("plugins", "new", name, "--folder", str(folder))
    # One database for both, which one of them sets up.
    (folder / "prokadry-faulty" / "tests" / "conftest.py").unlink()
    package = folder / "prokadry-faulty" / "src" / "prokadry_faulty"
    for path, changes in FAULTS.items():
        file = package / path
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        for old, new in changes:
            assert old in text, f"{path}: {old}"
            text = text.replace(old, new, 1) if old else text + new
        file.write_text(text, encoding="utf-8")
    (folder / "both_settings.py").write_text(SETTINGS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def told(projects: Path) -> dict[tuple[str, str], str]:
    """What came of every test, by plugin and name: "" passed, else what was said. One process asks both plugins."""
    report = projects / "report.xml"
    faulty = projects / "prokadry-faulty" / "tests" / "test_contract.py"
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "pytest_django.plugin", "-c", "prokadry-opinion/pyproject.toml",
            "--rootdir", ".", "--ds", "both_settings", "--import-mode", "importlib", f"--junitxml={report}",
            "prokadry-opinion/tests", *(f"{faulty}::TestContract::{name}" for name in (*TOLD, REPORTS)),
        ],
        cwd=projects, check=False, capture_output=True, text=True,
        env=os.environ
        | {
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": os.pathsep.join(map(str, (projects, ROOT / "site", ROOT))),
            "PROKADRY_VAR": str(projects / "var"),
        },
    )  # fmt: skip
    assert report.exists(), done.stdout + done.stderr
    found: dict[tuple[str, str], str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        plugin = "faulty" if "faulty" in case.get("classname", "") else "opinion"
        said = "".join(
            f"{part.get('message')}\n{part.text}"
            for part in case
            if part.tag in ("failure", "error", "skipped")
        )
        key = (plugin, case.get("name", ""))
        found[key] = found.get(key, "") + said
    return found


def test_what_the_scaffold_writes_passes_its_own_tests(told: dict[tuple[str, str], str]) -> None:
    said = {name: text for (plugin, name), text in told.items() if plugin == "opinion"}
    assert {name: text for name, text in said.items() if text and "brings nothing for" not in text} == {
        "test_its_addresses_answer_everybody": said["test_its_addresses_answer_everybody"]
    }
    assert "opinion has no address without arguments" in said["test_its_addresses_answer_everybody"]
    for name in (
        "test_gone_after_people_completed_it_it_leaves_no_error",
        "test_an_answer_completes_the_question",
    ):
        assert said[name] == ""


@pytest.mark.parametrize("rule", TOLD)
def test_a_plugin_that_breaks_a_rule_is_told_which(told: dict[tuple[str, str], str], rule: str) -> None:
    assert TOLD[rule] in told["faulty", rule]


def test_a_report_is_asked_for_and_each_row_that_costs_a_query_is_seen(
    told: dict[tuple[str, str], str],
) -> None:
    assert told["faulty", REPORTS] == ""
    said = told["faulty", "test_thirty_people_take_as_many_queries_as_one"]
    assert "the report one_by_one: " in said
    assert "the file of the report one_by_one: " in said


@pytest.mark.parametrize(
    "command", [["ruff", "check"], ["ruff", "format", "--check"], ["djlint", "--lint", "--quiet"]]
)
def test_what_the_scaffold_writes_is_clean(projects: Path, command: list[str]) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / command[0], *command[1:], "."],
        cwd=projects / "prokadry-opinion", check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
