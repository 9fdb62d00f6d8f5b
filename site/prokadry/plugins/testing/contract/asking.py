"""Asking pages: what they answer, and what that costs."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def read(browser: Client, path: str) -> str:
    """Return the text of a page, with plain spaces. Raises AssertionError unless it answers with 200."""
    response = browser.get(path)
    assert response.status_code == 200, f"{path} answers {response.status_code}"
    return body_of(response).replace("\xa0", " ").replace("&nbsp;", " ")


def body_of(response: Any) -> str:
    """Return what was sent, all of it also where it comes piece by piece."""
    content = response.getvalue() if response.streaming else response.content
    return str(content.decode(errors="replace"))


def queries_of(ask: Callable[[], object]) -> list[str]:
    """Return the statements that a question takes once it has been asked before."""
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return [query["sql"] for query in captured.captured_queries]


def assert_same(few: Mapping[str, list[str]], many: Mapping[str, list[str]]) -> None:
    """Fail for every question that takes more statements with thirty rows than with one, and show which."""
    grown = [
        f"{name}: {len(statements)} → {len(many[name])} queries\n{_new(statements, many[name])}"
        for name, statements in few.items()
        if len(many[name]) > len(statements)
    ]
    assert not grown, "more queries for 30 rows than for 1:\n" + "\n".join(grown)


def _new(few: list[str], many: list[str]) -> str:
    """Statements differ in their values, so they are told apart by how they begin."""
    more = Counter(sql.partition(" WHERE ")[0][:200] for sql in many)
    more.subtract(sql.partition(" WHERE ")[0][:200] for sql in few)
    return "\n".join(f"    {count} × {sql}" for sql, count in more.most_common(3) if count > 0)
