"""Runs inside an installation: `python -m tests.bench.inside PART NAME SCALE`."""

import sys
from datetime import datetime, timedelta
from functools import partial
from unittest.mock import patch

import django

django.setup()

from django.db import connection  # noqa: E402 - models need the apps loaded just now
from django.utils import timezone  # noqa: E402 - models need the apps loaded just now

from courses.background import fold_everything  # noqa: E402 - as above
from courses.domain import bulk  # noqa: E402 - as above
from courses.domain.evidence.admission import admit_recorded, parse_ping  # noqa: E402 - as above
from courses.domain.evidence.bitmaps import bitmap_of  # noqa: E402 - as above
from courses.domain.evidence.codec import encode  # noqa: E402 - as above
from courses.domain.evidence.constants import LIVE_SLOT_MS  # noqa: E402 - as above
from courses.domain.evidence.pieces import SessionState, fold  # noqa: E402 - as above
from courses.domain.evidence.tokens import read_token  # noqa: E402 - as above
from courses.domain.instants import to_ms  # noqa: E402 - as above
from courses.domain.parallel import available_processes, sum_over  # noqa: E402 - as above
from courses.domain.presence import marked_counts, read_all_marks, read_marks  # noqa: E402 - as above
from courses.domain.presence_prompts import finished_periods  # noqa: E402 - as above
from courses.domain.queries.console import take_snapshot  # noqa: E402 - as above
from courses.http import anchors  # noqa: E402 - as above
from courses.models import PingRow, PresenceSlot, PromptAnswer, WatchSession  # noqa: E402 - as above
from courses.simulation.recorded import RECORDED  # noqa: E402 - as above
from courses.simulation.run import Size, simulate_direct  # noqa: E402 - as above
from courses.simulation.world import remove_world  # noqa: E402 - as above
from tests.bench.crowd import LENGTH_S, make_crowd, make_sessions, ping_bodies  # noqa: E402 - as above
from tests.bench.season import bench_season, random_marks  # noqa: E402 - as above
from tests.bench.table import row, timed  # noqa: E402 - as above

FOLDED_VIEWERS = 20_000
PEOPLE = 100_000
SLOTS = 480
PRESENT = 50_000
REPEATS = 3


def bench_fold(name: str, scale: float) -> None:
    """Pings folded a second: log to evidence, and with all that follows from it."""
    crowd = make_crowd(max(2_000, round(FOLDED_VIEWERS * scale)), kind="recorded", now=timezone.now())
    bodies = [body for _cookie, body in ping_bodies(crowd, make_sessions(crowd))]
    received_ms = to_ms(crowd.now)
    keys = anchors.evidence_keys()
    rows = []
    for body in bodies:
        ping = parse_ping(body)
        anchor = read_token(ping.token, keys=keys)
        admitted = admit_recorded(ping.slots, anchor=anchor, now_ms=received_ms)
        rows.append((anchor.sid, received_ms, encode(fold(SessionState(), admitted.slots)), "{}"))

    def write() -> None:
        bulk.insert(PingRow, ["session", "received_ms", "slots", "refused"], rows)

    def forget() -> None:
        WatchSession.objects.update(evidence=b"")

    def take() -> None:
        list(PingRow.objects.values_list("session_id", "received_ms", "slots"))
        PingRow.objects.all().delete()

    write()
    floor = len(rows) / timed(take).wall_s
    row(f"{name}: floor, the log read and deleted", f"{floor:.0f} /s")
    write()
    processes = available_processes() if connection.vendor == "postgresql" else 1
    with patch("courses.domain.fold.derive"):
        # Every web process folds, on a server that takes the writes of several.
        took = timed(lambda: sum_over(partial(_fold, now=crowd.now), range(processes), processes=processes))
        rate = len(rows) / took.wall_s
    row(
        f"{name}: pings folded, log to evidence, {processes} processes",
        f"{rate:.0f} /s",
        f"≥ 20000 /s; {rate / floor:.2f} × floor",
    )
    forget()
    write()
    took = timed(lambda: fold_everything(now=crowd.now))
    rate = len(rows) / took.wall_s
    row(
        f"{name}: pings folded, with progress and completion",
        f"{rate:.0f} /s",
        _beside(rate, floor, len(rows) / took.cpu_s),
    )


def _fold(number: int, *, now: datetime) -> int:
    fold_everything(now=now)
    return number


def _beside(rate: float, floor: float, of_cpu: float) -> str:
    return f"{rate / floor:.2f} × floor; {of_cpu:.0f} /s of CPU"


def bench_percent(name: str, scale: float) -> None:
    """Everybody's percent of one stream; never scaled down, for it takes no time."""
    crowd = make_crowd(1, kind="live", now=timezone.now())
    first = to_ms(crowd.activity.starts_at) // 15_000
    bulk.insert(
        PresenceSlot, ["activity", "slot", "writer", "bitmap"], random_marks(crowd.activity, PEOPLE, SLOTS)
    )

    def read() -> None:
        read_marks(activity_id=crowd.activity.pk, first_slot=first, last_slot=first + SLOTS)

    def count() -> None:
        counts = marked_counts(
            activity_id=crowd.activity.pk,
            countable=((first, first + SLOTS),),
            participant_ids=range(1, PEOPLE + 1),
        )
        assert len(counts) == PEOPLE

    floor, took = (
        min(timed(read).wall_s for _time in range(REPEATS)),
        min(timed(count).wall_s for _time in range(REPEATS)),
    )
    row(f"{name}: floor, {SLOTS} bitmaps of {PEOPLE} people read", f"{floor:.3f} s")
    row(
        f"{name}: percent of {PEOPLE} people × {SLOTS} slots",
        f"{took:.3f} s",
        f"< 0.2 s; {took / floor:.1f} × floor",
    )


def bench_console(name: str, scale: float) -> None:
    """One snapshot of the live console at the end of a long stream with questions; never scaled down."""
    crowd = make_crowd(PRESENT, kind="live", now=timezone.now())
    stream = crowd.activity
    stream.prompts = True
    stream.save()
    assert stream.starts_at
    first = to_ms(stream.starts_at) // LIVE_SLOT_MS
    everybody = bitmap_of(user.pk for user in crowd.users)
    here = [(stream.pk, first + number, 1, everybody) for number in range(LENGTH_S * 1000 // LIVE_SLOT_MS)]
    bulk.insert(PresenceSlot, ["activity", "slot", "writer", "bitmap"], here)
    now = stream.starts_at + timedelta(seconds=LENGTH_S)
    for finished in finished_periods(stream, now=now):
        answers = [(stream.pk, user.pk, finished, now) for user in crowd.users[::2]]
        bulk.insert(PromptAnswer, ["activity", "participant", "period", "answered_at"], answers)

    def read() -> None:
        read_all_marks(activity_id=stream.pk)

    def take() -> None:
        snapshot = take_snapshot(activity=stream, now=now)
        assert snapshot.everybody.came == PRESENT

    take()  # who is assigned is remembered for a minute
    floor, took = (min(timed(job).wall_s for _time in range(REPEATS)) for job in (read, take))
    row(f"{name}: floor, {len(here)} bitmaps of {PRESENT} people read", f"{floor * 1000:.0f} ms")
    row(
        f"{name}: the console's snapshot of {PRESENT} present, every 5 s",
        f"{took * 1000:.0f} ms", f"< 50 ms; {took / floor:.1f} × floor",
    )  # fmt: skip


def bench_size(name: str, scale: float) -> None:
    """Bytes of evidence of honest people and their mishaps, as the simulator plays them in full lectures."""
    people = 8 * len(RECORDED)
    simulate_direct(Size(people, 1, 0, LENGTH_S, seed=1), keep=True, behaviours=RECORDED)
    sizes = [len(bytes(evidence)) for evidence in WatchSession.objects.values_list("evidence", flat=True)]
    row(
        f"{name}: evidence of a participant and a webinar of {LENGTH_S // 60} min, mean",
        f"{sum(sizes) / people:.0f} B", f"≤ 64 B; largest session {max(sizes)} B",
    )  # fmt: skip
    remove_world()


def main() -> None:
    """Run one part."""
    part, name, scale = sys.argv[1], sys.argv[2], float(sys.argv[3])
    parts = {
        "fold": bench_fold,
        "percent": bench_percent,
        "size": bench_size,
        "season": bench_season,
        "console": bench_console,
    }
    parts[part](name, scale)


if __name__ == "__main__":
    main()
