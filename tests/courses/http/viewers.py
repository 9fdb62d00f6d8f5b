"""People before a screen, as the evidence addresses see them: sign-in, sessions, pings, a clock to wait on."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client

from courses import background
from courses.models import Activity
from prokadry.accounts.models import User
from tests.courses.domain.evidence.simulation import Device, Event
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

SLOT = timedelta(seconds=5)


class Clock:
    """A clock that stands still until somebody waits."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller
        self.now = NOW

    def wait(self, seconds: float) -> None:
        self.set(self.now + timedelta(seconds=seconds))

    def set(self, now: datetime) -> None:
        self.now = now
        self._traveller.move_to(now, tick=False)


class Viewer:
    """One sign-in of one person before one activity."""

    def __init__(self, user: User, activity: Activity, clock: Clock) -> None:
        self.user = user
        self.activity = activity
        self.clock = clock
        self.client = Client()
        self.client.force_login(user)
        self.started: dict[str, Any] = {}

    def start(self, **body: Any) -> HttpResponse:
        kind = "live" if self.activity.type == "live_stream" else "recorded"
        response = self.post("/e/sessions", {"kind": kind, "object": self.activity.pk, **body})
        if response.status_code == 201:
            self.started = response.json()
        return response

    def ping(self, slots: Any = None, **body: Any) -> HttpResponse:
        if slots is not None:
            body["s"] = slots
        return post_ping(self.client, {"t": self.started.get("tok"), **body})

    def check_in(self, code: Any, **body: Any) -> HttpResponse:
        return self.post("/e/check-ins", {"t": self.started.get("tok"), "code": code, **body})

    def post(self, path: str, body: Any) -> HttpResponse:
        return self.client.post(path, data=json.dumps(body), content_type="application/json")

    def progress(self) -> dict[str, Any]:
        response = self.client.get(f"/e/progress/{self.activity.pk}")
        assert response.status_code == 200, response.content
        return response.json()

    def watch(self, seconds: int, *, speed: float = 1.0, start_s: float = 0, from_slot: int = 0) -> None:
        """Play for a while of wall time and send every 30 s, as the page does."""
        slots: list[list[int]] = []
        for number in range(seconds // 5):
            media_ms = int(start_s * 1000 + number * 5000 * speed)
            slots.append([from_slot + number, media_ms, int(media_ms + 5000 * speed)])
            self.clock.wait(5)
            if number % 6 == 5:
                assert self.ping(slots[-18:]).status_code == 200
        assert self.ping(slots[-18:]).status_code == 200

    def device(self) -> Device:
        """A page that plays in the session started last; `deliver` sends what it would send."""
        return Device(self.started["tok"], self.started["server_ms"])

    def deliver(self, events: Iterable[Event]) -> list[HttpResponse]:
        """Send pings at their moments, in the order given; the clock never goes back."""
        responses = []
        for at_ms, body in events:
            at = datetime.fromtimestamp(at_ms / 1000, UTC)
            self.clock.set(max(at, self.clock.now))
            responses.append(post_ping(self.client, body))
        return responses


def post_ping(client: Client, body: Any, **extra: Any) -> HttpResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic("POST", "/e/pings", data, content_type="text/plain", **extra)


def make_viewer(clock: Clock, *, duration_s: float = 600, user: User | None = None, **window: Any) -> Viewer:
    """Return somebody whose curriculum asks for a recorded webinar."""
    user = user or make_user()
    activity = make_webinar(duration_s=duration_s).activity
    assign_to(user, activity, **window)
    return Viewer(user, activity, clock)


def make_attendee(clock: Clock, *, activity: Activity | None = None, **stream: Any) -> Viewer:
    """Return somebody whose curriculum asks for a live stream of 90 minutes that starts now."""
    user = make_user()
    activity = activity or make_stream(**stream).activity
    assign_to(user, activity)
    return Viewer(user, activity, clock)


def settle(clock: Clock) -> None:
    """Do what the background loop does by and by."""
    background.run_once(now=clock.now)
