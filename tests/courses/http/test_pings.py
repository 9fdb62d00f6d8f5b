"""POST /e/pings: every answer of the table, in its order, without a query."""

import json
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.domain.evidence.store import BufferFull, MemoryBuffer
from courses.evidence_store import EmbeddedStore, get_store
from courses.models import PingRow, PresenceSlot, WatchSession
from tests.courses.conftest import forget_process
from tests.courses.http.viewers import Clock, Viewer, make_attendee, make_viewer, post_ping, settle
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(clock: Clock) -> Viewer:
    viewer = make_viewer(clock)
    assert viewer.start().status_code == 201
    clock.wait(60)
    return viewer


def test_an_honest_ping(viewer: Viewer) -> None:
    response = viewer.ping([[0, 0, 5000], [1, 5000, 10_000]])
    assert response.status_code == 200
    answer = response.json()
    assert 25 <= answer.pop("next_s") <= 35
    assert isinstance(answer.pop("store_epoch"), int)
    assert answer == {"ok": 2, "dup": 0, "rejected": {}}


@pytest.mark.parametrize("body", [{}, {"s": []}])
def test_heartbeat(viewer: Viewer, body: dict[str, Any]) -> None:
    response = viewer.ping(**body)
    assert (response.status_code, response.json()["ok"]) == (200, 0)


def test_repeated_slots_are_known(viewer: Viewer) -> None:
    viewer.ping([[0, 0, 5000], [1, 5000, 10_000]])
    answer = viewer.ping([[1, 5000, 10_000], [2, 10_000, 15_000], [2, 1, 2000]]).json()
    assert (answer["ok"], answer["dup"]) == (2, 2)


def test_a_bad_slot_never_spoils_a_good_one(viewer: Viewer) -> None:
    answer = viewer.ping(
        [
            [0, 0, 5000], [1], [1, 0], [1, 0.5, 5000], [1, True, 5000], ["1", 0, 5000], [1, "0", 5000],
            [[1], 0, 5000], [-1, 0, 5000], [1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], None, {}, 5, [],
            [1, 5000, 5000], [1, 5000, 0], [1, -5000, 0], [1, 0, 601_501],
            [13, 0, 5000], [99, 0, 5000], [2, 595_000, 601_500],
        ]
    ).json()  # fmt: skip
    assert answer["ok"] == 2
    assert answer["rejected"] == {"malformed": 13, "range": 4, "future": 2}


def test_not_a_number_is_one_malformed_slot(viewer: Viewer) -> None:
    body = json.dumps({"t": viewer.started["tok"], "s": [[0, float("nan"), 5000], [1, 0, 5000]]}).encode()
    answer = post_ping(viewer.client, body).json()
    assert (answer["ok"], answer["rejected"]) == (1, {"malformed": 1})


@pytest.mark.parametrize(
    "body",
    [
        b"", b"x", b"[]", b"1", b"null", b"{}", b"{", b"\xff\xfe\x00", b"[" * 60_000,
        b'{"t": 1}', b'{"t": null}', b'{"s": []}', b'{"t": "x", "s": {}}', b'{"t": "x", "s": "x"}',
        b'{"t": "x", "s": null}', b'{"t": "x", "s": 5}',
    ],
)  # fmt: skip
def test_malformed_body(viewer: Viewer, body: bytes) -> None:
    response = post_ping(viewer.client, body)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail"}


def test_body_limit(viewer: Viewer) -> None:
    body = json.dumps({"t": viewer.started["tok"]}).encode()
    assert post_ping(viewer.client, body.ljust(65_536)).status_code == 200
    assert post_ping(viewer.client, body.ljust(65_537)).status_code == 413


def test_a_declared_length_beyond_the_limit_is_refused_unread(viewer: Viewer) -> None:
    stream = mock.Mock()
    response = viewer.client.generic(
        "POST", "/e/pings", b"", CONTENT_LENGTH="65537", **{"wsgi.input": stream}
    )
    assert response.status_code == 413
    stream.read.assert_not_called()


def chunked(body: bytes) -> dict[str, Any]:
    """What a server hands over for a body that came without a length."""
    left = [body]

    def read(size: int) -> bytes:
        part, left[0] = left[0][: min(size, 1000)], left[0][min(size, 1000) :]
        return part

    stream = mock.Mock(read=mock.Mock(side_effect=read))
    return {"CONTENT_LENGTH": "", "wsgi.input": stream, "wsgi.input_terminated": True}


def test_a_chunked_body(viewer: Viewer) -> None:
    body = json.dumps({"t": viewer.started["tok"], "s": [[0, 0, 5000]]}).encode()
    assert viewer.client.generic("POST", "/e/pings", b"", **chunked(body)).json()["ok"] == 1
    endless = chunked(b" " * 1_000_000)
    assert viewer.client.generic("POST", "/e/pings", b"", **endless).status_code == 413
    assert sum(call.args[0] for call in endless["wsgi.input"].read.mock_calls[-1:]) <= 65_537


def test_a_body_without_a_length_that_never_ends_is_not_waited_for(viewer: Viewer) -> None:
    environ = {**chunked(b"{}"), "wsgi.input_terminated": False}
    assert viewer.client.generic("POST", "/e/pings", b"", **environ).status_code == 400


@pytest.mark.parametrize("length", ["x", "1e3", "٣"])
def test_a_length_that_is_no_number(viewer: Viewer, length: str) -> None:
    assert viewer.client.generic("POST", "/e/pings", b"{}", CONTENT_LENGTH=length).status_code in (
        200,
        400,
        401,
    )


def test_a_connection_that_breaks_off(viewer: Viewer) -> None:
    stream = mock.Mock(read=mock.Mock(side_effect=ConnectionResetError))
    response = viewer.client.generic("POST", "/e/pings", b"", CONTENT_LENGTH="10", **{"wsgi.input": stream})
    assert response.status_code == 400


def test_no_cookie(viewer: Viewer) -> None:
    assert post_ping(Client(), {"t": viewer.started["tok"]}).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "\ud800", "a" * 10_000, "..", "\x00"])
def test_no_token_of_ours(viewer: Viewer, token: str) -> None:
    assert viewer.ping(t=token).status_code == 401


def test_tampered_token(viewer: Viewer) -> None:
    token = viewer.started["tok"]
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        assert viewer.ping(t=token[:place] + other + token[place + 1 :]).status_code == 401


def test_another_persons_token(viewer: Viewer, clock: Clock) -> None:
    thief = Viewer(make_user(), viewer.activity, clock)
    assert post_ping(thief.client, {"t": viewer.started["tok"]}).status_code == 403


def test_another_sign_in_of_the_same_person(viewer: Viewer, clock: Clock) -> None:
    elsewhere = Viewer(viewer.user, viewer.activity, clock)
    assert post_ping(elsewhere.client, {"t": viewer.started["tok"]}).status_code == 403


def test_a_rotated_key_still_signs_for_itself(viewer: Viewer, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert viewer.ping().status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert viewer.ping().status_code == 401


def test_laptop_asleep(viewer: Viewer, clock: Clock) -> None:
    clock.wait(3 * 3600)
    assert viewer.ping([[0, 0, 5000], [1, 5000, 10_000]]).status_code == 410
    assert viewer.ping([[0, 0, 5000], [2163, 0, 5000]]).json()["rejected"] == {"stale": 1}
    assert viewer.start().status_code == 201
    clock.wait(5)
    assert viewer.ping([[0, 0, 5000]]).json()["ok"] == 1


def test_nothing_beyond_six_hours(viewer: Viewer, clock: Clock) -> None:
    clock.set(NOW + timedelta(hours=6, minutes=1))
    answer = viewer.ping([[4319, 0, 5000], [4320, 5000, 10_000]]).json()
    assert (answer["ok"], answer["rejected"]) == (1, {"future": 1})


def test_superseded(viewer: Viewer, clock: Clock) -> None:
    phone = Viewer(viewer.user, viewer.activity, clock)
    phone.start()
    clock.wait(10)
    laptop = viewer.ping([[10, 0, 5000], [11, 5000, 10_000], [12, 10_000, 15_000]])
    assert laptop.status_code == 409
    assert phone.ping([[0, 100_000, 105_000]]).status_code == 200
    assert viewer.ping().status_code == 409
    assert viewer.progress()["seen"] == [[0, 10], [100, 105]]


def test_stale_is_said_before_superseded(viewer: Viewer, clock: Clock) -> None:
    Viewer(viewer.user, viewer.activity, clock).start()
    clock.wait(3600)
    assert viewer.ping([[0, 0, 5000]]).status_code == 410


def test_superseded_by_a_start_that_another_process_served(viewer: Viewer, clock: Clock) -> None:
    Viewer(viewer.user, viewer.activity, clock).start()
    forget_process()
    assert viewer.ping([[0, 0, 5000]]).status_code == 200
    settle(clock)
    assert viewer.ping([[1, 5000, 10_000]]).status_code == 409


def test_live_is_independent(viewer: Viewer, clock: Clock) -> None:
    stream = make_attendee(clock)
    assert stream.start().status_code == 201
    assert viewer.ping().status_code == 200


def test_pings_without_pause(viewer: Viewer, clock: Clock) -> None:
    assert [viewer.ping().status_code for _ in range(20)] == [200] * 20
    refused = viewer.ping()
    assert (refused.status_code, refused["Retry-After"]) == (429, "1")
    for _ in range(30):
        clock.wait(1)
        assert viewer.ping().status_code == 200
    assert viewer.ping().status_code == 429


def test_precedence(viewer: Viewer, clock: Clock) -> None:
    large, stale = b"{".ljust(65_537), [[0, 0, 5000]]
    thief = Viewer(make_user(), viewer.activity, clock)
    Viewer(viewer.user, viewer.activity, clock).start()
    clock.wait(3600)
    assert post_ping(Client(), large).status_code == 413
    assert post_ping(Client(), b"{").status_code == 400
    assert post_ping(Client(), {"t": viewer.started["tok"], "s": stale}).status_code == 401
    assert post_ping(thief.client, {"t": "x", "s": stale}).status_code == 401
    assert post_ping(thief.client, {"t": viewer.started["tok"], "s": stale}).status_code == 403
    assert viewer.ping(stale).status_code == 410
    assert viewer.ping().status_code == 409


def test_live_ping_marks_when_it_came(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    response = viewer.ping([["nonsense"], [99_999, 0, 1]])
    assert (response.status_code, response.json()["rejected"]) == (200, {})
    settle(clock)
    first = int(NOW.timestamp()) // 15
    assert list(PresenceSlot.objects.values_list("slot", flat=True)) == list(range(first, first + 5))


def test_live_token_ends_half_an_hour_after_the_stream(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    clock.wait(2 * 3600 - 1)
    assert viewer.ping().status_code == 200
    clock.wait(1)
    assert viewer.ping().status_code == 410


def test_a_ping_makes_no_query(viewer: Viewer, clock: Clock, django_assert_num_queries: Any) -> None:
    stream = make_attendee(clock)
    stream.start()
    with django_assert_num_queries(0):
        assert viewer.ping([[0, 0, 5000]]).status_code == 200
        assert viewer.ping([[99, 0, 5000]]).status_code == 200
        assert stream.ping().status_code == 200
        assert viewer.ping(t="x").status_code == 401


def test_full_buffer(viewer: Viewer) -> None:
    with mock.patch.object(EmbeddedStore, "append", side_effect=BufferFull):
        response = viewer.ping([[0, 0, 5000]])
    assert response.status_code == 503
    assert 5 <= int(response["Retry-After"]) <= 30
    assert response["Content-Type"] == "application/problem+json"


def test_an_unforeseen_fault_is_a_503_too(viewer: Viewer) -> None:
    with mock.patch.object(MemoryBuffer, "append", side_effect=ZeroDivisionError):
        response = viewer.ping([[0, 0, 5000]])
    assert (response.status_code, "Retry-After" in response) == (503, True)
    assert "ZeroDivision" not in response.content.decode()


def test_nothing_acknowledged_is_lost_by_a_database_error(clock: Clock) -> None:
    viewer, stream = make_viewer(clock), make_attendee(clock)
    viewer.start()
    stream.start()
    clock.wait(5)
    viewer.ping([[0, 0, 5000]])
    stream.ping()
    with mock.patch.object(PresenceSlot.objects, "bulk_create", side_effect=OperationalError):
        with pytest.raises(OperationalError):
            get_store().flush(now=clock.now)
        assert viewer.client.get(f"/e/progress/{viewer.activity.pk}").status_code == 503
    assert PingRow.objects.count() == 0
    settle(clock)
    assert viewer.progress()["seen"] == [[0, 5]]
    assert PresenceSlot.objects.count() == 6


def test_a_restarted_writer_keeps_what_it_wrote(clock: Clock) -> None:
    viewer = make_attendee(clock)
    viewer.start()
    epoch = viewer.ping().json()["store_epoch"]
    settle(clock)
    forget_process()
    clock.wait(60)
    assert viewer.ping().json()["store_epoch"] != epoch
    settle(clock)
    clock.wait(30)
    assert viewer.progress()["percent"] == 100.0


def test_an_erased_account_does_not_hold_up_the_others(viewer: Viewer, clock: Clock) -> None:
    other = make_viewer(clock)
    other.start()
    clock.wait(5)
    viewer.ping([[0, 0, 5000]])
    other.ping([[0, 0, 5000]])
    WatchSession.objects.filter(participant=viewer.user).delete()
    settle(clock)
    assert PingRow.objects.count() == 0
    assert other.progress()["seen"] == [[0, 5]]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # the fixture is a client: it may be used again
@given(data=st.data())
def test_whatever_comes_is_answered(viewer: Viewer, data: st.DataObject) -> None:
    viewer.clock.wait(1)
    raw = data.draw(
        st.binary(max_size=200)
        | json_values.map(lambda value: json.dumps(value).encode("utf-8", "replace"))
        | st.builds(
            lambda slots, more: json.dumps({**more, "t": viewer.started["tok"], "s": slots}).encode(),
            st.lists(st.lists(st.integers(-2, 300) | json_values, max_size=6), max_size=8) | json_values,
            st.dictionaries(st.sampled_from(["a", "x"]), json_values, max_size=2),
        )
    )
    response = post_ping(viewer.client, raw)
    assert response.status_code in {200, 400, 401, 409, 410, 413, 429}
    if response.status_code == 200:
        assert set(response.json()) == {"ok", "dup", "rejected", "next_s", "store_epoch"}
