"""Thousands of signed-in viewers with tokens, made in bulk: it is their pings that are measured, not their arrival."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings

from courses.domain.assignments import Assignment, assign
from courses.domain.evidence.tokens import Anchor, login_hash
from courses.domain.instants import to_ms
from courses.enums import SessionKind
from courses.http import anchors
from courses.models import Activity, Completion, WatchSession
from courses.simulation.world import World, make_world
from prokadry.accounts.models import User

LENGTH_S = 5_400
# Recorded sessions began this long ago: all slots claimed below have ended and none is stale.
AGO = timedelta(minutes=10)
NEW_SLOTS = 6
PINGS = 4
BATCH = 2_000


@dataclass(frozen=True)
class Crowd:
    """Viewers before one recording, or in one stream that is on the air."""

    world: World
    users: list[User]
    kind: str
    now: datetime

    @property
    def activity(self) -> Activity:
        """What they watch."""
        return (self.world.streams if self.kind == "live" else self.world.webinars)[0]


def make_crowd(size: int, *, kind: str, now: datetime) -> Crowd:
    """Write people who have to do one activity and are doing it now."""
    world = make_world(people=size, webinars=1, streams=1, length_s=LENGTH_S, starts_at=now - AGO, now=now)
    crowd = Crowd(world, world.people, kind, now)
    rule_params = {"threshold_pct": 75} if kind == "live" else {}
    for start in range(0, size, BATCH):
        assign(
            assignments=[
                Assignment(
                    participant_id=user.pk, activity_id=crowd.activity.pk, season="bench", track="bench",
                    position=1, is_required=True, opens_at=None, closes_at=None, is_extended=False,
                    rule_params=rule_params,
                )
                for user in crowd.users[start : start + BATCH]
            ],
            now=now,
        )  # fmt: skip
    assert Completion.objects.filter(activity=crowd.activity).count() == size
    return crowd


def make_sessions(crowd: Crowd) -> list[WatchSession]:
    """Write one watch session for each of the crowd."""
    return WatchSession.objects.bulk_create(
        [
            WatchSession(
                participant_id=user.pk, activity=crowd.activity, kind=SessionKind(crowd.kind),
                rev=crowd.activity.rev, t0_ms=to_ms(crowd.now - AGO),
            )
            for user in crowd.users
        ],
        batch_size=BATCH,
    )  # fmt: skip


def ping_bodies(
    crowd: Crowd, sessions: Iterable[WatchSession], *, pings: int = PINGS
) -> list[tuple[str, bytes]]:
    """Return (cookie, body) of all their pings: everybody's first, then everybody's second, and so on.

    A ping of a recording carries twelve slots, six of which the one before it carried too, as the page does.
    """
    secret = next(iter(anchors.evidence_keys().values()))
    tokens = []
    for session in sessions:
        cookie = f"bench{session.participant_id}"
        anchor = Anchor(
            kind=crowd.kind, sid=session.pk, participant=session.participant_id, activity=session.activity_id,
            rev=session.rev, t0_ms=session.t0_ms, duration_ms=LENGTH_S * 1000, login=login_hash(cookie, secret),
        )  # fmt: skip
        tokens.append((cookie, anchors.sign(anchor)))
    return list(chain.from_iterable(_round(crowd.kind, tokens, number) for number in range(pings)))


def _round(kind: str, tokens: Iterable[tuple[str, str]], number: int) -> list[tuple[str, bytes]]:
    claims: list[list[int]] = []
    if kind == "recorded":
        slots = range(number * NEW_SLOTS, (number + 2) * NEW_SLOTS)
        claims = [[k, k * 5_000, k * 5_000 + 5_000] for k in slots]
    said = json.dumps(claims, separators=(",", ":"))
    return [(cookie, f'{{"t":"{token}","s":{said}}}'.encode()) for cookie, token in tokens]


def as_requests(bodies: Iterable[tuple[str, bytes]], *, path: str = "/e/pings") -> list[bytes]:
    """Return the pings as HTTP requests, ready to be sent."""
    name = settings.SESSION_COOKIE_NAME
    return [
        (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {name}={cookie}\r\n"
            f"Content-Type: text/plain;charset=UTF-8\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        + body
        for cookie, body in bodies
    ]
