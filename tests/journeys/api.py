"""What another system sees of the demo: the completion API with a token."""

import json
import sqlite3
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

from tests.servers import RunningSite

ORGANISER = "organiser@example.org"


def read_api(site: RunningSite, path: str, token: str, **query: object) -> Any:
    """Return the decoded answer of an API address."""
    request = urllib.request.Request(
        f"{site.url}/api/v1/{path}?{urlencode(query)}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def organiser_token(site: RunningSite) -> str:
    """Return a token that may read all completions."""
    return site.installation.manage("api_token", ORGANISER, "--scope", "completions:read")


def user_id(site: RunningSite, email: str) -> int:
    """Return the id of a demo account."""
    ((pk,),) = ask_database(site, "SELECT id FROM accounts_user WHERE email = ?", email)
    return int(pk)


def ask_database(site: RunningSite, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows; a management command would take seconds to start."""
    with closing(sqlite3.connect(site.installation.var / "prokadry.sqlite3")) as database, database:
        return database.execute(query, values).fetchall()


def wait_for(condition: Callable[[], Any], *, within_s: float, every_s: float = 0.5) -> Any:
    """Return the first true value of `condition`. Raises AssertionError when it stays false."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(every_s)
    raise AssertionError(f"not within {within_s} s: {condition}")
