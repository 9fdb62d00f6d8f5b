"""The platform of a running server, in real time; signs people in as its own login page would have."""

import http.client
import json
import threading
import time
from collections.abc import Iterable
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.middleware.csrf import CSRF_TOKEN_LENGTH
from django.utils import timezone
from django.utils.crypto import get_random_string

from prokadry.accounts.models import User

from ..domain.evidence.ranges import merged
from ..models import Activity
from .platform import NO_NETWORK, Credit, Person, Refused, Started
from .world import shown_code

CREATED = 201
TIMEOUT_S = 30


class HttpPlatform:
    """A Platform behind an address. Each thread keeps a connection of its own."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._is_secure = parts.scheme == "https"
        self._host = parts.netloc
        self._own = threading.local()
        self._csrf = get_random_string(CSRF_TOKEN_LENGTH)

    def answers(self) -> bool:
        """Tell whether the server is there."""
        return self._exchange("GET", "/health/live", None, {})[0] == http.HTTPStatus.OK

    def now_ms(self) -> int:
        """See Platform."""
        return time.time_ns() // 1_000_000

    def wait_until(self, at_ms: int) -> None:
        """Sleep until a moment."""
        time.sleep(max(0, at_ms - self.now_ms()) / 1000)

    def start(self, person: Person, activity: Activity, kind: str) -> Started:
        """See Platform."""
        status, answer = self._post(person, "/e/sessions", {"kind": kind, "object": activity.pk})
        if status != CREATED:
            raise Refused(status)
        return Started(answer["tok"], answer["server_ms"])

    def ping(self, person: Person, token: str, slots: list[Any]) -> int:
        """See Platform."""
        return self._post(person, "/e/pings", {"t": token, "s": slots})[0]

    def check_in(self, person: Person, token: str, code: str) -> int:
        """See Platform."""
        return self._post(person, "/e/check-ins", {"t": token, "code": code})[0]

    def code(self, activity: Activity) -> str | None:
        """See Platform: read from the database, as the organiser's screen does."""
        return shown_code(activity, now=timezone.now())

    def credit(self, person: Person, activity: Activity) -> Credit:
        """See Platform."""
        status, answer = self._ask("GET", person, f"/e/progress/{activity.pk}")
        if status != http.HTTPStatus.OK:
            raise Refused(status)
        return Credit(merged((start, end) for start, end in answer["seen"]), answer["check_ins"]["done"])

    def _post(self, person: Person, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        return self._ask("POST", person, path, json.dumps(body))

    def _ask(self, method: str, person: Person, path: str, body: str | None = None) -> tuple[int, Any]:
        """Return the status and the JSON of an answer; NO_NETWORK where the server could not be reached."""
        cookies = {settings.SESSION_COOKIE_NAME: person.cookie, settings.CSRF_COOKIE_NAME: self._csrf}
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/json",
            "X-CSRFToken": self._csrf,
            "Referer": f"https://{self._host}/",
        }
        return self._exchange(method, path, body, headers)

    def _exchange(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, Any]:
        kept = getattr(self._own, "connection", None)
        # A server hangs up on a connection that was idle for long: only a new one tells whether it is there.
        for reused in (kept, None) if kept else (None,):
            connection = reused or self._connect()
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                continue
            self._own.connection = connection
            is_json = "json" in answer.headers.get("Content-Type", "")
            return answer.status, json.loads(content) if is_json else None
        self._own.connection = None
        return NO_NETWORK, None

    def _connect(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
        return kind(self._host, timeout=TIMEOUT_S)


def sign_out(cookies: Iterable[str]) -> None:
    """Delete these sign-ins."""
    for cookie in cookies:
        import_module(settings.SESSION_ENGINE).SessionStore(cookie).delete()


def sign_in(user: User) -> Person:
    """Write a sign-in of this person and return them with its cookie."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return Person(user, store.session_key)
