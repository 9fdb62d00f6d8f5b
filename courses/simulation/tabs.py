"""Browser tabs of simulated people: they do what the scripts of the pages do, on whatever clock there is.

Everything that takes time is a generator of the unix milliseconds at which it wants to go on.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from math import ceil

from ..models import Activity
from .platform import NO_NETWORK, OK, Person, Platform
from .truth import Truth

Script = Iterator[int]

PING_MS = (25_000, 35_000)
RETRY_MS = 5_000
# The clock of a page runs a little behind the server's: the answer that set it took its time to come.
LAG_MS = 40
SLOT_MS = 5_000
STALE_MS = 15 * 60_000
MOST_SLOTS = 256
# After these answers a page tries again soon.
LOST = (NO_NETWORK, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass
class Seat:
    """One person before one activity: how to reach the platform, and what they really watch.

    `over_s` and `under_s` are what may be credited too much and too little; a behaviour may widen them while
    it runs, by what it does.
    """

    platform: Platform
    person: Person
    activity: Activity
    rng: random.Random
    over_s: float = 0
    under_s: float = 0
    closes_at_ms: int | None = None
    truth: Truth = field(default_factory=Truth)
    codes_typed: int = 0

    @property
    def length_ms(self) -> int:
        """How long the recording or the stream is."""
        return int(self.activity.duration_s * 1000)

    @property
    def starts_at_ms(self) -> int:
        """When the stream starts."""
        assert self.activity.starts_at
        return int(self.activity.starts_at.timestamp() * 1000)

    def now_ms(self) -> int:
        """Return the present."""
        return self.platform.now_ms()

    def after(self, seconds: float) -> int:
        """Return the moment some seconds from now."""
        return self.now_ms() + round(seconds * 1000)


class Player:
    """A tab before a recording, as the player's script behaves.

    `is_watched` says whether a human is there: only then does what plays count as really watched. One that is
    not `is_polite` goes on although another device took over.
    """

    def __init__(
        self,
        seat: Seat,
        *,
        is_watched: bool = True,
        is_polite: bool = True,
        ping_ms: tuple[int, int] = PING_MS,
    ) -> None:
        self.seat = seat
        self.is_watched = is_watched
        self._is_polite = is_polite
        self.is_superseded = False
        self.media_ms = 0
        self._ping_ms = ping_ms
        self.open()

    def open(self) -> None:
        """Start a watch session; what waited for the one before it is lost with it."""
        self.session = self.seat.platform.start(self.seat.person, self.seat.activity, "recorded")
        self._played: dict[int, list[int]] = {}
        self._waiting: set[int] = set()
        self._sent: list[set[int]] = []
        self._plan_ping()

    def seek(self, media_s: float) -> None:
        """Jump to a second of the recording."""
        self.media_ms = round(media_s * 1000)

    def play(self, seconds: float, *, rate: float = 1) -> Script:
        """Play for some seconds of wall time, or until the end, or until another device takes over."""
        begun_ms, from_ms = self.seat.now_ms(), self.media_ms
        until_ms = begun_ms + min(round(seconds * 1000), ceil((self.seat.length_ms - from_ms) / rate))
        at_ms = begun_ms
        while at_ms < until_ms and not self.is_superseded:
            yield min(until_ms, self._next_ping_ms)
            before_ms, at_ms = at_ms, min(until_ms, self.seat.now_ms())
            self._record(before_ms, at_ms, rate)
            if self.seat.now_ms() >= self._next_ping_ms:
                self.ping()

    def watch_all(self, *, rate: float = 1) -> Script:
        """Play from here to the end and stay until the last slot has arrived."""
        yield from self.play(self.seat.length_ms, rate=rate)
        yield from self.rest()

    def rest(self) -> Script:
        """Stay paused until all that was played is on the server, two minutes at the most."""
        attempts = 24
        while self._waiting and attempts and not self.is_superseded:
            yield self.seat.after(SLOT_MS / 1000)
            self.ping()
            attempts -= 1

    def ping(self) -> int:
        """Send the slots that have ended and wait, with those of the last two pings; return the status."""
        claims = self.claims()
        status = self.seat.platform.ping(self.seat.person, self.session.token, claims)
        self._hear(status, {claim[0] for claim in claims})
        return status

    def claims(self) -> list[list[int]]:
        """Return what the next ping would say."""
        elapsed_ms = self.seat.now_ms() - LAG_MS - self.session.t0_ms
        oldest = (elapsed_ms - STALE_MS) // SLOT_MS - 1
        self._waiting = {k for k in self._waiting if k >= oldest}
        wanted = {k for k in self._waiting if k < elapsed_ms // SLOT_MS}.union(*self._sent)
        return [[k, *self._played[k]] for k in sorted(wanted) if k >= oldest][-MOST_SLOTS:]

    def _hear(self, status: int, claimed: set[int]) -> None:
        if status == OK:
            self._sent = [claimed & self._waiting, *self._sent][:2]
            self._waiting -= claimed
        self._plan_ping(RETRY_MS if status in LOST else None)
        if status == HTTPStatus.CONFLICT:
            self.is_superseded = self._is_polite
        elif status == HTTPStatus.GONE:
            self.open()

    def _plan_ping(self, delay_ms: int | None = None) -> None:
        self._next_ping_ms = self.seat.now_ms() + (delay_ms or self.seat.rng.randint(*self._ping_ms))

    def _record(self, from_ms: int, to_ms: int, rate: float) -> None:
        """Note that the recording went on between two moments, slot by slot."""
        begun_ms = self.media_ms
        closes_at_ms = self.seat.closes_at_ms
        while from_ms < to_ms:
            k = (from_ms - self.session.t0_ms) // SLOT_MS
            border_ms = min(self.session.t0_ms + (k + 1) * SLOT_MS, to_ms)
            reached_ms = min(self.seat.length_ms, round(self.media_ms + (border_ms - from_ms) * rate))
            self._note(k, self.media_ms, reached_ms)
            self.media_ms, from_ms = reached_ms, border_ms
        if self.is_watched:
            late_ms = max(0, to_ms - closes_at_ms) * rate if closes_at_ms else 0
            self.seat.truth.watch(begun_ms, self.media_ms - late_ms)

    def _note(self, k: int, start_ms: int, end_ms: int) -> None:
        if end_ms <= start_ms:
            return
        ranges = self._played.setdefault(k, [])
        if ranges and ranges[-1] == start_ms:
            ranges[-1] = end_ms
        else:
            ranges += [start_ms, end_ms]
        self._waiting.add(k)


class LivePage:
    """A tab with a stream, as the script of its page behaves: it pings whatever the video does."""

    def __init__(self, seat: Seat, *, is_watched: bool = True, ping_ms: tuple[int, int] = PING_MS) -> None:
        self.seat = seat
        self.is_watched = is_watched
        self.session = seat.platform.start(seat.person, seat.activity, "live")
        self._ping_ms = ping_ms

    def stay(self, seconds: float) -> Script:
        """Keep the page open for some seconds, or until the stream ends."""
        came_ms = at_ms = self.seat.now_ms()
        until_ms = min(came_ms + round(seconds * 1000), self.seat.starts_at_ms + self.seat.length_ms)
        while at_ms < until_ms:
            is_lost = self.ping() in LOST
            pause_ms = (RETRY_MS, 2 * RETRY_MS) if is_lost else self._ping_ms
            yield min(until_ms, self.seat.now_ms() + self.seat.rng.randint(*pause_ms))
            at_ms = self.seat.now_ms()
        self.note_presence(came_ms, min(at_ms, until_ms))

    def leave(self) -> None:
        """Close the page: a last ping goes out as it closes."""
        self.ping()

    def note_presence(self, from_ms: int, to_ms: int) -> None:
        """Note that somebody really was before the page."""
        if self.is_watched:
            start_ms = self.seat.starts_at_ms
            self.seat.truth.attend(max(0, from_ms - start_ms), min(to_ms - start_ms, self.seat.length_ms))

    def ping(self) -> int:
        """Send a ping; return the status."""
        return self.seat.platform.ping(self.seat.person, self.session.token, [])

    def type_code(self, code: str) -> int:
        """Type a code; return the status."""
        return self.seat.platform.check_in(self.seat.person, self.session.token, code)
