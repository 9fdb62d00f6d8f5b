"""Plays a whole simulation: who behaves how before what, and what each of them was credited in the end."""

import heapq
import logging
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections
from django.test.utils import override_settings
from django.utils import timezone

from prokadry.accounts.models import User

from ..domain.instants import from_ms, to_ms
from .behaviour import Behaviour
from .direct import DirectPlatform
from .live import ATTENDING
from .live_attacks import LIVE_ATTACKS
from .over_http import HttpPlatform, sign_in, sign_out
from .platform import Person, Refused
from .recorded import RECORDED
from .recorded_attacks import RECORDED_ATTACKS
from .tabs import Script, Seat
from .truth import SLOT_MS, SLOT_S, seconds_of, slots_of
from .world import World, ask, make_world, remove_world

logger = logging.getLogger("courses.simulation")

BEHAVIOURS: tuple[type[Behaviour], ...] = (*RECORDED, *RECORDED_ATTACKS, *ATTENDING, *LIVE_ATTACKS)
# People arrive within this share of the length, and within half a minute; the streams start after that.
ARRIVAL_SHARE = 0.25
ARRIVAL_MS = 30_000
# The made-up clock of a direct run ends before the present: what real people do is never judged too early.
DIRECT_AGO = timedelta(hours=12)
LONGEST_S = 3 * 3600
THREADS = 16
SETTLE_MS = 16 * 60_000
# The loop of the server derives presence every ten seconds, and must find what it derives it for.
HTTP_SETTLE_MS = 13_000


class NoServer(Exception):  # noqa: N818 - says what is wrong
    """Nothing answers at the address."""


@dataclass(frozen=True)
class Size:
    """How much is simulated. `length_s` is how long every recording and stream is."""

    participants: int
    webinars: int
    streams: int
    length_s: int
    seed: int

    @property
    def arrival_ms(self) -> int:
        """Within how many milliseconds everybody arrives; a multiple of a slot, so that streams start with one."""
        return -(-min(ARRIVAL_MS, round(self.length_s * 1000 * ARRIVAL_SHARE)) // SLOT_MS) * SLOT_MS

    def ends_at_ms(self, starts_at: datetime) -> int:
        """When the streams of a simulation that begins then are over."""
        return to_ms(starts_at) + self.arrival_ms + self.length_s * 1000


@dataclass(frozen=True)
class Outcome:
    """What one person was credited, in seconds (in check-ins for codes), beside what is true and promised."""

    behaviour: type[Behaviour]
    true: int
    credited: int
    over: int
    under: int
    over_bound: float
    under_bound: float

    @property
    def is_broken(self) -> bool:
        """Whether a promise was broken."""
        return self.over > self.over_bound or self.under > self.under_bound


def simulate_direct(
    size: Size, *, keep: bool = False, behaviours: Sequence[type[Behaviour]] = BEHAVIOURS
) -> list[Outcome]:
    """Play by calling the domain on a made-up clock; equal sizes give equal outcomes."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    starts_at = hour - DIRECT_AGO
    with _world(size, starts_at, keep) as world, override_settings(EVIDENCE_BACKGROUND=False):
        platform = DirectPlatform(to_ms(starts_at))
        seats = _seats(size, world, platform, lambda user: Person(user, f"simulated-{user.pk}"), behaviours)
        _play(seats, platform, size.arrival_ms)
        platform.wait_until(max(size.ends_at_ms(starts_at), platform.now_ms()) + SETTLE_MS)
        return [_outcome(behaviour, seat) for behaviour, seat in seats]


def simulate_over_http(
    size: Size, *, base_url: str, keep: bool = False, behaviours: Sequence[type[Behaviour]] = BEHAVIOURS
) -> list[Outcome]:
    """Play against a running server of this database, in real time; leaves out what takes longer than that.

    Raises NoServer.
    """
    platform = HttpPlatform(base_url)
    if not platform.answers():
        raise NoServer(base_url)
    starts_at = datetime.fromtimestamp(-(-timezone.now().timestamp() // SLOT_S) * SLOT_S, UTC)
    fitting = [behaviour for behaviour in behaviours if not behaviour.is_long]
    with _world(size, starts_at, keep) as world:
        seats = _seats(size, world, platform, sign_in, fitting)
        try:
            with ThreadPoolExecutor(THREADS) as pool:
                parts = [seats[number::THREADS] for number in range(THREADS)]
                list(pool.map(lambda part: _play_part(part, platform, size.arrival_ms), parts))
                platform.wait_until(max(size.ends_at_ms(starts_at), platform.now_ms()) + HTTP_SETTLE_MS)
                return list(pool.map(lambda pair: _outcome(*pair), seats))
        finally:
            sign_out({seat.person.cookie for _behaviour, seat in seats})


@contextmanager
def _world(size: Size, starts_at: datetime, keep: bool) -> Iterator[World]:
    try:
        yield make_world(
            people=size.participants, webinars=size.webinars, streams=size.streams, length_s=size.length_s,
            starts_at=starts_at + timedelta(milliseconds=size.arrival_ms), now=starts_at,
        )  # fmt: skip
    finally:
        if not keep:
            remove_world()


Casting = list[tuple[Behaviour, Seat]]


def _seats(
    size: Size,
    world: World,
    platform: Any,
    person_of: Callable[[User], Person],
    behaviours: Sequence[type[Behaviour]],
) -> Casting:
    """Seat everybody before one recording and one stream, and ask them to do both."""
    before_recordings = [kind for kind in behaviours if kind.measure == "recording"]
    in_streams = [kind for kind in behaviours if kind.measure != "recording"]
    casting: Casting = []
    for number, user in enumerate(world.people):
        person = person_of(user)
        for activities, kinds in ((world.webinars, before_recordings), (world.streams, in_streams)):
            fitting = [kind for kind in kinds if kind.least_s <= size.length_s]
            if activities and fitting:
                activity = activities[number % len(activities)]
                behaviour = fitting[number % len(fitting)]()
                rng = random.Random(f"{size.seed} {number} {behaviour.title} {behaviour.measure}")  # noqa: S311 - a game
                casting.append((behaviour, _seat(behaviour, Seat(platform, person, activity, rng))))
    ask(
        [
            (seat.person.user, seat.activity, from_ms(seat.closes_at_ms) if seat.closes_at_ms else None)
            for _behaviour, seat in casting
        ],
        now=from_ms(platform.now_ms()),
    )
    return casting


def _seat(behaviour: Behaviour, seat: Seat) -> Seat:
    seat.over_s, seat.under_s = behaviour.over_s, behaviour.under_s
    if behaviour.closes_at is not None:
        seat.closes_at_ms = seat.now_ms() + round(behaviour.closes_at * seat.length_ms)
    return seat


def _play(casting: Casting, platform: Any, arrival_ms: int) -> None:
    """Let everybody act, in the order of time."""
    now_ms = platform.now_ms()
    due: list[tuple[int, int, Script]] = []
    for number, (behaviour, seat) in enumerate(casting):
        due.append((now_ms + seat.rng.randrange(arrival_ms), number, _guarded(behaviour, seat)))
    heapq.heapify(due)
    while due:
        at_ms, number, script = heapq.heappop(due)
        platform.wait_until(at_ms)
        next_ms = next(script, None)
        if next_ms is not None:
            heapq.heappush(due, (next_ms, number, script))


def _guarded(behaviour: Behaviour, seat: Seat) -> Script:
    """A script that ends where the platform refuses to start a session: what it lacks will show."""
    try:
        yield from behaviour.run(seat)
    except Refused as refused:
        logger.warning("%s: no session, status %s", behaviour.title, refused)


def _play_part(casting: Casting, platform: Any, arrival_ms: int) -> None:
    try:
        _play(casting, platform, arrival_ms)
    finally:
        connections.close_all()


def _outcome(behaviour: Behaviour, seat: Seat) -> Outcome:
    credit = seat.platform.credit(seat.person, seat.activity)
    kind = type(behaviour)
    if kind.measure == "codes":
        true, credited = seat.codes_typed, credit.check_ins
        over, under = max(0, credited - true), max(0, true - credited)
        return Outcome(kind, true, credited, over, under, seat.over_s, seat.under_s)
    found, unit_s = (
        (slots_of(credit.seen), SLOT_S) if kind.measure == "stream" else (seconds_of(credit.seen), 1)
    )
    counted = seat.truth.counted
    return Outcome(
        kind,
        len(counted) * unit_s,
        len(found) * unit_s,
        len(found - counted) * unit_s,
        len(counted - found) * unit_s,
        seat.over_s,
        seat.under_s,
    )
