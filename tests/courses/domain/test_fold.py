"""From the append log to progress: exactly once, in bulk, and the same again when rebuilt."""

import random
from io import StringIO
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.domain import fold as folding
from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.fold import fold_log, pack_slots, unpack_slots
from courses.domain.rules import WatchedShare
from courses.models import Activity, Completion, PingRow, Progress, WatchSession
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer, settle
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar() -> Activity:
    return make_webinar(duration_s=600).activity


def make_session(activity: Activity) -> WatchSession:
    user = make_user()
    assign_to(user, activity)
    return WatchSession.objects.create(
        participant=user,
        activity=activity,
        kind="recorded",
        rev=activity.rev,
        t0_ms=int(NOW.timestamp() * 1000),
    )


def log(session: WatchSession, *slots: tuple[int, int, int]) -> None:
    admitted = [AdmittedSlot(k, ((u0, u1),)) for k, u0, u1 in slots]
    PingRow.objects.create(session=session, received_ms=0, slots=pack_slots(admitted))


def test_slots_survive_the_log() -> None:
    slots = [AdmittedSlot(0, ((0, 5),)), AdmittedSlot(1, ()), AdmittedSlot(7, ((3, 5), (40, 46)))]
    assert unpack_slots(pack_slots(slots)) == slots


def test_rows_become_progress_and_completion(webinar: Activity) -> None:
    session = make_session(webinar)
    log(session, (0, 0, 5), (1, 5, 10))
    log(session, (1, 5, 10), (2, 30, 35))
    folded = fold_log(now=NOW)
    assert (folded.rows, folded.touched) == (2, {webinar.pk: {session.participant_id}})
    progress = Progress.objects.get()
    assert (progress.ranges, progress.credited, progress.position_s) == ([[0, 10], [30, 35]], 15, 35)
    assert Completion.objects.get().state == "in_progress"
    assert PingRow.objects.count() == 0


def test_the_first_claim_of_a_slot_wins(webinar: Activity) -> None:
    session = make_session(webinar)
    log(session, (0, 0, 5))
    fold_log(now=NOW)
    before = WatchSession.objects.get().evidence
    log(session, (0, 100, 105))
    assert fold_log(now=NOW).touched == {}
    assert bytes(WatchSession.objects.get().evidence) == bytes(before)


def test_batches_do_not_matter(webinar: Activity) -> None:
    one, other = make_session(webinar), make_session(webinar)
    slots = [(k, k * 5, k * 5 + 5) for k in range(20)]
    log(one, *slots)
    for slot in random.Random(1).sample(slots, 20):
        log(other, slot)
    while fold_log(now=NOW, limit=3).rows:
        pass
    first, second = WatchSession.objects.order_by("pk").values_list("evidence", flat=True)
    assert bytes(first) == bytes(second)


def test_only_one_person(webinar: Activity) -> None:
    one, other = make_session(webinar), make_session(webinar)
    log(one, (0, 0, 5))
    log(other, (0, 0, 5))
    assert fold_log(now=NOW, participant_id=one.participant_id).rows == 1
    assert PingRow.objects.get().session == other


def test_lanes_that_ended_are_told(webinar: Activity) -> None:
    session = make_session(webinar)
    session.lane_end_ms = session.t0_ms + 7000
    session.save()
    log(session, (0, 0, 5), (1, 5, 10))
    assert fold_log(now=NOW).lane_ends == {session.participant_id: session.lane_end_ms}
    assert Progress.objects.get().ranges == [[0, 5]]


def queries_of_a_fold(webinar: Activity, people: int) -> int:
    for _ in range(people):
        session = make_session(webinar)
        log(session, (0, 0, 5))
        log(session, (1, 5, 10))
    with CaptureQueriesContext(connection) as queries:
        fold_log(now=NOW)
    return len(queries)


def test_queries_do_not_grow_with_rows(webinar: Activity) -> None:
    assert queries_of_a_fold(webinar, 1) == queries_of_a_fold(webinar, 30)


def test_a_rule_that_fails_stops_nothing_else(webinar: Activity) -> None:
    session = make_session(webinar)
    log(session, (0, 0, 5))
    with mock.patch.object(WatchedShare, "measure", side_effect=ZeroDivisionError):
        fold_log(now=NOW)
    assert Progress.objects.get().credited == 5
    assert Completion.objects.get().state == "not_started"


def test_a_fault_of_the_database_keeps_the_log(webinar: Activity) -> None:
    log(make_session(webinar), (0, 0, 5))
    with (
        mock.patch.object(folding, "refresh_progress", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        fold_log(now=NOW)
    assert PingRow.objects.count() == 1
    assert not bytes(WatchSession.objects.get().evidence)


def make_random_traffic(clock: Clock, chance: random.Random) -> list[Viewer]:
    """Many people at two recordings and a stream, with jumps, repeats, deadlines and changes of device."""
    webinars = [make_webinar(duration_s=300).activity, make_webinar(duration_s=123.7).activity]
    stream = make_stream().activity
    viewers = []
    for _ in range(8):
        user = make_user()
        for activity in (*webinars, stream):
            closes_at = clock.now.replace(minute=chance.randrange(1, 6)) if chance.random() < 0.3 else None
            assign_to(user, activity, closes_at=closes_at if activity is not stream else None)
        viewers += [Viewer(user, activity, clock) for activity in (*webinars, stream)]
    for _ in range(120):
        viewer = chance.choice(viewers)
        if not viewer.started or chance.random() < 0.1:
            viewer.start()
        elif viewer.activity == stream:
            viewer.ping()
        else:
            k = int(clock.now.timestamp() * 1000 - viewer.started["server_ms"]) // 5000
            starts = [chance.randrange(310_000) for _ in range(3)]
            viewer.ping([[k - n, start, start + chance.randrange(12_000)] for n, start in enumerate(starts)])
        clock.wait(chance.randrange(6))
        if chance.random() < 0.2:
            settle(clock)
    return viewers


@pytest.mark.parametrize("seed", range(4))
def test_a_rebuild_changes_nothing(clock: Clock, seed: int) -> None:
    make_random_traffic(clock, random.Random(seed))
    settle(clock)
    rows = list(Progress.objects.order_by("pk").values()), list(Completion.objects.order_by("pk").values())
    assert len(rows[0]) > 5
    assert rebuild(clock) == "Rows changed: progress 0, completion 0."
    clock.wait(3 * 3600)
    settle(clock)
    assert rebuild(clock) == "Rows changed: progress 0, completion 0."


def rebuild(clock: Clock) -> str:
    out = StringIO()
    call_command("rebuild_progress", stdout=out)
    return out.getvalue().strip()


def test_a_rebuild_mends_what_was_lost(clock: Clock) -> None:
    viewer, attendee = make_viewer(clock), make_attendee(clock)
    viewer.start()
    attendee.start()
    viewer.watch(30)
    attendee.ping()
    settle(clock)
    rows = list(Progress.objects.order_by("activity_id").values_list("activity_id", "ranges", "credited"))
    Progress.objects.all().delete()
    assert rebuild(clock) == "Rows changed: progress 2, completion 0."
    assert (
        list(Progress.objects.order_by("activity_id").values_list("activity_id", "ranges", "credited"))
        == rows
    )
    Progress.objects.update(ranges=[[0, 600]], credited=600)
    assert rebuild(clock) == "Rows changed: progress 2, completion 0."


def refused_log(session: WatchSession, received_s: int, refused: dict[str, int], *slots: int) -> None:
    admitted = [AdmittedSlot(k, ((k * 5, k * 5 + 5),)) for k in slots]
    PingRow.objects.create(
        session=session,
        received_ms=session.t0_ms + received_s * 1000,
        slots=pack_slots(admitted),
        refused=refused,
    )


def test_refusals_are_added_up(webinar: Activity) -> None:
    session, other = make_session(webinar), make_session(webinar)
    refused_log(session, 60, {"stale": 3, "future": 1}, 0, 1)
    refused_log(session, 60, {"stale": 2})
    refused_log(other, 60, {"range": 7})
    fold_log(now=NOW)
    refused_log(session, 90, {"malformed": 1, "stale": 1})
    fold_log(now=NOW)
    found = dict(WatchSession.objects.values_list("pk", "refused"))
    assert found == {session.pk: {"stale": 6, "future": 1, "malformed": 1}, other.pk: {"range": 7}}


def test_slots_that_came_late_are_counted_once(webinar: Activity) -> None:
    session = make_session(webinar)
    refused_log(session, 65, {}, 0, 1)
    assert fold_log(now=NOW).rows == 1
    assert WatchSession.objects.get().delayed_slots == 0
    refused_log(session, 71, {}, 0, 1, 2, 3)
    refused_log(session, 300, {}, 0, 1, 2, 3, 40, 46, 47, 48)
    fold_log(now=NOW)
    # Slots 40 and 46 had ended over a minute before, 47 exactly a minute; 2 and 3 had come in time.
    assert WatchSession.objects.get().delayed_slots == 2


def test_what_was_refused_is_remembered(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    clock.wait(5)
    viewer.ping([[0, 0, 5000], [1], [99, 0, 5000], [0, 5, 1]])
    clock.wait(3600)
    assert viewer.ping([[1, 0, 5000], [2, 0, 5000]]).status_code == 410
    settle(clock)
    assert WatchSession.objects.get().refused == {"malformed": 1, "future": 1, "range": 1, "stale": 2}
