"""Attempts to be present without being there, and to check in without seeing the code, beside honest ones."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from courses.domain.activities import sync_activity
from courses.domain.check_ins import code_of
from courses.models import CheckIn, CheckInAttempt, Checkpoint, Completion, LiveBreak, LiveStreamPage
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer, post_ping, settle
from tests.factories import NOW, assign_to, make_stream, make_user

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
MS = timedelta(milliseconds=1)
END = NOW + 90 * MINUTE


def attend(viewer: Viewer, seconds: Iterable[float]) -> None:
    """Ping at so many seconds after the start."""
    for at_s in seconds:
        viewer.clock.set(NOW + timedelta(seconds=at_s))
        assert viewer.ping().status_code == 200


def result(viewer: Viewer) -> tuple[float | None, str]:
    """The percent and the state a minute after the end."""
    viewer.clock.set(END + MINUTE)
    settle(viewer.clock)
    progress = viewer.progress()
    return progress["percent"], progress["state"]


@pytest.fixture
def viewer(clock: Clock) -> Viewer:
    viewer = make_attendee(clock)
    assert viewer.start().status_code == 201
    return viewer


def test_a_ping_every_second_for_an_hour(viewer: Viewer) -> None:
    attend(viewer, range(3600))
    assert result(viewer) == (68.0, "in_progress")


@pytest.mark.parametrize(("every_s", "low", "high"), [(75, 100, 100), (90, 83, 100), (300, 25, 30)])
def test_as_few_pings_as_possible(viewer: Viewer, every_s: int, low: float, high: float) -> None:
    """A ping is worth 75 s and the slots it touches: who pings less often than that has gaps."""
    attend(viewer, range(7, 5400, every_s))
    percent, _ = result(viewer)
    assert percent is not None
    assert low <= percent <= high


@pytest.mark.parametrize("left_s", [600, 607.3, 614.999, 3000])
def test_leaving_is_at_most_ninety_seconds_generous(viewer: Viewer, left_s: float) -> None:
    attend(viewer, [*range(0, int(left_s), 30), left_s])
    viewer.clock.set(END)
    assert left_s <= viewer.progress()["credited_s"] <= left_s + 90


@pytest.mark.parametrize(
    ("at", "slots"),
    [
        (NOW - 75_001 * MS, 0), (NOW - 75_000 * MS, 0), (NOW - 74_999 * MS, 1), (NOW - MS, 5),
        (NOW, 5), (NOW + MS, 6), (END - 75_000 * MS, 5), (END - 15_001 * MS, 2), (END - 15_000 * MS, 1),
        (END - MS, 1), (END, 0), (END + MS, 0),
    ],
)  # fmt: skip
def test_one_ping_at_the_edges_of_the_stream(clock: Clock, at: Any, slots: int) -> None:
    viewer = make_attendee(clock)
    clock.set(NOW - 2 * MINUTE)
    viewer.start()
    clock.set(at)
    assert viewer.ping().status_code == 200
    clock.set(END + MINUTE)
    assert viewer.progress()["credited_s"] == 15 * slots


def test_waiting_before_the_start_is_not_presence(clock: Clock) -> None:
    viewer = make_attendee(clock)
    clock.set(NOW - 30 * MINUTE)
    assert viewer.start().status_code == 201
    attend(viewer, range(-1800, -80, 30))
    assert viewer.progress()["percent"] is None
    assert result(viewer) == (0.0, "not_started")


@pytest.mark.parametrize(
    ("at", "status"),
    [(NOW - 30 * MINUTE - MS, 404), (NOW - 30 * MINUTE, 201), (END - MS, 201), (END, 410)],
)
def test_the_door_opens_half_an_hour_before_and_closes_at_the_end(clock: Clock, at: Any, status: int) -> None:
    viewer = make_attendee(clock)
    clock.set(at)
    assert viewer.start().status_code == status


def test_staying_in_the_room_after_the_end_adds_nothing(viewer: Viewer) -> None:
    attend(viewer, range(0, 2700, 30))
    attend(viewer, range(5430, 7170, 30))
    assert result(viewer) == (50.8, "in_progress")


def test_two_halls_at_once(clock: Clock) -> None:
    """Presence is measured for each stream on its own; whether both may count is for the curriculum."""
    first = make_attendee(clock)
    second = Viewer(first.user, make_stream().activity, clock)
    assign_to(first.user, second.activity)
    for hall in (first, second):
        hall.start()
    for _ in range(180):
        assert [hall.ping().status_code for hall in (first, second)] == [200, 200]
        clock.wait(30)
    assert [hall.progress()["percent"] for hall in (first, second)] == [100.0, 100.0]


def test_a_token_of_one_hall_marks_no_other(clock: Clock) -> None:
    first = make_attendee(clock)
    second = Viewer(first.user, make_stream().activity, clock)
    assign_to(first.user, second.activity)
    first.start()
    first.ping(object=second.activity.pk)
    clock.wait(60)
    assert second.progress()["percent"] == 0.0


def test_a_friend_keeps_the_seat_with_a_copied_token(viewer: Viewer, clock: Clock) -> None:
    friend = make_attendee(clock, activity=viewer.activity)
    friend.start()
    assert post_ping(friend.client, {"t": viewer.started["tok"]}).status_code == 403
    assert result(viewer) == (0.0, "not_started")


def edit(viewer: Viewer, *, breaks: Iterable[tuple[int, int]] = (), **fields: Any) -> float | None:
    """Save the schedule as an editor does, minutes after NOW; return the percent that follows."""
    page = LiveStreamPage.objects.get(pk=viewer.activity.page_id)
    for name, minutes in fields.items():
        setattr(page, name, NOW + minutes * MINUTE)
    page.breaks = [LiveBreak(starts_at=NOW + a * MINUTE, ends_at=NOW + b * MINUTE) for a, b in breaks]
    page.save()
    sync_activity(page=page, now=viewer.clock.now)
    viewer.activity.refresh_from_db()
    return viewer.progress()["percent"]


def test_the_schedule_changes_under_what_was_marked(viewer: Viewer) -> None:
    """Marks stay as they are: every edit is a recomputation, and undoing it brings the number back."""
    attend(viewer, range(0, 2700, 30))
    before, _ = result(viewer)
    assert before == 50.8
    assert edit(viewer, breaks=[(60, 90)]) == 76.2
    assert edit(viewer, breaks=[(0, 45)]) == 1.6
    assert edit(viewer, breaks=[(50, 50), (85, 200), (-20, 0)]) == 53.8
    assert edit(viewer, breaks=[(10, 30), (20, 40)]) == 26.2
    assert edit(viewer, breaks=[(0, 90)]) is None
    assert edit(viewer, actual_ends_at=45) == 100.0
    assert edit(viewer, actual_ends_at=90, actual_starts_at=45) == 1.6
    assert edit(viewer, actual_starts_at=0) == before


def test_a_stream_that_overran_counts_who_stayed(viewer: Viewer, clock: Clock) -> None:
    attend(viewer, range(0, 110 * 60, 30))
    clock.set(NOW + 120 * MINUTE)
    assert edit(viewer, actual_ends_at=110) == 100.0


def test_a_stream_put_off_until_tomorrow_takes_no_presence_along(viewer: Viewer, clock: Clock) -> None:
    attend(viewer, range(0, 600, 30))
    tomorrow = 24 * 60
    assert edit(viewer, starts_at=tomorrow, ends_at=tomorrow + 90) is None
    clock.set(NOW + timedelta(days=1))
    assert viewer.start().status_code == 201
    clock.wait(60)
    assert viewer.progress()["percent"] == 0.0


# Check-ins


def checkpoint(viewer: Viewer, first: int = 10, last: int = 30) -> Checkpoint:
    page = LiveStreamPage.objects.get(pk=viewer.activity.page_id)
    return Checkpoint.objects.create(
        page=page, opens_at=NOW + first * MINUTE, closes_at=NOW + last * MINUTE, sort_order=first
    )


def code_at(viewer: Viewer, point: Checkpoint, at_s: float) -> str:
    """What the screen of the organiser shows at that moment."""
    return code_of(point, activity_id=viewer.activity.pk, now=NOW + timedelta(seconds=at_s))


@pytest.mark.parametrize(
    ("typed_after_s", "status"),
    [(0, 200), (119, 200), (125, 200), (179, 200), (180, 422), (185, 422), (3600, 410)],
)
def test_a_code_typed_late_or_relayed(viewer: Viewer, typed_after_s: int, status: int) -> None:
    """Shown at the beginning of a minute; good within it and the two after it."""
    shown = code_at(viewer, checkpoint(viewer), 600)
    viewer.clock.set(NOW + timedelta(seconds=600 + typed_after_s))
    viewer.ping()
    assert viewer.check_in(shown).status_code == status


def test_a_code_without_ever_being_in_the_stream(viewer: Viewer) -> None:
    shown = code_at(viewer, checkpoint(viewer), 600)
    viewer.clock.set(NOW + 10 * MINUTE)
    assert viewer.check_in(shown).status_code == 409
    viewer.ping()
    assert viewer.check_in(shown).status_code == 200


def test_a_code_worked_out_for_a_coming_minute(viewer: Viewer) -> None:
    point = checkpoint(viewer)
    attend(viewer, [600])
    assert viewer.check_in(code_at(viewer, point, 660)).status_code == 422


def test_the_code_of_another_checkpoint_and_of_another_hall(viewer: Viewer) -> None:
    point, later = checkpoint(viewer), checkpoint(viewer, 40, 50)
    attend(viewer, [600])
    assert viewer.check_in(code_at(viewer, later, 600)).status_code == 422
    other_hall = code_of(point, activity_id=viewer.activity.pk + 1, now=viewer.clock.now)
    viewer.clock.wait(5)
    assert viewer.check_in(other_hall).status_code == 422
    assert not CheckIn.objects.exists()


def test_guessing_from_many_devices_shares_the_tries(viewer: Viewer) -> None:
    point = checkpoint(viewer)
    attend(viewer, [600])
    right = {code_at(viewer, point, at_s) for at_s in range(480, 660, 60)}
    guesses = [code for code in ("000001", "000002", "000003", "000004") if code not in right]
    statuses = []
    for n in range(12):
        device = Viewer(viewer.user, viewer.activity, viewer.clock)
        device.start()
        statuses.append(device.check_in(guesses[n % 3]).status_code)
        viewer.clock.wait(5)
    assert statuses == [422] * 8 + [429] * 4
    assert CheckInAttempt.objects.get().tries == 8


def test_one_code_answers_one_checkpoint_once(viewer: Viewer) -> None:
    """Two tabs, a double click, a retry: one answer; it does not count for the next checkpoint."""
    point = checkpoint(viewer)
    checkpoint(viewer, 12, 40)
    attend(viewer, [600])
    shown = code_at(viewer, point, 600)
    tab = Viewer(viewer.user, viewer.activity, viewer.clock)
    tab.start()
    assert [device.check_in(shown).status_code for device in (viewer, tab, viewer)] == [200] * 3
    viewer.clock.set(NOW + 12 * MINUTE)
    viewer.ping()
    assert viewer.check_in(shown).json()["checkpoint"] == str(point.key)
    assert CheckIn.objects.count() == 1


def test_check_ins_alone_complete_nothing_and_presence_alone_neither(clock: Clock) -> None:
    page = make_stream(required_check_ins=1)
    people = [make_attendee(clock, activity=page.activity) for _ in range(3)]
    Completion.objects.update(rule_params={"threshold_pct": 75, "check_ins": 1})
    stayed, answered, both = people
    point = checkpoint(both)
    for person in people:
        person.start()
    for at_s in range(0, 5400, 60):
        clock.set(NOW + timedelta(seconds=at_s))
        for person in (stayed, both):
            person.ping()
        if at_s == 600:
            answered.ping()
            for person in (answered, both):
                assert person.check_in(code_at(both, point, at_s)).status_code == 200
    results = [result(person) for person in people]
    assert results == [(100.0, "in_progress"), (1.3, "in_progress"), (100.0, "completed")]


def test_a_stranger_cannot_check_in_with_a_code_from_the_screen(viewer: Viewer, clock: Clock) -> None:
    shown = code_at(viewer, checkpoint(viewer), 600)
    attend(viewer, [600])
    stranger = Viewer(make_user(), viewer.activity, clock)
    assert stranger.start().status_code == 404
    assert stranger.check_in(shown, t=viewer.started["tok"]).status_code == 403
    watching = make_viewer(clock)
    watching.start()
    assert watching.check_in(shown).status_code == 400
