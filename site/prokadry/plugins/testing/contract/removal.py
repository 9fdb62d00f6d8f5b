"""The plugin is gone, and what people did with it is still shown."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from courses.models import ActivityPage

from ..programme import Programme, make_person
from .base import ContractBase


class RemovalContract(ContractBase):
    """Asked of a site of its own on which the plugin was never heard of, with the same database."""

    def test_gone_after_people_completed_it_it_leaves_no_error(
        self,
        programme: Programme,
        page: ActivityPage,
        tmp_path: Path,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("another process cannot see what this test wrote but on SQLite")
        person = programme.enrol().participant
        row = self.complete(page, person, django_capture_on_commit_callbacks)
        staff = make_person(is_staff=True, is_superuser=True)
        database = tmp_path / "site.sqlite3"
        database.write_bytes(connection.connection.serialize())
        found = _ask_without_plugins(tmp_path, database, page.pk, person.pk, staff.pk)
        failed = {path: status for path, status in found["statuses"].items() if status != 200}
        assert not failed, f"without the plugin: {failed}"
        assert found["deleted"] == [302, False]
        assert (found["kept"], found["learn"], found["erased"]) == ([row.state], 200, True)


def _ask_without_plugins(folder: Path, database: Path, *arguments: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "prokadry.plugins.testing.absence", *map(str, arguments)],
        cwd=settings.ROOT, check=False, capture_output=True, text=True,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "prokadry.settings.testing",
            "PYTHONPATH": os.pathsep.join([str(settings.ROOT / "site"), str(settings.ROOT)]),
            "PROKADRY_PLUGINS": "",
            "PROKADRY_VAR": str(folder / "var"),
            "DATABASE_URL": f"sqlite:///{database}",
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
