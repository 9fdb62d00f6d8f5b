"""From evidence to states: when something is missed, when a stream is decided, and that nothing is taken back."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.domain.completion import close_overdue, rebuild_all, recompute
from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.bitmaps import bitmap_of
from courses.domain.evidence.codec import decode, encode
from courses.domain.evidence.constants import LIVE_SLOT_S
from courses.domain.evidence.pieces import fold
from courses.domain.instants import to_ms
from courses.domain.rules import PresencePercent
from courses.enums import CompletionState
from courses.models import Activity, CheckIn, Completion, PresenceSlot, WatchSession
from courses.signals import completion_changed
from prokadry.accounts.models import User
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db
GRACE = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


def attend(activity: Activity, users: list[User], *, minutes: tuple[int, int]) -> None:
    """Mark users present from one minute of a stream to another."""
    assert activity.starts_at is not None
    first = int(activity.starts_at.timestamp()) // LIVE_SLOT_S
    PresenceSlot.objects.bulk_create(
        PresenceSlot(
            activity=activity, slot=first + place, writer=1, bitmap=bitmap_of(user.pk for user in users)
        )
        for place in range(minutes[0] * 60 // LIVE_SLOT_S, minutes[1] * 60 // LIVE_SLOT_S)
    )  # fmt: skip


def watch(
    user: User, activity: Activity, slots: Iterable[int], session: WatchSession | None = None
) -> WatchSession:
    """Add wall slots, watched from the start at normal speed since NOW, to a session of a recording."""
    session = session or WatchSession(
        participant=user, activity=activity, kind="recorded", rev=activity.rev, t0_ms=to_ms(NOW)
    )
    claims = [AdmittedSlot(k, ((5 * k, 5 * k + 5),)) for k in slots]
    session.evidence = encode(fold(decode(bytes(session.evidence)), claims))
    session.save()
    return session


def state_at(row: Completion, now: datetime) -> str:
    """Return the state of a row after the activity was measured at `now`."""
    recompute(activity_id=row.activity_id, now=now)
    close_overdue(now=now)
    row.refresh_from_db()
    return row.state


def test_missed_is_decided_only_when_no_upload_can_come_any_more() -> None:
    closes_at = NOW + timedelta(hours=1)
    row = assign_to(make_user(), make_webinar().activity, closes_at=closes_at)
    assert state_at(row, closes_at + GRACE - SECOND) == CompletionState.NOT_STARTED
    assert state_at(row, closes_at + GRACE) == CompletionState.MISSED


def test_a_stream_is_decided_at_its_end() -> None:
    stream = make_stream().activity
    anna = make_user()
    row = assign_to(anna, stream, closes_at=stream.ends_at)
    attend(stream, [anna], minutes=(0, 68))
    assert state_at(row, stream.ends_at - SECOND) == CompletionState.IN_PROGRESS
    assert state_at(row, stream.ends_at) == CompletionState.COMPLETED
    assert row.completed_at == stream.ends_at
    assert row.evidence == {"marked_slots": 272, "countable_slots": 360, "percent": 75.5}
    assert (row.rule_key, row.rule_params) == ("presence_percent", {"check_ins": 0, "threshold_pct": 75})


def test_one_slot_below_the_threshold_is_not_enough() -> None:
    stream = make_stream().activity
    anna = make_user()
    row = assign_to(anna, stream, closes_at=stream.ends_at)
    attend(stream, [anna], minutes=(0, 67))
    assert state_at(row, stream.ends_at) == CompletionState.IN_PROGRESS
    assert state_at(row, stream.ends_at + GRACE) == CompletionState.MISSED


def test_presence_without_the_needed_check_ins_is_not_enough() -> None:
    stream = make_stream(required_check_ins=1).activity
    anna, boris = make_user(), make_user()
    rows = [assign_to(user, stream, closes_at=stream.ends_at) for user in (anna, boris)]
    attend(stream, [anna, boris], minutes=(0, 90))
    CheckIn.objects.create(
        participant=anna, activity=stream, answered_at=NOW, checkpoint="12345678-1234-5678-1234-567812345678"
    )
    assert state_at(rows[0], stream.ends_at) == CompletionState.COMPLETED
    assert state_at(rows[1], stream.ends_at) == CompletionState.IN_PROGRESS


def test_who_left_falls_back_without_a_further_ping() -> None:
    stream = make_stream().activity
    anna = make_user()
    row = assign_to(anna, stream, closes_at=stream.ends_at)
    attend(stream, [anna], minutes=(0, 10))
    assert state_at(row, NOW + timedelta(minutes=10)) == CompletionState.IN_PROGRESS
    assert row.share == 1.0
    close_overdue(now=NOW + timedelta(minutes=20))
    row.refresh_from_db()
    assert row.share == 0.5


def test_what_was_earned_is_never_taken_back() -> None:
    stream = make_stream().activity
    anna = make_user()
    row = assign_to(anna, stream, closes_at=stream.ends_at)
    attend(stream, [anna], minutes=(0, 80))
    assert state_at(row, stream.ends_at) == CompletionState.COMPLETED
    PresenceSlot.objects.all().delete()
    assert state_at(row, stream.ends_at + GRACE) == CompletionState.COMPLETED


def test_what_is_watched_after_completing_is_added_to_the_evidence() -> None:
    activity = make_webinar(duration_s=100).activity
    anna = make_user()
    row = assign_to(anna, activity, closes_at=NOW + timedelta(days=1))
    session = watch(anna, activity, range(19))
    assert state_at(row, NOW + timedelta(minutes=4)) == CompletionState.COMPLETED
    done_at = row.completed_at
    watch(anna, activity, range(20), session)
    assert state_at(row, NOW + timedelta(minutes=5)) == CompletionState.COMPLETED
    assert (row.share, row.evidence["seen_s"], row.completed_at) == (1.0, 100, done_at)
    assert recompute(activity_id=activity.pk, now=NOW + timedelta(minutes=6)) == set()


def test_slots_that_arrive_late_make_a_completion_earlier() -> None:
    activity = make_webinar(duration_s=100).activity
    anna = make_user()
    row = assign_to(anna, activity, closes_at=NOW + timedelta(days=1))
    session = watch(anna, activity, [slot for slot in range(20) if slot != 3])
    assert state_at(row, NOW + timedelta(minutes=3)) == CompletionState.COMPLETED
    assert row.completed_at == NOW + timedelta(seconds=100)
    watch(anna, activity, [3], session)
    state_at(row, NOW + timedelta(minutes=4))
    assert row.completed_at == NOW + timedelta(seconds=95)


def test_evidence_of_what_was_earned_follows_the_schedule() -> None:
    stream = make_stream().activity
    anna = make_user()
    row = assign_to(anna, stream, closes_at=stream.ends_at)
    attend(stream, [anna], minutes=(0, 81))
    assert state_at(row, stream.ends_at) == CompletionState.COMPLETED
    done_at = row.completed_at
    Activity.objects.filter(pk=stream.pk).update(ends_at=stream.starts_at + timedelta(minutes=100))
    assert state_at(row, NOW + timedelta(minutes=110)) == CompletionState.COMPLETED
    assert (row.evidence["percent"], row.completed_at) == (81.0, done_at)


def test_an_activity_whose_rule_is_gone_is_left_alone() -> None:
    activity = make_webinar().activity
    row = assign_to(make_user(), activity)
    Activity.objects.filter(pk=activity.pk).update(rule_key="uninstalled_plugin")
    assert recompute(activity_id=activity.pk, now=NOW) == set()
    row.refresh_from_db()
    assert row.state == CompletionState.NOT_STARTED


@pytest.mark.usefixtures("refilled_database")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_others_hear_of_a_change_once_and_only_of_a_change() -> None:
    stream = make_stream().activity
    anna, boris = make_user(), make_user()
    for user in (anna, boris):
        assign_to(user, stream, closes_at=stream.ends_at)
    attend(stream, [anna], minutes=(0, 90))
    heard: list[tuple[set[int], set[int]]] = []

    def listen(sender: object, participant_ids: set[int], activity_ids: set[int], **kwargs: object) -> None:
        heard.append((participant_ids, activity_ids))

    completion_changed.connect(listen)
    try:
        recompute(activity_id=stream.pk, now=stream.ends_at)
        recompute(activity_id=stream.pk, now=stream.ends_at)
    finally:
        completion_changed.disconnect(listen)
    assert heard == [({anna.pk}, {stream.pk})]


def test_others_do_not_hear_of_those_who_only_get_further(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    stream = make_stream().activity
    anna = make_user()
    assign_to(anna, stream, closes_at=stream.ends_at)
    attend(stream, [anna], minutes=(0, 90))
    heard = []
    for minutes in (10, 20, 30, 90):
        with django_capture_on_commit_callbacks() as callbacks:
            assert recompute(activity_id=stream.pk, now=NOW + timedelta(minutes=minutes)) == {anna.pk}
        heard.append(len(callbacks))
    # They begin, they get further twice, and they complete.
    assert heard == [1, 0, 0, 1]


def test_a_rebuild_of_a_healthy_database_changes_nothing() -> None:
    stream = make_stream().activity
    users = [make_user() for _ in range(3)]
    for user in users:
        assign_to(user, stream, closes_at=stream.ends_at)
    attend(stream, users[:2], minutes=(5, 80))
    later = stream.ends_at + timedelta(hours=1)
    recompute(activity_id=stream.pk, now=later)
    assert rebuild_all(now=later + timedelta(days=1)) == 0


def test_a_rebuild_never_overwrites_what_was_written_while_it_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = make_stream().activity
    late, idle = make_user(), make_user()
    rows = [assign_to(user, stream, closes_at=stream.ends_at) for user in (late, idle)]
    attend(stream, [late, idle], minutes=(0, 80))
    after = stream.ends_at + timedelta(hours=1)
    measure = PresencePercent.measure

    def outrun(*arguments: Any, **options: Any) -> Any:
        found = measure(*arguments, **options)
        Completion.objects.filter(pk=rows[0].pk).update(evidence={"marked_slots": 1}, updated_at=after)
        return found

    monkeypatch.setattr(PresencePercent, "measure", outrun)
    assert rebuild_all(now=after) == 1
    late_row, idle_row = (Completion.objects.get(pk=row.pk) for row in rows)
    assert (late_row.state, late_row.evidence) == (CompletionState.NOT_STARTED, {"marked_slots": 1})
    assert idle_row.state == CompletionState.COMPLETED


def test_queries_do_not_grow_with_participants() -> None:
    def queries_for(count: int) -> int:
        stream = make_stream().activity
        users = [make_user() for _ in range(count)]
        for user in users:
            assign_to(user, stream, closes_at=stream.ends_at)
        attend(stream, users, minutes=(0, 60))
        with CaptureQueriesContext(connection) as queries:
            recompute(activity_id=stream.pk, participant_ids=[user.pk for user in users], now=stream.ends_at)
        return len(queries)

    assert queries_for(2) == queries_for(30)
