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
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "migrated"
OURS = ("courses", "tracks", "cms_pages", "site")


def migrated_database() -> Path:
    """Return an SQLite file that nobody may write. Raises CalledProcessError when a migration fails."""
    database = FOLDER / f"{_fingerprint()}.sqlite3"
    with _one_at_a_time():
        if not database.exists():
            for old in FOLDER.glob("*.sqlite3"):
                old.unlink()
            _make_file(database)
    return database


def migrated_template(settings: dict[str, Any]) -> str:
    """Return the name of a database on the PostgreSQL server of these settings, to be a template of others."""
    name = f"migrated_{_fingerprint()}"
    with (
        _one_at_a_time(),
        psycopg.connect(
            host=settings["OPTIONS"].get("host") or settings["HOST"], port=settings["PORT"] or None,
            user=settings["USER"], password=settings["PASSWORD"] or None, dbname="postgres", autocommit=True,
        ) as server,
    ):  # fmt: skip
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            draft = Identifier(f"{name}_draft")
            server.execute(SQL("DROP DATABASE IF EXISTS {}").format(draft))
            server.execute(SQL("CREATE DATABASE {}").format(draft))
            before, _slash, after = os.environ["DATABASE_URL"].rpartition(f"/{settings['NAME']}")
            _migrate(FOLDER, {"DATABASE_URL": f"{before}/{name}_draft{after}"})
            server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(draft, Identifier(name)))
    return name


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint() -> str:
    """Tell one set of migrations from another: ours by what they say, those of libraries by their versions."""
    found = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for app in OURS for path in (ROOT / app).rglob("migrations/*.py")):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _make_file(database: Path) -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        _migrate(Path(folder), {})
        made = Path(folder) / "migrated"
        # What lies in the log beside the file is taken along.
        with closing(sqlite3.connect(Path(folder) / "prokadry.sqlite3")) as source:
            source.execute("VACUUM INTO ?", (str(made),))
        made.rename(database)


def _migrate(var: Path, where: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True,
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        | {
            "DJANGO_SETTINGS_MODULE": "prokadry.settings.dev",
            "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
            "PROKADRY_PLUGINS": "",
            "PROKADRY_VAR": str(var),
            "CACHE_URL": "",
        }
        | where,
    )  # fmt: skip


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Let the test database begin as a copy; Django migrates on from there."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template(connection.settings_dict)
        yield
        return
    name = connection.creation._get_test_db_name()
    assert connection.creation.is_in_memory_db(name)
    with closing(sqlite3.connect(name, uri=True)) as memory:
        with closing(sqlite3.connect(migrated_database())) as template:
            template.backup(memory)
        # The memory is there as long as somebody is connected to it.
        yield
