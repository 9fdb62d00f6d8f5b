"""A whole season's evidence made in bulk: every completion rebuilt, and one recording's heat map."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone

from courses.domain import bulk, completion
from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.codec import encode
from courses.domain.evidence.constants import LIVE_SLOT_MS
from courses.domain.evidence.pieces import SessionState, fold
from courses.domain.instants import to_ms
from courses.domain.parallel import available_processes
from courses.domain.queries.audience import audience_of
from courses.models import Activity, Completion, PresenceSlot, WatchSession
from courses.simulation.world import make_world
from prokadry.accounts.models import User
from tests.bench.table import Took, note, row, timed

PARTICIPANTS = 100_000
WEBINARS, STREAMS = 24, 6
LENGTH_S = 3_600
CHUNK = 50_000
HABITS = 64


def bench_season(name: str, scale: float) -> None:
    """Print how long it takes to rebuild a season's completions, and to draw one webinar's heat map."""
    people = round(PARTICIPANTS * scale)
    now = timezone.now()
    world = make_world(
        people=people,
        webinars=WEBINARS,
        streams=STREAMS,
        length_s=LENGTH_S,
        starts_at=now - timedelta(days=1),
        now=now,
    )
    for webinar in world.webinars:
        _write(WatchSession, SESSION_FIELDS, _sessions(webinar, world.people, now))
    for stream in world.streams:
        bulk.insert(
            PresenceSlot, ["activity", "slot", "writer", "bitmap"],
            random_marks(stream, world.people[-1].pk, LENGTH_S * 1000 // LIVE_SLOT_MS),
        )  # fmt: skip
    for activity in (*world.webinars, *world.streams):
        _write(Completion, COMPLETION_FIELDS, _completions(activity, world.people, now))
    rows = people * (WEBINARS + STREAMS)
    floor = timed(_read_completions)
    _report(f"{name}: floor, {rows} completions read", floor, scale, "")
    changed: list[int] = []
    for what in ("every row new", "nothing to change"):
        took = timed(lambda: changed.append(completion.rebuild_all(now=now, processes=available_processes())))
        bound = f"< 60 s; {took.wall_s / floor.wall_s:.1f} × floor"
        _report(f"{name}: {rows} completions rebuilt, {what}", took, scale, bound)
    if changed[1]:
        note(f"{changed[1]} rows changed on a healthy database")
    _report(
        f"{name}: heat map of {people} viewers", timed(lambda: audience_of(world.webinars[0])), scale, "< 1 s"
    )


def _read_completions() -> None:
    for _row in Completion.objects.values_list("pk", "state", "share", "evidence").iterator():
        pass


def _report(what: str, took: Took, scale: float, bound: str) -> None:
    full = f"{took.wall_s / scale:.1f} s EXTRAPOLATED to full size" if scale < 1 else ""
    row(what, f"{took.wall_s:.1f} s", "; ".join(filter(None, (full, bound, f"CPU {took.cpu_s:.1f} s"))))


def random_marks(stream: Activity, people: int, slots: int) -> list[tuple[int, int, int, bytes]]:
    """Return rows of presence in which everybody was there about half the time."""
    assert stream.starts_at
    first = to_ms(stream.starts_at) // LIVE_SLOT_MS
    rng = random.Random(1)
    return [(stream.pk, first + number, 1, rng.randbytes(people // 8 + 1)) for number in range(slots)]


SESSION_FIELDS = [
    "participant", "activity", "kind", "rev", "t0_ms", "lane_end_ms", "evidence", "folded_at", "refused",
    "delayed_slots",
]  # fmt: skip
COMPLETION_FIELDS = [
    "participant", "activity", "season", "track", "position", "is_required", "opens_at", "closes_at", "is_assigned",
    "is_extended", "state", "share", "completed_at", "rule_key", "rule_version", "rule_params", "evidence",
    "created_at", "updated_at",
]  # fmt: skip


def _sessions(webinar: Activity, users: list[User], now: datetime) -> Iterator[tuple[object, ...]]:
    """One session of each, with the evidence of one of some dozens of people who stop, skip and change speed."""
    rng = random.Random(webinar.pk)
    kinds = [_evidence(rng) for _habit in range(HABITS)]
    ends_ms = to_ms(now) - webinar.pk * LENGTH_S * 2_000
    for number, user in enumerate(users):
        # Lanes end where the next webinar's begin; only the newest of a person has none.
        yield (
            user.pk, webinar.pk, "recorded", webinar.rev, ends_ms - LENGTH_S * 2_000, ends_ms,
            kinds[number % HABITS], None, "{}", 0,
        )  # fmt: skip


def _evidence(rng: random.Random) -> bytes:
    slots, k, at = [], 0, 0
    while at < LENGTH_S - 10 and k < 1_000:
        speed = rng.choice((5, 5, 5, 10))
        for _slot in range(rng.randrange(20, 400)):
            if at < LENGTH_S - 10:
                slots.append(AdmittedSlot(k, ((at, at + speed),)))
                k, at = k + 1, at + speed
        k += rng.choice((0, 3, 60))
        at += rng.choice((0, 0, 0, 30))
    return encode(fold(SessionState(), slots))


def _completions(activity: Activity, users: list[User], now: datetime) -> Iterator[tuple[object, ...]]:
    at = bulk.instant(now)
    params = '{"threshold_pct": 75, "check_ins": 0}' if activity.starts_at else '{"share": "0.95"}'
    for user in users:
        yield (
            user.pk, activity.pk, "bench", "bench", 1, True, None, None, True, False, "not_started", 0.0, None,
            activity.rule_key, 1, params, "{}", at, at,
        )  # fmt: skip


def _write(model: type, fields: list[str], rows: Iterator[tuple[object, ...]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        bulk.insert(model, fields, chunk)
