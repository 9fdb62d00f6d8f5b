"""The commands say in plain words what is installed, what is wrong with it and what to do."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.core.management import CommandError, call_command

from prokadry.plugins import health
from prokadry.plugins.checks import check_plugins
from prokadry.plugins.discovery import Failure, discover
from tests.plugins.distributions import install
from tests.plugins.sample_read import FILES, READY
from tests.servers import ROOT

pytestmark = pytest.mark.django_db


def run(folder: Path, *arguments: str, names: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", "plugins", *arguments],
        cwd=ROOT, check=False, capture_output=True, text=True,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "prokadry.settings.dev",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT), str(folder)]),
            "PROKADRY_PLUGINS": names,
            "PROKADRY_VAR": str(folder / "var"),
        },
    )  # fmt: skip
    return done.returncode, done.stdout


def test_the_list_tells_on_from_off_and_what_each_brings(tmp_path: Path) -> None:
    without_tables = {name: text for name, text in FILES.items() if not name.startswith(("models", "migr"))}
    install(tmp_path, "sample_read", ready=READY, files=without_tables)
    install(tmp_path, "sample_idle", version="0.3")
    install(tmp_path, "sample_broken", ready="1 / 0")
    code, said = run(tmp_path, "list", names="sample_read,sample_broken,sample_gone")
    assert code == 0
    lines = said.splitlines()
    assert "sample_read 1.0  on  Пример (prokadry-sample_read)" in lines
    assert "    courses.activity_types: reading" in lines
    assert "    ui.nav_items: site.reading" in lines
    assert "sample_idle 0.3  not turned on  Пример (prokadry-sample_idle)" in lines
    assert "sample_broken 1.0  off  Пример (prokadry-sample_broken)" in lines
    assert any(line.startswith("sample_gone  off  absent: no installed distribution") for line in lines)


def test_the_doctor_names_plugin_cause_and_remedy(tmp_path: Path) -> None:
    install(tmp_path, "sample_read", ready=READY, files=FILES)
    code, said = run(tmp_path, "doctor", names="sample_read,sample_gone")
    assert code == 1
    assert "sample_gone is off. Stage: absent. Cause: no installed distribution" in said
    assert "Install its distribution with pip, or take the name out of PROKADRY_PLUGINS." in said
    assert "sample_read is off. Stage: migrations. Cause: migrations are not applied: 0001_initial" in said
    assert "Run manage.py migrate and restart" in said


def test_the_doctor_is_content_without_plugins(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("plugins", "doctor")
    assert capsys.readouterr().out == "No plugin is turned on.\n"


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(CommandError, match="invalid choice: 'cure'"):
        call_command("plugins", "cure")


@pytest.fixture
def _well() -> Iterator[None]:
    health.reset()
    yield
    health.reset()


@pytest.mark.usefixtures("_well")
@pytest.mark.parametrize(("strict", "kind"), [(True, checks.Error), (False, checks.Warning)])
def test_checks_are_strict_where_the_mode_is(settings: Any, strict: bool, kind: type) -> None:
    settings.PLUGINS_STRICT = strict
    health.turn_off(Failure("reading", "models", "half"))
    (found,) = check_plugins(None)
    assert isinstance(found, kind)
    assert "'reading' is off (models): half" in found.msg


@pytest.mark.usefixtures("_well")
def test_a_failed_task_is_remembered_until_it_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    code = "from django_tasks import task\nbroken = [1]\n@task()\ndef count():\n    if broken: 1 / 0\n"
    point = install(tmp_path, "sample_task", files={"tasks.py": code})
    settings.PLUGINS = discover(["sample_task"], [point])
    from sample_task import tasks  # type: ignore[import-not-found]  # written just now

    tasks.count.enqueue()
    (fault,) = health.faults()
    assert (fault.plugin, fault.seam) == ("sample_task", "task:sample_task.tasks.count")
    assert "ZeroDivisionError" in fault.cause
    tasks.broken.clear()
    tasks.count.enqueue()
    assert health.faults() == []
