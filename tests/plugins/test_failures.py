"""Whatever a plugin does wrong, and even when it is gone, every page is served and every record is shown."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
import pytest
from django.db import connection

from tests.plugins.broken import BROKEN, install_broken
from tests.plugins.distributions import install
from tests.plugins.sample_read import FILES, READY
from tests.servers import ROOT

# The database that every test of this process has is copied, not used.
pytestmark = pytest.mark.django_db


def probe(var: Path, plugins: Path, what: str, names: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.plugins.probe", what], cwd=ROOT, check=False, capture_output=True, text=True,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "prokadry.settings.testing",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT), str(plugins)]),
            "PROKADRY_PLUGINS": names,
            "PROKADRY_PLUGINS_STRICT": "0",
            "PROKADRY_VAR": str(var),
            "DATABASE_URL": f"sqlite:///{var / 'site.sqlite3'}",
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.rpartition("FOUND")[2] or "{}")
    return found


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Path:
    """A site in which a person has read what a plugin gave them to read."""
    folder = tmp_path_factory.mktemp("var")
    if connection.vendor == "sqlite":  # what is migrated already need not be migrated again
        with django_db_blocker.unblock(), sqlite3.connect(folder / "site.sqlite3") as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
    plugins = tmp_path_factory.mktemp("plugins")
    install(plugins, "sample_read", ready=READY, files=FILES)
    probe(folder, plugins, "make", "sample_read")
    return folder


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    return tmp_path


def failures(found: dict[str, Any]) -> dict[str, int]:
    return {address: status for address, status in found["statuses"].items() if status != 200}


def test_a_plugin_brings_everything_a_django_app_may(var: Path, plugins: Path) -> None:
    install(plugins, "sample_read", ready=READY, files=FILES)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.append(polib.POEntry(msgid="Something to read", msgstr="Что почитать"))
    messages = plugins / "sample_read/locale/ru/LC_MESSAGES"
    messages.mkdir(parents=True)
    catalogue.save_as_mofile(str(messages / "django.mo"))
    found = probe(var, plugins, "ask", "sample_read")
    assert failures(found) == {}
    page = next(text for address, text in found["texts"].items() if address.endswith("/reading/"))
    assert page == "<title>Чтение</title>Текст<p>слов: 1</p>/static/sample_read/pace.css"
    assert found["own"] == {"list": "Что почитать", "api": {"minutes": 5}, "static": True}
    assert found["health"] == [200, found["health"][1] | {"status": "ok", "plugins": []}]
    assert "Reading page" in found["texts"][found["add"]]


def test_what_was_completed_is_shown_when_the_plugin_is_gone(var: Path, plugins: Path) -> None:
    found = probe(var, plugins, "ask", "")
    assert failures(found) == {}
    assert ["reading", "completed"] in [row[1:] for row in found["rows"]]
    assert '"read_s":60' in found["texts"]["admin@example.org /api/v1/completions/"]
    page = next(text for address, text in found["texts"].items() if address.endswith("/reading/"))
    assert "Чтение" in page
    assert "<h1" in page
    told = [text for address, text in found["texts"].items() if address.endswith("/edit/")]
    assert any("создана плагином, который выключен" in text for text in told)


def test_broken_plugins_leave_every_page_standing(var: Path, plugins: Path) -> None:
    install_broken(plugins)
    found = probe(var, plugins, "ask", "*")
    assert failures(found) == {}
    status, health = found["health"]
    said = {
        (one["plugin"], one["where"] if one["state"] == "off" else ""): one["cause"]
        for one in health["plugins"]
    }
    assert status == 200
    for name, (_, stage, cause) in BROKEN.items():
        assert cause in said[name, stage]
    assert "nothing_of_this_name" in said["sample_read", ""]
    for name in BROKEN:
        assert name in found["texts"]["admin@example.org /cms/"]
