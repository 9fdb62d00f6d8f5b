"""The pages of a meeting: what each person is shown, and who may do what."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from prokadry_venue_qr.domain.passes import sign_pass
from prokadry_venue_qr.models import VenueMeetingPage
from venue_makers import MINUTE, make_staff

from courses.models import Activity, CheckIn
from prokadry.accounts.enums import Role
from prokadry.accounts.models import User
from tests.factories import NOW, assign_to, make_user

pytestmark = pytest.mark.usefixtures("at")
Clock = Callable[[datetime], None]


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def address(name: str, meeting: Activity) -> str:
    return reverse(f"venue_qr:{name}", args=[meeting.pk])


def code_address(guest: User, meeting: Activity) -> str:
    token = sign_pass(participant_id=guest.pk, activity_id=meeting.pk, now=NOW)
    return reverse("venue_qr:code", args=[token])


def words(response: Any) -> str:
    """The page as it is read: without the spaces that do not break."""
    return re.sub(r"\s+", " ", response.content.decode())


def read(client: Client, meeting: Activity, guest: User, **kwargs: object):
    return client.post(
        address("read", meeting), {"code": "https://host" + code_address(guest, meeting)}, **kwargs
    )


def test_a_guest_finds_their_code(guest: User, meeting: Activity) -> None:
    client = signed_in(guest)
    page = words(client.get(meeting.page.url))
    assert address("pass", meeting) in page
    shown = client.get(address("pass", meeting))
    assert "<svg" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert client.get(address("pass_image", meeting))["Content-Type"] == "image/svg+xml"


def test_the_code_waits_for_the_door_and_goes_with_the_check_in(
    guest: User, meeting: Activity, staff: User, at: Clock
) -> None:
    client = signed_in(guest)
    at(NOW - 31 * MINUTE)
    assert "The door is not open yet" in words(client.get(address("pass", meeting)))
    assert client.get(address("pass_image", meeting)).status_code == 204
    at(NOW)
    assert read(signed_in(staff), meeting, guest).status_code == 200
    assert client.get(address("pass_image", meeting)).status_code == 204
    assert "You are checked in" in words(client.get(address("pass", meeting)))
    assert "You are checked in" in words(client.get(meeting.page.url))


def test_nobody_gets_the_code_of_a_meeting_that_is_not_theirs(meeting: Activity) -> None:
    assert signed_in(make_user()).get(address("pass", meeting)).status_code == 404
    assert signed_in(make_user()).get(address("pass_image", meeting)).status_code == 404
    assert Client().get(address("pass_image", meeting)).status_code == 401
    assert Client().get(address("pass", meeting)).status_code == 302


def test_how_it_was_counted(guest: User, meeting: Activity, staff: User) -> None:
    read(signed_in(staff), meeting, guest)
    page = words(signed_in(guest).get(reverse("courses:why", args=[meeting.pk])))
    assert "checked in (QR code at the door)" in page
    assert "Confirmed by somebody of the organisers" in page
    assert "Дверной" not in page


def test_organisers_see_who_confirmed(
    guest: User, meeting: Activity, staff: User, admin_client: Client
) -> None:
    read(signed_in(staff), meeting, guest)
    row = meeting.completions.get(participant=guest)
    page = words(admin_client.get(reverse("counting", args=[row.pk])))
    assert "Дверной Олег" in page
    lines = signed_in(staff).get(address("came", meeting)).content.decode().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Иванова Мария;")


def test_reading_tells_new_from_known(guest: User, meeting: Activity, staff: User) -> None:
    client = signed_in(staff)
    first = read(client, meeting, guest)
    assert first.json() == {"title": "Иванова Мария", "text": "Checked in.", "is_well": True, "came": 1}
    again = read(client, meeting, guest).json()
    assert (again["is_well"], again["text"]) == (True, "Checked in a moment ago, by you.")
    again = read(signed_in(make_staff()), meeting, guest).json()
    assert (again["is_well"], again["came"]) == (False, 1)
    assert "by Дверной Олег. Is it the same person?" in again["text"]


@pytest.mark.parametrize("code", ["", "nonsense", "\x00", "x" * 5000, "https://example.org/"])
def test_reading_what_is_no_code(meeting: Activity, staff: User, code: str) -> None:
    answer = signed_in(staff).post(address("read", meeting), {"code": code})
    assert answer.status_code == 422
    assert "not a code of ours" in answer.json()["text"]
    assert signed_in(staff).post(address("read", meeting)).status_code == 422


def test_participant_reads_a_friends_code(guest: User, meeting: Activity) -> None:
    friend = make_user()
    assign_to(friend, meeting)
    assert read(signed_in(friend), meeting, guest).status_code == 403
    assert signed_in(friend).get(address("door", meeting)).status_code == 403
    assert signed_in(friend).get(address("came", meeting)).status_code == 403
    assert read(Client(), meeting, guest).status_code == 401
    assert not CheckIn.objects.exists()


def test_another_site_cannot_post_for_the_staff(guest: User, meeting: Activity, staff: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)
    assert read(strict, meeting, guest).status_code == 403
    assert strict.post(code_address(guest, meeting)).status_code == 403
    assert not CheckIn.objects.exists()


def test_a_friends_phone_opens_the_code_and_is_told_what_it_is(guest: User, meeting: Activity) -> None:
    for client in (Client(headers={"accept-language": "en"}), signed_in(make_user()), signed_in(guest)):
        page = client.get(code_address(guest, meeting))
        assert page.status_code == 200
        assert "has recorded nothing" in words(page)
        assert "Казани" not in words(page)
        assert client.post(code_address(guest, meeting)).status_code == 200
    assert not CheckIn.objects.exists()


def test_link_sent_to_the_staff_confirms_nothing_by_being_opened(
    guest: User, meeting: Activity, staff: User
) -> None:
    client = signed_in(staff)
    page = words(client.get(code_address(guest, meeting)))
    assert "Иванова Мария" in page
    assert "confirm.js" not in page
    assert not CheckIn.objects.exists()
    assert "Checked in." in words(client.post(code_address(guest, meeting)))
    assert CheckIn.objects.get().confirmed_by == staff


def test_camera_of_the_phone_confirms_at_once_for_who_is_at_the_door(
    guest: User, meeting: Activity, staff: User, at: Clock
) -> None:
    client = signed_in(staff)
    client.get(address("door", meeting))
    assert "confirm.js" in words(client.get(code_address(guest, meeting)))
    at(NOW + 65 * MINUTE / 60)
    page = words(client.get(code_address(guest, meeting)))
    assert "This code has run out" in page
    assert address("door", meeting) in page


def test_looking_somebody_up_and_checking_them_in(guest: User, meeting: Activity, staff: User) -> None:
    client, url = signed_in(staff), address("door", meeting)
    for query in ("иванова", "ИВАНОВА", guest.email[:8], "Мария Ива"):
        assert guest.email in words(client.get(url, {"q": query}))
    assert "three letters" in words(client.get(url, {"q": "ив"}))
    assert "Nobody of the invited" in words(client.get(url, {"q": "Петров"}))
    refused = client.post(f"{url}?q=иванова", {"person": guest.pk, "reason": " "})
    assert "the reason is kept for ever" in words(refused)
    assert not CheckIn.objects.exists()
    done = client.post(f"{url}?q=иванова", {"person": guest.pk, "reason": "Нет телефона"}, follow=True)
    assert "Checked in." in words(done)
    assert "confirmed by Дверной Олег: Нет телефона" in words(done)
    assert client.post(url, {"person": make_user().pk, "reason": "Нет телефона"}).status_code == 200
    assert client.post(url, {"person": "x", "reason": "Нет телефона"}).status_code == 200
    assert CheckIn.objects.count() == 1


def test_only_the_invited_are_found(meeting: Activity, staff: User) -> None:
    stranger = make_user(last_name="Сторонний")
    page = words(signed_in(staff).get(address("door", meeting), {"q": "Сторонний"}))
    assert stranger.email not in page


def test_the_list_at_the_door_asks_as_often_for_thirty(meeting: Activity, staff: User) -> None:
    client = signed_in(staff)
    url = address("door", meeting)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(url, {"q": "Общая"})
        return len(asked)

    def let_in(people: int) -> None:
        for _ in range(people):
            guest = make_user(last_name="Общая")
            assign_to(guest, meeting)
            read(client, meeting, guest)

    let_in(1)
    client.get(url)
    alone = count()
    let_in(29)
    assert count() == alone


def test_spreadsheets_take_no_name_for_a_formula(meeting: Activity, staff: User) -> None:
    guest = make_user(last_name="=cmd", first_name="")
    assign_to(guest, meeting)
    read(signed_in(staff), meeting, guest)
    assert "\n'=cmd" in signed_in(staff).get(address("came", meeting)).content.decode()


def test_ways_to_the_door(guest: User, meeting: Activity, admin_client: Client, staff: User) -> None:
    door = address("door", meeting)
    assert door in words(signed_in(staff).get(meeting.page.url))
    assert door not in words(signed_in(guest).get(meeting.page.url))
    assert door in words(admin_client.get(reverse("wagtailadmin_home")))
    assert door in words(admin_client.get(reverse("wagtailadmin_pages:edit", args=[meeting.page_id])))


def test_a_preview_shows_what_the_invited_will_see(meeting: Activity) -> None:
    page = VenueMeetingPage.objects.get(pk=meeting.page_id)
    shown = words(page.make_preview_request())
    assert "venue_qr/0/pass/" in shown


def test_an_end_before_the_beginning(meeting: Activity) -> None:
    page = VenueMeetingPage.objects.get(pk=meeting.page_id)
    page.ends_at = page.starts_at
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert "ends_at" in refused.value.message_dict


def test_organisers_may_confirm(db: None) -> None:
    organiser = make_user()
    organiser.groups.add(Group.objects.get(name=Role.ORGANISERS.value))
    assert organiser.has_perm("venue_qr.confirm_attendance")


@pytest.mark.parametrize("pk", [0, 999_999, 2**70])
@pytest.mark.parametrize("name", ["pass", "pass_image", "door", "came"])
def test_a_number_that_is_no_meeting(staff: User, pk: int, name: str) -> None:
    assert signed_in(staff).get(reverse(f"venue_qr:{name}", args=[pk])).status_code == 404
