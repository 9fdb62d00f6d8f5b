"""Many rows in one statement: arrays on PostgreSQL, one prepared statement run many times on SQLite.

Django's own `bulk_update` writes a CASE for every row, which costs more than everything else together once rows
are counted in thousands. Values are given as the database driver takes them: JSON as text, binary as bytes.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

import psycopg
from django.db import connection
from django.db.models import BooleanField, F, Field, Func, Model, QuerySet
from django.db.models.expressions import RawSQL

Rows = Iterable[Sequence[Any]]
BARE = "%(expressions)s"


def insert(model: type[Model], names: Sequence[str], rows: Rows, *, conflict: str = "") -> None:
    """Insert rows of the named fields; `conflict` is SQL for what is there already."""
    columns = _columns(model, names)
    into = f"INSERT INTO {_table(model)} ({_list(columns)})"
    _run(
        f"{into} SELECT * FROM {{source}} {conflict}",
        f"{into} VALUES {{values}} {conflict}",
        model,
        names,
        rows,
    )


def upsert(model: type[Model], names: Sequence[str], rows: Rows, *, unique: Sequence[str]) -> None:
    """Insert rows, or overwrite those with the same values in the fields `unique`."""
    key = _columns(model, unique)
    others = _columns(model, [name for name in names if name not in unique])
    sets = ", ".join(f'"{column}" = EXCLUDED."{column}"' for column in others)
    insert(model, names, rows, conflict=f"ON CONFLICT ({_list(key)}) DO UPDATE SET {sets}")


def update(model: type[Model], names: Sequence[str], rows: Rows) -> None:
    """Set fields of existing rows; the last name is the primary key."""
    columns = _columns(model, names)
    *others, key = columns
    arrays = ", ".join(f'"{column}" = source."{column}"' for column in others)
    single = ", ".join(f'"{column}" = %s' for column in others)
    _run(
        f'UPDATE {_table(model)} SET {arrays} FROM {{source}} AS source ({_list(columns)}) '
        f'WHERE {_table(model)}."{key}" = source."{key}"',
        f'UPDATE {_table(model)} SET {single} WHERE "{key}" = %s',
        model, names, rows,
    )  # fmt: skip


def take(model: type[Model], names: Sequence[str], *, rows: str, params: Sequence[Any]) -> list[Any]:
    """Delete the rows whose primary keys the query `rows` names, and return them as tuples of the named fields."""
    columns = _list(_columns(model, names))
    key = model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            # A common table expression is run once, whatever plan the database makes for the rest.
            f"WITH taken AS ({rows}) "
            f'DELETE FROM {_table(model)} WHERE "{key}" IN (SELECT * FROM taken) RETURNING {columns}',
            list(params),
        )
        return cursor.fetchall()


def among(field: str, ids: Collection[int]) -> Func:
    """Return the condition that a field is one of very many ids: one parameter instead of one for each.

    On PostgreSQL an array and not a query of its elements: how that is joined is guessed from statistics, and in
    a table that was filled a moment ago the guess takes half a minute.
    """
    if connection.vendor == "postgresql":
        among = Func(RawSQL("%s::bigint[]", [list(ids)]), function="ANY")
        return Func(F(field), among, arg_joiner=" = ", template=BARE, output_field=BooleanField())
    listed = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(ids))])
    return Func(F(field), listed, arg_joiner=" IN ", template=BARE, output_field=BooleanField())


def read(rows: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of a `values_list`, long binary values as they are.

    PostgreSQL would write them as hexadecimal text, which takes longer than everything done with them later.
    """
    if connection.vendor != "postgresql":
        return list(rows.iterator())
    sql, params = rows.query.sql_with_params()
    connection.ensure_connection()
    binary = psycopg.Cursor(connection.connection)
    binary.format = psycopg.pq.Format.BINARY
    # As `connection.cursor()` does: faults become Django's, and queries are counted.
    with connection._prepare_cursor(binary) as cursor:  # type: ignore[attr-defined]  # private, but the one way
        cursor.execute(sql, params)
        return cursor.fetchall()


def _run(arrays: str, single: str, model: type[Model], names: Sequence[str], rows: Rows) -> None:
    rows = list(rows)
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            types = [_field(model, name).db_type(connection) for name in names]
            source = ", ".join(f"%s::{kind}[]" for kind in types)
            cursor.execute(
                arrays.format(source=f"unnest({source})"), list(map(list, zip(*rows, strict=True)))
            )
        else:
            values = f"({', '.join(['%s'] * len(names))})"
            cursor.executemany(single.format(values=values), rows)


def instant(value: Any) -> Any:
    """Return an instant, or None, as the driver of this database takes it."""
    if value is None or connection.vendor == "postgresql":
        return value
    return _as_text(value)


@lru_cache(maxsize=1024)
def _as_text(value: datetime) -> str:
    # Most rows of a batch were written, or are due, at the same instant.
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", model._meta.get_field(name))


def _columns(model: type[Model], names: Iterable[str]) -> list[str]:
    return [str(_field(model, name).column) for name in names]


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'


def _list(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
