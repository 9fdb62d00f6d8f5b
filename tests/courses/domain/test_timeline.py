"""What is told to a person adds up to exactly what is credited to them."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.domain.completion import recompute
from courses.domain.evidence.admission import AdmittedSlot
from courses.domain.evidence.bitmaps import bitmap_of
from courses.domain.evidence.codec import encode
from courses.domain.evidence.constants import LIVE_SLOT_S
from courses.domain.evidence.pieces import SessionState, fold
from courses.domain.evidence.ranges import merged, subtracted, total
from courses.domain.instants import to_ms
from courses.domain.progress import refresh_progress
from courses.domain.timeline import Timeline, credited_timeline, find_completion
from courses.enums import CompletionState
from courses.models import (
    Activity,
    CheckIn,
    Checkpoint,
    Completion,
    Excuse,
    Outage,
    PresenceSlot,
    Progress,
    WatchSession,
)
from prokadry.accounts.models import User
from tests.courses.domain.evidence.strategies import facts
from tests.factories import NOW, assign_to, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def sit(
    user: User,
    activity: Activity,
    *,
    at_s: int,
    slots: dict[int, AdmittedSlot] | range,
    lane_end_s: int | None = None,
    **fields: object,
) -> WatchSession:
    """Write a session that began so many seconds after NOW; a range is the fives of seconds played at 1×."""
    played = [AdmittedSlot(k, ((5 * part, 5 * part + 5),)) for k, part in enumerate(slots)]
    claims = slots.values() if isinstance(slots, dict) else played
    return WatchSession.objects.create(
        participant=user, activity=activity, kind="recorded", rev=activity.rev,
        t0_ms=to_ms(NOW) + at_s * 1000,
        lane_end_ms=None if lane_end_s is None else to_ms(NOW) + lane_end_s * 1000,
        evidence=encode(fold(SessionState(), claims)), **fields,
    )  # fmt: skip


def mark(user: User, activity: Activity, slots: set[int]) -> None:
    """Mark a user in slots numbered from the start of a stream."""
    assert activity.starts_at is not None
    first = int(activity.starts_at.timestamp()) // LIVE_SLOT_S
    PresenceSlot.objects.bulk_create(
        PresenceSlot(activity=activity, slot=first + slot, writer=user.pk, bitmap=bitmap_of([user.pk]))
        for slot in slots
    )


def tell(row: Completion, *, after: timedelta = timedelta(days=1)) -> Timeline:
    """Derive everything and return the timeline as the person would see it."""
    now = NOW + after
    refresh_progress(activity_id=row.activity_id, participant_ids=[row.participant_id], now=now)
    recompute(activity_id=row.activity_id, now=now)
    found = find_completion(participant_id=row.participant_id, activity_id=row.activity_id)
    assert found is not None
    return credited_timeline(completion=found, now=now)


@settings(max_examples=20)
@given(
    sittings=st.lists(st.tuples(facts, st.integers(1, 500)), min_size=1, max_size=4),
    closes_s=st.one_of(st.none(), st.integers(1, 1500)),
    excluded=st.lists(st.tuples(st.integers(0, 110), st.integers(1, 10)), max_size=2),
)
def test_sittings_add_up_to_progress_and_completion(
    sittings: list[tuple[dict[int, AdmittedSlot], int]],
    closes_s: int | None,
    excluded: list[tuple[int, int]],
) -> None:
    user, activity = make_user(), make_webinar(duration_s=120).activity
    activity.excluded = [[start, start + length] for start, length in excluded]
    activity.save()
    row = assign_to(user, activity, closes_at=None if closes_s is None else NOW + timedelta(seconds=closes_s))
    starts = [sum(gap for _facts, gap in sittings[:place]) for place in range(len(sittings) + 1)]
    for place, (slots, _gap) in enumerate(sittings):
        end = starts[place + 1] if place + 1 < len(sittings) else None
        sit(user, activity, at_s=starts[place], slots=slots, lane_end_s=end)

    timeline = tell(row)
    record = timeline.recorded
    assert record is not None
    progress = Progress.objects.filter(participant=user, activity=activity).first()
    assert sum(sitting.fresh_s for sitting in record.sittings) == record.seen_s
    assert merged(span for sitting in record.sittings for span in sitting.credited) == record.seen
    assert record.seen_s == (progress.credited if progress else 0)
    assert [list(span) for span in record.seen] == (progress.ranges if progress else [])
    assert record.evidence == timeline.completion.evidence
    for sitting in record.sittings:
        assert (
            total(subtracted(sitting.played, record.excluded))
            == sitting.credited_s + sitting.taken_over_s + sitting.late_s
        )
    whole = merged(part.span for part in record.parts)
    assert whole == ((0, record.duration_s),)


@settings(max_examples=20)
@given(
    marks=st.sets(st.integers(-10, 400), max_size=300),
    pause=st.tuples(st.integers(0, 80), st.integers(1, 20)),
    after_min=st.integers(0, 120),
    excused=st.one_of(st.none(), st.tuples(st.integers(0, 90), st.integers(1, 90))),
    outage=st.one_of(st.none(), st.tuples(st.integers(0, 90), st.integers(1, 30))),
)
def test_stretches_add_up_to_the_percent(
    marks: set[int],
    pause: tuple[int, int],
    after_min: int,
    excused: tuple[int, int] | None,
    outage: tuple[int, int] | None,
) -> None:
    start = NOW + MINUTE * pause[0]
    activity = make_stream().activity
    activity.breaks = [[to_ms(start), to_ms(start + MINUTE * pause[1])]]
    activity.save()
    user = make_user()
    row = assign_to(user, activity)
    mark(user, activity, marks)
    if excused:
        Excuse.objects.create(
            participant=user, activity=activity, granted_by=user, granted_at=NOW, **span(excused)
        )
    if outage:
        Outage.objects.create(activity=activity, declared_by=user, declared_at=NOW, **span(outage))

    timeline = tell(row, after=MINUTE * after_min)
    stream = timeline.live
    assert stream is not None
    if timeline.completion.evidence:
        assert stream.evidence == timeline.completion.evidence
    seconds = {
        kind: sum(part.end_s - part.start_s for part in stream.stretches if part.kind == kind)
        for kind in ("present", "outage", "absent")
    }
    present = seconds["present"] + seconds["outage"]
    # A slot that has begun counts whole, its last seconds lie ahead.
    assert 0 <= stream.marked_slots * 15 - present < 15
    assert 0 <= stream.countable_slots * 15 - present - seconds["absent"] < 15
    assert 0 <= stream.outage_slots * 15 - seconds["outage"] < 15


def span(minutes: tuple[int, int]) -> dict[str, datetime]:
    """Return the times of an amendment: minutes after NOW, and how many."""
    return {"starts_at": NOW + MINUTE * minutes[0], "ends_at": NOW + MINUTE * sum(minutes)}


def test_a_sitting_says_what_ended_it_and_what_that_cut() -> None:
    user, one, other = make_user(), make_webinar().activity, make_webinar(title="Другой").activity
    row = assign_to(user, one, closes_at=NOW + timedelta(seconds=900))
    sit(user, one, at_s=0, slots=range(10), lane_end_s=40)
    sit(user, one, at_s=40, slots=range(4), lane_end_s=200)
    sit(user, one, at_s=200, slots=range(20, 30), lane_end_s=251)
    sit(user, other, at_s=251, slots=range(4), lane_end_s=880)
    sit(user, one, at_s=880, slots=range(60, 70), refused={"stale": 3, "range": 0}, delayed_slots=2)

    record = tell(row).recorded
    assert record is not None
    told = [
        (s.ended_by, s.next_title, s.fresh_s, s.repeated_s, s.taken_over_s, s.late_s) for s in record.sittings
    ]
    assert told == [
        ("continued", "", 40, 0, 10, 0),
        ("left", "", 0, 20, 0, 0),
        ("elsewhere", "Другой", 50, 0, 0, 0),
        ("open", "", 20, 0, 0, 30),
    ]
    assert (record.sittings[3].refused, record.sittings[3].delayed_s) == ({"stale": 3}, 10)
    assert [sitting.rate for sitting in record.sittings] == [1, 1, 1, 1]
    assert record.missing == ((40, 100), (150, 300), (320, 600))
    assert (record.required_s, record.left_s, record.pct) == (570, 460, 18.3)


def test_a_checkpoint_is_told_with_its_answer_even_after_it_was_taken_out() -> None:
    page = make_stream(required_check_ins=1)
    point = Checkpoint.objects.create(page=page, opens_at=NOW + MINUTE, closes_at=NOW + 9 * MINUTE)
    user = make_user()
    row = assign_to(user, page.activity)
    CheckIn.objects.create(
        participant=user, activity=page.activity, checkpoint=point.key, answered_at=NOW + 2 * MINUTE
    )
    stream = tell(row).live
    assert stream is not None
    assert [(p.opens_at, p.answered_at) for p in stream.checkpoints] == [(NOW + MINUTE, NOW + 2 * MINUTE)]
    page.delete()
    stream = tell(row).live
    assert stream is not None
    assert [(p.opens_at, p.answered_at) for p in stream.checkpoints] == [(None, NOW + 2 * MINUTE)]
    assert [p.method for p in stream.checkpoints] == [""]
    CheckIn.objects.update(method="of_a_plugin_that_is_gone")
    stream = tell(row).live
    assert stream is not None
    assert [p.method for p in stream.checkpoints] == ["of_a_plugin_that_is_gone"]


def test_a_settled_result_says_that_the_facts_have_moved_on() -> None:
    user, activity = make_user(), make_stream().activity
    row = assign_to(user, activity, closes_at=activity.ends_at)
    mark(user, activity, set(range(300)))
    assert not tell(row).is_frozen_otherwise
    assert tell(row).completion.state == CompletionState.COMPLETED
    activity.ends_at += timedelta(hours=1)
    activity.save()
    assert tell(row).is_frozen_otherwise


def test_an_activity_of_a_plugin_that_is_gone_is_told_by_its_record() -> None:
    activity = Activity.objects.create(type="gone", title="Игра", rule_key="gone", updated_at=NOW)
    row = assign_to(make_user(), activity)
    Completion.objects.filter(pk=row.pk).update(share=0.5, evidence={"points": 7})
    timeline = tell(row)
    assert (timeline.kind, timeline.recorded, timeline.live) == ("", None, None)
    assert timeline.completion.evidence == {"points": 7}


@pytest.mark.parametrize("make", [make_webinar, make_stream])
def test_queries_do_not_grow_with_the_sittings(make: object) -> None:
    def count_queries(sittings: int) -> int:
        user, activity = make_user(), make().activity  # type: ignore[operator]  # one of the two factories
        row = assign_to(user, activity)
        kind = "live" if activity.starts_at else "recorded"
        for place in range(sittings):
            WatchSession.objects.create(
                participant=user, activity=activity, kind=kind, t0_ms=to_ms(NOW) + place * 1000,
                lane_end_ms=to_ms(NOW) + (place + 1) * 1000,
            )  # fmt: skip
        found = find_completion(participant_id=user.pk, activity_id=row.activity_id)
        assert found is not None
        with CaptureQueriesContext(
            connection,
        ) as queries:
            credited_timeline(completion=found, now=NOW + timedelta(days=1))
        return len(queries)

    assert count_queries(1) == count_queries(30)
