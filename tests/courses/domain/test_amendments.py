"""Excuses and outages in every place where a percent is computed."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.domain.activities import sync_activity
from courses.domain.api_queries import evidence_of
from courses.domain.completion import close_overdue, rebuild_all, recompute
from courses.domain.evidence import live
from courses.domain.evidence.bitmaps import bitmap_of
from courses.domain.evidence.constants import LIVE_SLOT_MS
from courses.domain.fold import derive
from courses.domain.instants import to_ms
from courses.domain.progress import rebuild_progress
from courses.domain.progress_report import measure_presence
from courses.domain.queries.lecture import read_standing
from courses.domain.queries.live import read_presence
from courses.enums import CompletionState
from courses.models import Activity, Completion, Excuse, LiveBreak, Outage, PresenceSlot, Progress
from prokadry.accounts.models import User
from tests.factories import NOW, assign_to, make_stream, make_user

pytestmark = pytest.mark.django_db

END = NOW + timedelta(minutes=90)


def minutes(first: float, last: float) -> tuple[datetime, datetime]:
    return NOW + timedelta(minutes=first), NOW + timedelta(minutes=last)


def mark(activity: Activity, user: User, first: float, last: float) -> None:
    """Mark a person present from minute to minute of the stream."""
    start, end = (to_ms(at) // LIVE_SLOT_MS for at in minutes(first, last))
    for slot in range(start, end):
        row, _ = PresenceSlot.objects.get_or_create(
            activity=activity, slot=slot, writer=1, defaults={"bitmap": b""}
        )
        number = int.from_bytes(row.bitmap, "little") | 1 << user.pk
        row.bitmap = number.to_bytes(number.bit_length() // 8 + 1, "little")
        row.save()


def excuse(activity: Activity, user: User, first: float, last: float) -> Excuse:
    start, end = minutes(first, last)
    return Excuse.objects.create(
        participant=user, activity=activity, starts_at=start, ends_at=end, reason="Дежурство",
        granted_by=user, granted_at=NOW,
    )  # fmt: skip


def outage(activity: Activity, user: User, first: float, last: float) -> Outage:
    start, end = minutes(first, last)
    return Outage.objects.create(
        activity=activity, starts_at=start, ends_at=end, reason="Сервер", declared_by=user, declared_at=NOW
    )


def percents(activity: Activity, user: User, now: datetime) -> set[float | None]:
    """The percent as every reader computes it, after a recomputation; they must agree."""
    derive(activity_id=activity.pk, participant_ids={user.pk}, now=now)
    row = Completion.objects.get(participant=user, activity=activity)
    page = activity.page.specific
    standing = read_standing(page=page, user=user, now=now, is_preview=False)
    return {
        evidence_of(row, now=now)["percent"],
        measure_presence(activity, row, now=now).percent,
        read_presence(standing, now).percent,
    }


@pytest.fixture
def stream() -> Activity:
    return make_stream().activity


@pytest.fixture
def anna(stream: Activity) -> User:
    user = make_user()
    assign_to(user, stream)
    return user


def test_an_excuse_leaves_the_denominator_everywhere(stream: Activity, anna: User) -> None:
    mark(stream, anna, 45, 90)
    assert percents(stream, anna, END) == {50.0}
    excuse(stream, anna, 0, 45)
    assert percents(stream, anna, END) == {100.0}
    row = Completion.objects.get()
    assert row.state == CompletionState.COMPLETED
    assert row.evidence == {
        "marked_slots": 180, "countable_slots": 180, "percent": 100.0, "excused_slots": 180
    }  # fmt: skip
    assert Progress.objects.get().credited == 180


def test_marks_within_an_excuse_do_not_count_either(stream: Activity, anna: User) -> None:
    mark(stream, anna, 0, 60)
    excuse(stream, anna, 0, 30)
    assert percents(stream, anna, END) == {50.0}


def test_an_excuse_concerns_one_person_only(stream: Activity, anna: User) -> None:
    boris = make_user()
    assign_to(boris, stream)
    mark(stream, anna, 45, 90)
    mark(stream, boris, 45, 90)
    excuse(stream, anna, 0, 45)
    recompute(activity_id=stream.pk, now=END)
    shares = dict(Completion.objects.values_list("participant_id", "share"))
    assert shares == {anna.pk: 1.0, boris.pk: 0.5}


def test_what_can_still_be_reached_leaves_out_what_is_excused(stream: Activity, anna: User) -> None:
    excuse(stream, anna, 0, 30)
    now = NOW + timedelta(minutes=60)
    standing = read_standing(page=stream.page.specific, user=anna, now=now, is_preview=False)
    presence = read_presence(standing, now)
    assert presence.percent == 0
    assert presence.best_percent == 50
    assert presence.excused == ((0, 1800),)
    assert [(part.kind, part.start_s, part.end_s) for part in presence.intervals] == [
        ("excused", 0, 1800), ("absent", 1800, 3600),
    ]  # fmt: skip


def test_nobody_is_excused_from_a_stream_because_nothing_has_counted_so_far(
    stream: Activity, anna: User
) -> None:
    excuse(stream, anna, 0, 45)
    assert percents(stream, anna, NOW + timedelta(minutes=30)) == {None}
    assert Completion.objects.get().state == CompletionState.NOT_STARTED


def test_whoever_has_nothing_left_to_attend_is_excused(stream: Activity, anna: User) -> None:
    Completion.objects.update(closes_at=END)
    row = excuse(stream, anna, -10, 90)
    assert percents(stream, anna, NOW) == {None}
    completion = Completion.objects.get()
    assert (completion.state, completion.share) == (CompletionState.EXCUSED, 0)
    close_overdue(now=END + timedelta(hours=1))
    assert Completion.objects.get().state == CompletionState.EXCUSED
    row.withdrawn_at = END
    row.save()
    recompute(activity_id=stream.pk, now=END + timedelta(hours=1))
    assert Completion.objects.get().state == CompletionState.MISSED


def test_a_stream_that_is_held_on_another_day_is_not_excused(stream: Activity, anna: User) -> None:
    excuse(stream, anna, -10, 90)
    recompute(activity_id=stream.pk, now=NOW)
    Activity.objects.update(starts_at=NOW + timedelta(days=1), ends_at=END + timedelta(days=1))
    Completion.objects.update(closes_at=None)
    recompute(activity_id=stream.pk, now=NOW)
    assert Completion.objects.get().state == CompletionState.NOT_STARTED


def test_what_organisers_decided_on_an_appeal_stays(stream: Activity, anna: User) -> None:
    excuse(stream, anna, 0, 45)
    recompute(activity_id=stream.pk, now=END)
    Completion.objects.update(state=CompletionState.EXCUSED)
    recompute(activity_id=stream.pk, now=END)
    assert Completion.objects.get().state == CompletionState.EXCUSED


def test_a_break_for_everybody_is_no_excuse(stream: Activity, anna: User) -> None:
    Activity.objects.update(breaks=[[to_ms(NOW), to_ms(END)]])
    excuse(stream, anna, 0, 90)
    assert percents(Activity.objects.get(), anna, END) == {None}
    assert Completion.objects.get().state == CompletionState.NOT_STARTED


def test_an_outage_is_credited_everywhere(stream: Activity, anna: User) -> None:
    mark(stream, anna, 0, 30)
    mark(stream, anna, 60.5, 90)
    assert percents(stream, anna, END) == {66.1}
    outage(stream, anna, 30, 60)
    assert percents(stream, anna, END) == {100.0}
    standing = read_standing(page=stream.page.specific, user=anna, now=END, is_preview=False)
    kinds = [part.kind for part in read_presence(standing, END).intervals]
    assert kinds == ["present", "outage", "present"]
    assert rebuild_progress(now=END) == 0
    assert rebuild_all(now=END) == 0


def test_a_withdrawn_outage_is_credited_no_more_but_a_completion_stays(stream: Activity, anna: User) -> None:
    mark(stream, anna, 0, 30)
    mark(stream, anna, 60, 90)
    row = outage(stream, anna, 30, 60)
    derive(activity_id=stream.pk, participant_ids={anna.pk}, now=END)
    assert Completion.objects.get().state == CompletionState.COMPLETED
    row.withdrawn_at = END
    row.save()
    derive(activity_id=stream.pk, participant_ids={anna.pk}, now=END)
    assert Completion.objects.get().state == CompletionState.COMPLETED
    assert Progress.objects.get().credited == 240


spans = st.lists(st.tuples(st.integers(-5, 95), st.integers(1, 60)), max_size=2)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    marked=st.lists(st.tuples(st.sampled_from([0, 1, 2]), st.integers(0, 89), st.integers(1, 40)), max_size=6),
    breaks=spans, excused=spans, faults=spans, shift=st.integers(-10, 10), now_min=st.integers(0, 100),
)  # fmt: skip
def test_everybody_at_once_is_each_from_the_raw_marks(
    marked: list[tuple[int, int, int]], breaks: list[tuple[int, int]], excused: list[tuple[int, int]],
    faults: list[tuple[int, int]], shift: int, now_min: int,
) -> None:  # fmt: skip
    """Invariant 5, with a schedule edited while the stream runs."""
    for model in (Excuse, Outage, PresenceSlot, Completion, Progress):
        model.objects.all().delete()
    page = make_stream()
    stream, people = page.activity, [make_user() for _ in range(3)]
    slots: dict[int, set[int]] = {}
    for who, first, length in marked:
        start, end = (to_ms(at) // LIVE_SLOT_MS for at in minutes(first, first + length))
        for slot in range(start, end):
            slots.setdefault(slot, set()).add(people[who].pk)
    PresenceSlot.objects.bulk_create(
        PresenceSlot(activity=stream, slot=slot, writer=1, bitmap=bitmap_of(who))
        for slot, who in slots.items()
    )
    for user in people:
        assign_to(user, stream, rule_params={"threshold_pct": 101})
    for first, length in excused:
        excuse(stream, people[0], first, first + length)
    for first, length in faults:
        outage(stream, people[0], first, first + length)
    now = NOW + timedelta(minutes=now_min)
    ids = {user.pk for user in people}
    derive(activity_id=stream.pk, participant_ids=ids, now=now)

    page.starts_at, page.ends_at = minutes(shift, 90 - shift)
    page.breaks = [LiveBreak(starts_at=a, ends_at=b) for a, b in (minutes(f, f + n) for f, n in breaks)]
    page.save_revision().publish()
    sync_activity(page=page, now=now)
    derive(activity_id=stream.pk, participant_ids=ids, now=now)

    def in_ms(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(to_ms(a), to_ms(b)) for a, b in (minutes(f, f + n) for f, n in spans)]

    for user in people:
        own = {slot: 1 for slot, who in slots.items() if user.pk in who}
        countable = live.countable_slots(
            to_ms(page.starts_at), to_ms(page.ends_at), breaks=in_ms(breaks), now_ms=to_ms(now),
            excused=in_ms(excused) if user == people[0] else (),
        )  # fmt: skip
        tenths = live.percent({*own, *live.outage_credit(own, in_ms(faults))}, countable)
        row = Completion.objects.get(participant=user)
        stored = row.evidence.get("percent", 0.0 if countable else None)
        assert stored == (None if tenths is None else tenths / 10)


def test_queries_do_not_grow_with_people_nor_with_their_excuses(stream: Activity) -> None:
    people = [make_user() for _ in range(30)]
    for user in people:
        assign_to(user, stream)
        mark(stream, user, 0, 2)

    def count(users: list[User]) -> int:
        with CaptureQueriesContext(connection) as queries:
            derive(activity_id=stream.pk, participant_ids={user.pk for user in users}, now=END)
        return len(queries)

    outage(stream, people[0], 30, 31)
    excuse(stream, people[0], 10, 20)
    few = count(people[:2])
    Completion.objects.update(evidence={}, share=0)
    Progress.objects.all().delete()
    for user in people[1:]:
        excuse(stream, user, 10, 20)
    assert count(people) == few
