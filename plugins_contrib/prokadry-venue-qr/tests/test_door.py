"""Named attacks at the door, and the honest beside them: what is written, and what the staff are told."""

from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from prokadry_venue_qr.domain import door
from prokadry_venue_qr.domain.facts import point_of
from prokadry_venue_qr.domain.passes import ExpiredPass, NoPass, sign_pass
from venue_makers import MINUTE, make_meeting, make_staff

from courses.domain.activities import retire_pages
from courses.domain.completion import close_overdue, rebuild_all
from courses.extensions import CheckInRefused
from courses.models import Activity, CheckIn, Completion
from prokadry.accounts.domain.personal_data import erase_person
from prokadry.accounts.models import User
from tests.factories import NOW, assign_to, make_stream, make_user

SECOND = timedelta(seconds=1)


def read(
    guest: User, meeting: Activity, staff: User, *, after=timedelta(), at_door_of: Activity | None = None
):
    token = sign_pass(participant_id=guest.pk, activity_id=meeting.pk, now=NOW)
    door_of = (at_door_of or meeting).pk
    return door.confirm_pass(text=token, activity_id=door_of, confirmed_by=staff, now=NOW + after)


def test_the_honest_way(guest: User, meeting: Activity, staff: User) -> None:
    confirmed = read(guest, meeting, staff, after=20 * SECOND)
    assert (confirmed.person, confirmed.is_new) == (guest, True)
    row = CheckIn.objects.get()
    assert (row.participant, row.activity, row.checkpoint) == (guest, meeting, point_of(meeting.pk))
    assert (row.method, row.confirmed_by, row.reason) == ("venue_qr", staff, "")
    done = Completion.objects.get(participant=guest)
    assert (done.state, done.share, done.completed_at) == ("completed", 1.0, NOW + 20 * SECOND)
    assert (done.rule_key, done.evidence) == (
        "venue_presence",
        {"check_ins_done": 1, "check_ins_required": 1},
    )


def test_replayer_shows_one_code_at_two_doors(guest: User, meeting: Activity, staff: User) -> None:
    colleague = make_staff()
    assert read(guest, meeting, staff).is_new
    again = read(guest, meeting, colleague, after=30 * SECOND)
    assert not again.is_new
    assert (again.row.confirmed_by, again.row.answered_at) == (staff, NOW)
    assert CheckIn.objects.count() == 1


def test_two_doors_at_the_same_moment_meet_in_the_database(
    guest: User, meeting: Activity, staff: User
) -> None:
    read(guest, meeting, staff)
    row = CheckIn.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(
            participant=guest,
            activity=meeting,
            checkpoint=row.checkpoint,
            answered_at=NOW,
            method="venue_hand",
        )


def test_screenshot_passed_on_is_too_old(guest: User, meeting: Activity, staff: User) -> None:
    with pytest.raises(ExpiredPass):
        read(guest, meeting, staff, after=65 * SECOND)
    assert not CheckIn.objects.exists()


def test_code_of_another_meeting(guest: User, meeting: Activity, staff: User) -> None:
    other = make_meeting(slug="other", title="Встреча в Перми")
    assign_to(guest, other)
    with pytest.raises(door.OtherMeeting, match="Встреча в Казани"):
        read(guest, meeting, staff, at_door_of=other)
    assert not CheckIn.objects.exists()


def test_stranger_with_a_code_of_a_meeting_that_is_not_theirs(meeting: Activity, staff: User) -> None:
    with pytest.raises(door.NotInvited):
        read(make_user(), meeting, staff)


def test_withdrawn_from_the_curriculum(guest: User, meeting: Activity, staff: User) -> None:
    Completion.objects.update(is_assigned=False)
    with pytest.raises(door.NotInvited):
        read(guest, meeting, staff)


def test_staff_cannot_confirm_themselves(meeting: Activity, staff: User) -> None:
    assign_to(staff, meeting)
    with pytest.raises(door.Oneself):
        read(staff, meeting, staff)
    with pytest.raises(door.Oneself):
        door.confirm_by_hand(
            participant_id=staff.pk, activity_id=meeting.pk, reason="я здесь", confirmed_by=staff, now=NOW
        )
    assert not CheckIn.objects.exists()


def test_code_of_a_stream_opens_no_door(guest: User, staff: User) -> None:
    stream = make_stream().activity
    assign_to(guest, stream)
    with pytest.raises(door.DoorClosed):
        read(guest, stream, staff)


@pytest.mark.parametrize(
    ("minute", "by_code", "by_hand"),
    [
        (-31, False, False),
        (-30, True, True),
        (149, True, True),
        (150, False, True),
        (10_229, False, True),
        (10_230, False, False),
    ],
)
def test_when_the_door_is_open(
    guest: User, meeting: Activity, staff: User, minute: int, by_code: bool, by_hand: bool
) -> None:
    now = NOW + minute * MINUTE
    token = sign_pass(participant_id=guest.pk, activity_id=meeting.pk, now=now)
    for is_open, confirm in (
        (by_code, lambda: door.confirm_pass(text=token, activity_id=meeting.pk, confirmed_by=staff, now=now)),
        (by_hand, lambda: by_name(guest, meeting, staff, now=now)),
    ):
        if is_open:
            assert confirm().person == guest
        else:
            with pytest.raises(door.DoorClosed):
                confirm()


def by_name(
    guest: User, meeting: Activity, staff: User, reason: str = " Телефон разрядился ", now: datetime = NOW
) -> door.Confirmed:
    return door.confirm_by_hand(
        participant_id=guest.pk, activity_id=meeting.pk, reason=reason, confirmed_by=staff, now=now
    )


def test_by_hand_keeps_who_and_why(guest: User, meeting: Activity, staff: User) -> None:
    assert by_name(guest, meeting, staff).is_new
    row = CheckIn.objects.get()
    assert (row.method, row.confirmed_by, row.reason) == ("venue_hand", staff, "Телефон разрядился")
    assert not read(guest, meeting, staff, after=SECOND).is_new


def test_by_hand_without_a_reason(guest: User, meeting: Activity, staff: User) -> None:
    with pytest.raises(CheckInRefused, match=r"why|причина"):
        by_name(guest, meeting, staff, reason="  ")
    assert not CheckIn.objects.exists()


def test_whoever_did_not_come_missed_it_until_entered_afterwards(
    guest: User, meeting: Activity, staff: User
) -> None:
    close_overdue(now=NOW + 200 * MINUTE)
    assert Completion.objects.get().state == "missed"
    by_name(guest, meeting, staff, now=NOW + 300 * MINUTE)
    assert Completion.objects.get().state == "completed"


def test_unpublished_meeting(guest: User, meeting: Activity, staff: User) -> None:
    retire_pages(page_ids=[meeting.page_id], now=NOW)
    with pytest.raises(door.DoorClosed):
        read(guest, meeting, staff)


def test_the_method_checks_the_pass_itself(guest: User, meeting: Activity, staff: User) -> None:
    other = make_user()
    assign_to(other, meeting)
    token = sign_pass(participant_id=guest.pk, activity_id=meeting.pk, now=NOW)
    with mock.patch.object(door, "read_pass") as trusting:
        trusting.return_value.participant_id, trusting.return_value.activity_id = other.pk, meeting.pk
        with pytest.raises(NoPass):
            door.confirm_pass(text=token, activity_id=meeting.pk, confirmed_by=staff, now=NOW)
    assert not CheckIn.objects.exists()


def test_somebody_erased_is_let_in_no_more(guest: User, meeting: Activity, staff: User) -> None:
    read(guest, meeting, staff)
    erase_person(user=guest, by=None, now=NOW + SECOND)
    assert not CheckIn.objects.exists()
    assert Completion.objects.get(participant=guest).state == "completed"
    with pytest.raises(door.NotInvited):
        read(guest, meeting, staff, after=2 * SECOND)
    assert rebuild_all(now=NOW + 3 * SECOND) == 0
