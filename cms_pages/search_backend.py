"""Wagtail's database search that knows Russian word forms on both databases.

PostgreSQL has a Russian configuration of its own; SQLite gets ours. Name this module as `BACKEND` in
MODELSEARCH_BACKENDS.
"""

from typing import Any

from django.db import connection
from modelsearch.backends import database


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name modelsearch looks for
    """Return our backend for SQLite with full-text search, the stock one of any other database."""
    stock = database.SearchBackend(params)
    if connection.vendor != "sqlite":
        return stock
    from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend

    from .sqlite_search import RussianSQLiteBackend

    return RussianSQLiteBackend(params) if isinstance(stock, SQLiteSearchBackend) else stock
