"""A platform and its participants' devices on a made-up clock: every ping goes the way a real one goes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from courses.domain.evidence import seen as recorded
from courses.domain.evidence.admission import Admitted, admit_recorded, parse_ping
from courses.domain.evidence.bitmaps import bitmap_of, joined, participants_in
from courses.domain.evidence.codec import decode, encode
from courses.domain.evidence.constants import MAX_SLOTS, SLOT_MS
from courses.domain.evidence.pieces import fold
from courses.domain.evidence.ranges import Ranges, total
from courses.domain.evidence.store import MemoryBuffer, Row
from courses.domain.evidence.tokens import Anchor, login_hash, read_token, sign_anchor

KEYS = {"k1": b"a test key of thirty-two bytes ..", "k0": b"the key before it, still accepted"}
SECRET = b"a test secret"
NOON_MS = 1_786_363_200_000
MINUTE_MS = 60_000

Event = tuple[int, bytes]


def anchor_at(t0_ms: int = NOON_MS, *, sid: int = 1, duration_s: float = 5400, **changes: object) -> Anchor:
    values: dict[str, object] = {
        "kind": "recorded",
        "sid": sid,
        "participant": 7,
        "activity": 3,
        "rev": 1,
        "t0_ms": t0_ms,
        "duration_ms": round(duration_s * 1000),
        "login": login_hash("a session key", SECRET),
    }
    return Anchor(**(values | changes))  # type: ignore[arg-type]  # a dict of mixed values


@dataclass
class Device:
    """One browser tab before a recording: what it plays, and the pings that say so."""

    token: str
    t0_ms: int
    media_ms: float = 0
    cursor_ms: int = 0
    played: list[tuple[int, int, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cursor_ms = self.cursor_ms or self.t0_ms

    def play(self, wall_s: float, *, rate: float = 1, seek_s: float | None = None) -> None:
        """Play on for some wall time, perhaps after a seek."""
        if seek_s is not None:
            self.media_ms = seek_s * 1000
        end_ms = self.cursor_ms + round(wall_s * 1000)
        self.played.append((self.cursor_ms, end_ms, self.media_ms, rate))
        self.media_ms += (end_ms - self.cursor_ms) * rate
        self.cursor_ms = end_ms

    def pause(self, wall_s: float) -> None:
        self.cursor_ms += round(wall_s * 1000)

    def claims(self) -> dict[int, list[int]]:
        """The finished wall slots, as a ping words them."""
        claims: dict[int, list[int]] = {}
        for start_ms, end_ms, media_ms, rate in self.played:
            for k in range((start_ms - self.t0_ms) // SLOT_MS, (end_ms - 1 - self.t0_ms) // SLOT_MS + 1):
                left = max(start_ms, self.t0_ms + k * SLOT_MS)
                right = min(end_ms, self.t0_ms + (k + 1) * SLOT_MS)
                m0, m1 = (round(media_ms + (at - start_ms) * rate) for at in (left, right))
                claims.setdefault(k, []).extend((m0, m1))
        return claims

    def pings(self, *, every_s: int = 30, offline: tuple[int, int] = (0, 0)) -> list[Event]:
        """Every ping with its instant: new slots, those of the last two pings, those not yet acknowledged."""
        claims = self.claims()
        waiting: dict[int, list[int]] = {}
        recent: list[list[int]] = []
        events: list[Event] = []
        last_ms = self.cursor_ms + SLOT_MS
        at_ms = self.t0_ms
        while at_ms < last_ms:
            at_ms = min(at_ms + every_s * 1000, last_ms)
            waiting |= {k: m for k, m in claims.items() if self.t0_ms + (k + 1) * SLOT_MS <= at_ms}
            claims = {k: m for k, m in claims.items() if k not in waiting}
            if not offline[0] <= at_ms < offline[1]:
                resent = [slot for ping in recent[-2:] for slot in ping]
                slots = [*resent, *([k, *m] for k, m in sorted(waiting.items()))]
                for i in range(0, len(slots) or 1, MAX_SLOTS):
                    events.append((at_ms, body_of(self.token, slots[i : i + MAX_SLOTS])))
                recent.append([[k, *m] for k, m in sorted(waiting.items())])
                waiting = {}
        return events


def body_of(token: str, slots: object) -> bytes:
    return json.dumps({"t": token, "s": slots}).encode()


class Platform:
    """The server's side: sessions, admission at the server's clock, the buffer, the fold, what was seen."""

    def __init__(self, *, duration_s: float = 3600) -> None:
        self.duration_s = duration_s
        self.units = recorded.units_of(round(duration_s * 1000))
        self.buffer = MemoryBuffer()
        self.anchors: dict[int, Anchor] = {}
        self.stored: dict[int, bytes] = {}
        self.log: list[Row] = []
        self.presence: dict[tuple[int, int], bytes] = {}

    def start(self, at_ms: int = NOON_MS, *, participant: int = 7, activity: int = 3) -> Device:
        sid = len(self.anchors) + 1
        anchor = anchor_at(
            at_ms, sid=sid, participant=participant, activity=activity, duration_s=self.duration_s
        )
        self.anchors[sid] = anchor
        return Device(sign_anchor(anchor, keys=KEYS, key_id="k1"), at_ms)

    def receive(self, at_ms: int, body: bytes) -> Admitted:
        ping = parse_ping(body)
        anchor = read_token(ping.token, keys=KEYS)
        admitted = admit_recorded(ping.slots, anchor=anchor, now_ms=at_ms)
        self.buffer.append([Row(anchor.sid, at_ms, admitted.slots)])
        return admitted

    def deliver(self, *devices: Iterable[Event]) -> list[Admitted]:
        """Receive the pings of several devices in the order of time, then fold."""
        events = sorted(event for events in devices for event in events)
        answers = [self.receive(at_ms, body) for at_ms, body in events]
        self.fold()
        return answers

    def fold(self) -> None:
        drained = self.buffer.drain()
        for row in drained.rows:
            state = decode(self.stored.get(row.sid, b""))
            self.stored[row.sid] = encode(fold(state, row.slots))
        self.log += drained.rows
        for key, participants in drained.marks.items():
            self.presence[key] = joined(self.presence.get(key, b""), bitmap_of(participants))

    def lanes(self, *, participant: int = 7, activity: int = 3) -> list[recorded.Lane]:
        theirs = [anchor for anchor in self.anchors.values() if anchor.participant == participant]
        ends = recorded.lanes((anchor.sid, anchor.t0_ms) for anchor in theirs)
        return [
            recorded.Lane(anchor.t0_ms, ends[anchor.sid], decode(self.stored.get(anchor.sid, b"")))
            for anchor in theirs
            if anchor.activity == activity
        ]

    def seen(self, *, until_ms: int | None = None, activity: int = 3) -> Ranges:
        return recorded.seen(self.lanes(activity=activity), units=self.units, until_ms=until_ms)

    def credited_s(self, *, until_ms: int | None = None, activity: int = 3) -> int:
        return total(self.seen(until_ms=until_ms, activity=activity))

    def completed_at(self, *, share: float = 0.95, closes_at_ms: int | None = None) -> int | None:
        return recorded.completed_at(
            self.lanes(),
            required=recorded.required_units(share, self.units),
            units=self.units,
            closes_at_ms=closes_at_ms,
        )

    def attend(self, *received_ms: int, participant: int = 7, activity: int = 9) -> None:
        for at_ms in received_ms:
            self.buffer.mark(activity, participant, at_ms)
        self.fold()

    def marked(self, *, participant: int = 7, activity: int = 9) -> list[int]:
        return [
            slot
            for (stream, slot), bitmap in self.presence.items()
            if stream == activity and participant in participants_in(bitmap)
        ]
