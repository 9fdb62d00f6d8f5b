"""A database with the product's migrations applied, made once for each set of them: to apply them takes half a minute.

Whoever takes a copy still runs `migrate`, which then has little or nothing to do.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "migrated"
OURS = ("courses", "tracks", "cms_pages", "site")


def migrated_database() -> Path:
    """Return an SQLite file that nobody may write. Raises CalledProcessError when a migration fails."""
    database = FOLDER / f"{_fingerprint()}.sqlite3"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            for old in FOLDER.glob("*.sqlite3"):
                old.unlink()
            _migrate(database)
    return database


def _fingerprint() -> str:
    """Tell one set of migrations from another: ours by what they say, those of libraries by their versions."""
    found = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for app in OURS for path in (ROOT / app).rglob("migrations/*.py")):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _migrate(database: Path) -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as var:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True,
            env={name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
            | {
                "DJANGO_SETTINGS_MODULE": "prokadry.settings.dev",
                "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
                "PROKADRY_PLUGINS": "",
                "PROKADRY_VAR": var,
            },
        )  # fmt: skip
        made = Path(var) / "migrated"
        # What lies in the log beside the file is taken along.
        with closing(sqlite3.connect(Path(var) / "prokadry.sqlite3")) as source:
            source.execute("VACUUM INTO ?", (str(made),))
        made.rename(database)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Let the test database in memory begin as a copy; Django migrates on from there."""
    if connection.vendor != "sqlite":
        yield
        return
    name = connection.creation._get_test_db_name()
    assert connection.creation.is_in_memory_db(name)
    with closing(sqlite3.connect(name, uri=True)) as memory:
        with closing(sqlite3.connect(migrated_database())) as template:
            template.backup(memory)
        # The memory is there as long as somebody is connected to it.
        yield
