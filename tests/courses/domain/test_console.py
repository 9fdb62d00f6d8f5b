"""The figures of the live console, for everybody at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.cms.curve import draw_curve, round_up
from courses.domain.queries.console import (
    Crowd,
    PromptCount,
    list_next,
    list_recent,
    list_running,
    read_snapshot,
    take_snapshot,
)
from courses.models import Activity, CheckIn, Checkpoint, PromptAnswer
from prokadry.accounts.models import Region, User
from tests.courses.domain.test_amendments import END, mark
from tests.factories import NOW, assign_to, make_stream, make_user

pytestmark = pytest.mark.django_db

NOON = NOW + timedelta(minutes=30)


@pytest.fixture
def stream() -> Activity:
    points = [Checkpoint(opens_at=NOW + timedelta(minutes=5), closes_at=NOW + timedelta(minutes=9))]
    return make_stream(checkpoints=points, required_check_ins=1).activity


def make_person(stream: Activity, code: str, track: str = "base") -> User:
    user = make_user(region=Region.objects.get(code=code))
    assign_to(user, stream, track=track)
    return user


def test_people_are_counted_by_track_and_district(stream: Activity) -> None:
    here, left, absent = (
        make_person(stream, "RU-MOW"), make_person(stream, "RU-TOM"), make_person(stream, "RU-TOM", "pro")
    )  # fmt: skip
    mark(stream, here, 0, 31)
    mark(stream, left, 0, 20)
    mark(stream, absent, 40, 50)
    CheckIn.objects.create(
        participant=here, activity=stream, answered_at=NOW, checkpoint=Checkpoint.objects.get().key
    )
    snapshot = take_snapshot(activity=stream, now=NOON)
    assert snapshot.everybody == Crowd(expected=3, came=2, here=1)
    assert snapshot.everybody.left == 1
    assert snapshot.tracks == {"base": Crowd(2, 2, 1), "pro": Crowd(1, 0, 0)}
    assert snapshot.districts == {"central": Crowd(1, 1, 1), "siberian": Crowd(2, 1, 0)}
    assert snapshot.curve == [2] * 20 + [1] * 11
    assert [point.answered for point in snapshot.checkpoints] == [1]
    assert snapshot.required_check_ins == 1


def test_people_in_two_halls_at_once_are_counted(stream: Activity) -> None:
    other = make_stream(title="Второй зал").activity
    both, moved = make_person(stream, "RU-MOW"), make_person(stream, "RU-MOW")
    mark(stream, both, 0, 30)
    mark(other, both, 10, 20)
    mark(stream, moved, 0, 10)
    mark(other, moved, 9, 30)
    assert take_snapshot(activity=stream, now=NOON).both == {"Второй зал": 1}
    assert list_running(now=NOON) == [stream, other]
    assert list_next(now=NOW - timedelta(hours=1)) == [stream, other]
    assert list_recent(now=END) == [other, stream]


def test_answers_stand_beside_how_many_were_asked(stream: Activity) -> None:
    Activity.objects.update(prompts=True)
    stream.refresh_from_db()
    here, left = make_person(stream, "RU-MOW"), make_person(stream, "RU-TOM")
    mark(stream, here, 0, 45)
    mark(stream, left, 0, 10)
    period = int(NOW.timestamp()) // 1200
    PromptAnswer.objects.create(participant=here, activity=stream, period=period, answered_at=NOW)
    PromptAnswer.objects.create(participant=here, activity=stream, period=period + 2, answered_at=NOW)
    assert take_snapshot(activity=stream, now=NOW + timedelta(minutes=45)).prompts == {
        NOW: PromptCount(answered=1, asked=1),
        NOW + timedelta(minutes=20): PromptCount(answered=0, asked=1),
        NOW + timedelta(minutes=40): PromptCount(answered=1, asked=None),
    }


def test_all_consoles_share_a_snapshot_for_five_seconds(stream: Activity) -> None:
    first = read_snapshot(activity=stream, now=NOON)
    mark(stream, make_person(stream, "RU-MOW"), 0, 60)
    with CaptureQueriesContext(connection) as queries:
        assert read_snapshot(activity=stream, now=NOON + timedelta(seconds=4)) == first
    assert len(queries) == 0
    assert read_snapshot(activity=stream, now=NOON + timedelta(seconds=5)).everybody.here == 1


def test_the_queries_do_not_grow_with_people(stream: Activity) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            take_snapshot(activity=stream, now=NOON)
        return len(queries)

    mark(stream, make_person(stream, "RU-MOW"), 0, 30)
    first = count()
    for _ in range(29):
        mark(stream, make_person(stream, "RU-TOM"), 29, 30)
    # The assigned are remembered for a minute; nothing else is.
    assert count() == first - 1


def test_the_curve_is_drawn_to_scale(stream: Activity) -> None:
    points = [(NOW + timedelta(minutes=5), NOW + timedelta(minutes=9))]
    curve = draw_curve(activity=stream, counts=[0, 40, 50], checkpoints=points, outages=[], now=NOON)
    assert (curve.minutes, curve.top, curve.now_x) == (90, 50, 30.0)
    assert curve.area == "0,100 0,100.0 1,20.0 2,0.0 2,100"
    assert [(point.x, point.width) for point in curve.checkpoints] == [(5.0, 4.0)]
    assert [round_up(n) for n in (0, 5, 6, 21, 50, 51_000)] == [5, 5, 10, 50, 50, 100_000]
