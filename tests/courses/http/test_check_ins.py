"""POST /e/check-ins: the answers in their order, and who uses up tries."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from courses.domain.check_ins import code_of
from courses.models import CheckIn, CheckInAttempt, Checkpoint, LiveStreamPage
from tests.courses.conftest import forget_process
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer, settle
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def viewer(clock: Clock) -> Viewer:
    """Somebody in a stream whose checkpoint is open from 10 to 30 minutes after the start; it is minute 10."""
    viewer = make_attendee(clock)
    open_checkpoint(viewer)
    clock.wait(600)
    viewer.start()
    assert viewer.ping().status_code == 200
    return viewer


def open_checkpoint(viewer: Viewer, first: int = 10, last: int = 30) -> Checkpoint:
    page = LiveStreamPage.objects.get(pk=viewer.activity.page_id)
    return Checkpoint.objects.create(
        page=page, opens_at=NOW + first * MINUTE, closes_at=NOW + last * MINUTE, sort_order=first
    )


def code(viewer: Viewer, *, late_s: int = 0) -> str:
    """The code of so many seconds ago, as the command prints it."""
    out = StringIO()
    moment = viewer.clock.now.timestamp() - late_s
    call_command("check_in_code", str(viewer.activity.pk), "--at", str(moment), stdout=out)
    return out.getvalue().strip()


def wrong(viewer: Viewer) -> str:
    right = {code(viewer, late_s=late_s) for late_s in (0, 60, 120)}
    return next(f"{n:06d}" for n in range(4) if f"{n:06d}" not in right)


def test_right_code(viewer: Viewer) -> None:
    response = viewer.check_in(code(viewer))
    assert (response.status_code, response.json()) == (
        200,
        {"ok": True, "checkpoint": str(Checkpoint.objects.get().key)},
    )


def test_repeating_is_harmless(viewer: Viewer) -> None:
    first, second = viewer.check_in(code(viewer)), viewer.check_in(code(viewer))
    assert (second.status_code, second.json()) == (200, first.json())
    assert CheckIn.objects.count() == 1
    assert not CheckInAttempt.objects.exists()


@pytest.mark.parametrize(("late_s", "status"), [(0, 200), (60, 200), (120, 200), (180, 422), (-60, 422)])
def test_code_of_a_minute(viewer: Viewer, clock: Clock, late_s: int, status: int) -> None:
    clock.wait(240)
    viewer.ping()
    assert viewer.check_in(code(viewer, late_s=late_s)).status_code == status


NO_CODES = [
    "",
    "12345",
    "1234567",
    "12345a",
    " 12345",
    "１２３４５６",
    "\x00" * 6,
    "\ud800",
    123456,
    None,
    True,
    [],
    {},
]


@pytest.mark.parametrize("typed", NO_CODES)
def test_anything_but_six_digits(viewer: Viewer, typed: Any) -> None:
    assert viewer.check_in(typed).status_code == 422


@pytest.mark.parametrize("method", ["nonsense", "", None, 5, []])
def test_a_method_that_is_not_there(viewer: Viewer, method: Any) -> None:
    body = {"t": viewer.started["tok"], "code": code(viewer), "method": method}
    assert viewer.post("/e/check-ins", body).status_code == 400


def test_a_missing_code_is_wrong(viewer: Viewer) -> None:
    assert viewer.post("/e/check-ins", {"t": viewer.started["tok"]}).status_code == 422


def test_one_try_in_five_seconds(viewer: Viewer, clock: Clock) -> None:
    assert viewer.check_in(wrong(viewer)).status_code == 422
    refused = viewer.check_in(code(viewer))
    assert (refused.status_code, refused["Retry-After"]) == (429, "5")
    clock.wait(4.9)
    assert viewer.check_in(code(viewer)).status_code == 429
    clock.wait(0.1)
    assert viewer.check_in(code(viewer)).status_code == 200


def test_eight_tries_a_checkpoint(viewer: Viewer, clock: Clock) -> None:
    for _ in range(8):
        assert viewer.check_in(wrong(viewer)).status_code == 422
        assert viewer.check_in(wrong(viewer)).status_code == 429
        clock.wait(5)
    assert viewer.check_in(code(viewer)).status_code == 429
    assert CheckInAttempt.objects.get().tries == 8
    open_checkpoint(viewer, 31, 40)
    clock.set(NOW + 31 * MINUTE)
    viewer.ping()
    assert viewer.check_in(code(viewer)).status_code == 200


def test_refusals_use_up_no_try(viewer: Viewer, clock: Clock) -> None:
    clock.wait(75)
    assert viewer.check_in("000000").status_code == 409
    clock.set(NOW + 30 * MINUTE)
    assert viewer.check_in("000000").status_code == 410
    assert not CheckInAttempt.objects.exists()


def test_in_the_stream_for_75_seconds(viewer: Viewer, clock: Clock) -> None:
    clock.wait(74.9)
    assert viewer.check_in(code(viewer)).status_code == 200
    clock.wait(0.1)
    assert viewer.check_in(code(viewer)).status_code == 409
    viewer.ping()
    assert viewer.check_in(code(viewer)).status_code == 200


def test_presence_survives_a_restart(viewer: Viewer, clock: Clock) -> None:
    settle(clock)
    forget_process()
    assert viewer.check_in(code(viewer)).status_code == 200
    clock.wait(90)
    assert viewer.check_in(code(viewer)).status_code == 409


def test_closed_checkpoint(viewer: Viewer, clock: Clock) -> None:
    late = code(viewer)
    clock.set(NOW + 30 * MINUTE)
    viewer.ping()
    assert viewer.check_in(late).status_code == 410


def test_unpublished_stream(viewer: Viewer) -> None:
    typed = code(viewer)
    type(viewer.activity).objects.update(is_live=False)
    assert viewer.check_in(typed).status_code == 410


def test_order(viewer: Viewer, clock: Clock) -> None:
    clock.set(NOW + 30 * MINUTE)
    stranger = Viewer(make_user(), viewer.activity, clock)
    assert Client().post("/e/check-ins", data="{}", content_type="application/json").status_code == 401
    assert viewer.check_in("x", t="nonsense").status_code == 401
    assert stranger.check_in("x", t=viewer.started["tok"]).status_code == 403
    assert viewer.check_in("x").status_code == 410
    open_checkpoint(viewer, 30, 40)
    assert viewer.check_in("x").status_code == 409
    viewer.ping()
    assert viewer.check_in("x").status_code == 422
    assert viewer.check_in("x").status_code == 429
    clock.wait(75)
    assert viewer.check_in("x").status_code == 409


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"t": 5, "code": "123456"}'])
def test_malformed(viewer: Viewer, body: bytes) -> None:
    response = viewer.client.generic("POST", "/e/check-ins", body, content_type="application/json")
    assert response.status_code == 400


def test_token_of_a_recording(viewer: Viewer, clock: Clock) -> None:
    watching = make_viewer(clock, user=viewer.user)
    watching.start()
    assert watching.check_in("123456").status_code == 400


def test_csrf(viewer: Viewer) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = viewer.client.cookies
    response = strict.post(
        "/e/check-ins",
        data={"t": viewer.started["tok"], "code": code(viewer)},
        content_type="application/json",
    )
    assert response.status_code == 403


def test_two_open_checkpoints(viewer: Viewer, clock: Clock) -> None:
    second = open_checkpoint(viewer, 10, 20)
    typed = code_of(second, activity_id=viewer.activity.pk, now=clock.now)
    assert viewer.check_in(typed).json()["checkpoint"] == str(second.key)


def test_a_check_in_never_changes_the_percent(viewer: Viewer, clock: Clock) -> None:
    before = viewer.progress()["percent"]
    viewer.check_in(code(viewer))
    assert viewer.progress()["percent"] == before


def test_command_without_an_open_checkpoint(viewer: Viewer) -> None:
    viewer.clock.set(NOW + 31 * MINUTE)
    with pytest.raises(CommandError, match="No checkpoint"):
        call_command("check_in_code", str(viewer.activity.pk), "--at", str(NOW.timestamp()))
    with pytest.raises(CommandError, match="not a moment"):
        call_command("check_in_code", str(viewer.activity.pk), "--at", "1e30")


def test_command_knows_other_minutes_of_what_is_open_now(viewer: Viewer) -> None:
    assert len({code(viewer, late_s=late_s) for late_s in (180, 0, -60)}) == 3


def test_command_takes_the_present_minute(viewer: Viewer) -> None:
    out = StringIO()
    call_command("check_in_code", str(viewer.activity.pk), stdout=out)
    assert out.getvalue().strip() == code(viewer)
