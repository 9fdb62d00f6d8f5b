"""Completion rows read by hundreds of thousands: what Django does for each takes longer than measuring it."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet, TextField
from django.db.models.base import ModelState
from django.db.models.functions import Cast

from ..models import Completion

CHUNK = 20_000
# When a row was written is of no use to a rule, and takes long to read.
UNREAD = {"created_at", "updated_at"}
JSON_FIELDS = ("rule_params", "evidence")
PLAIN = [
    field.attname
    for field in Completion._meta.concrete_fields
    if field.name not in UNREAD and field.name not in JSON_FIELDS
]


def read_rows(rows: "QuerySet[Completion]") -> Iterator[tuple[Completion, str]]:
    """Yield each row with when it was last written, as the database spells it: to tell whether that is so still."""
    texts = [Cast(name, TextField()) for name in (*JSON_FIELDS, "updated_at")]
    names = [*PLAIN, *JSON_FIELDS]
    for *plain, params, evidence, written in rows.values_list(*PLAIN, *texts).iterator(chunk_size=CHUNK):
        yield _row(zip(names, (*plain, dict(_parsed(params)), dict(_parsed(evidence))), strict=True)), written


def written_at(rows: "QuerySet[Completion]") -> dict[int, str]:
    """Return when each row was last written, by its id, as `read_rows` does."""
    return dict(rows.values_list("pk", Cast("updated_at", TextField())))


@lru_cache(maxsize=16_384)
def _parsed(text: str) -> dict[str, Any]:
    # There are as many results of an activity as it has seconds, however many people take part.
    return json.loads(text)  # type: ignore[no-any-return]  # both columns hold objects only


def _row(values: Iterable[tuple[str, object]]) -> Completion:
    row = Completion.__new__(Completion)
    row._state = ModelState()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    row.__dict__.update(values)
    return row
