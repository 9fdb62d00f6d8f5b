"""A database of its own for what is measured: on the server that DATABASE_URL names, or a file."""

import os
import shutil
from pathlib import Path

import dj_database_url
import psycopg
from psycopg.sql import SQL, Identifier

from tests.servers import Installation, new_installation

NAME = "bench"


def fresh_installation(var: Path, **environment: str) -> Installation:
    """Return an installation for measuring, with an empty database that has all its tables."""
    shutil.rmtree(var, ignore_errors=True)
    installation = new_installation(
        var, DJANGO_SETTINGS_MODULE="tests.bench.settings", **_empty_database(), **environment
    )
    installation.manage("migrate", "--verbosity", "0")
    return installation


def _empty_database() -> dict[str, str]:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return {}
    server = dj_database_url.parse(url)
    with psycopg.connect(
        host=server["OPTIONS"].get("host") or server["HOST"], user=server["USER"], dbname="postgres",
        password=server["PASSWORD"] or None, autocommit=True,
    ) as connection:  # fmt: skip
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(NAME)))
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(NAME)))
    before, _slash, after = url.rpartition(f"/{server['NAME']}")
    return {"DATABASE_URL": f"{before}/{NAME}{after}"}
