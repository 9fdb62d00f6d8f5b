"""Declaring our own outages: the preview says what then happens."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.domain.evidence.constants import LIVE_SLOT_MS
from courses.domain.excuses import AlreadyWithdrawn
from courses.domain.fold import derive
from courses.domain.instants import to_ms
from courses.domain.outages import (
    declare_outage,
    find_streams_at,
    preview_outage,
    preview_withdrawal,
    withdraw_outage,
)
from courses.models import Activity, Completion, Outage, PresenceSlot
from courses.tasks import measure_activity
from prokadry.accounts.models import User
from tests.courses.domain.test_amendments import END, excuse, mark, minutes
from tests.factories import NOW, assign_to, make_stream, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream() -> Activity:
    return make_stream().activity


@pytest.fixture
def people(stream: Activity) -> list[User]:
    """One who stayed through minutes 30–39, one who left before, one who stayed and is excused from half."""
    users = [make_user() for _ in range(3)]
    for user in users:
        assign_to(user, stream)
    stayed, left, excused = users
    for user in (stayed, excused):
        mark(stream, user, 0, 30)
        mark(stream, user, 39, 90)
    mark(stream, left, 0, 30)
    excuse(stream, excused, 45, 90)
    derive(activity_id=stream.pk, participant_ids={user.pk for user in users}, now=END)
    return users


def declare(
    *activities: Activity, first: float = 30, last: float = 39, reason: str = "Сервер"
) -> list[Outage]:
    start, end = minutes(first, last)
    return declare_outage(
        activities=activities, starts_at=start, ends_at=end, reason=reason, declared_by=make_user(), now=END
    )


def percents(stream: Activity) -> list[float]:
    rows = Completion.objects.filter(activity=stream).order_by("participant_id")
    return [row.evidence["percent"] for row in rows]


def test_the_preview_says_what_declaring_does(
    stream: Activity, people: list[User], django_capture_on_commit_callbacks
) -> None:
    before = percents(stream)
    start, end = minutes(30, 39)
    effect = preview_outage(activity=stream, starts_at=start, ends_at=end)
    assert effect.gains == [(20.0, 1), (10.0, 1)]
    assert effect.people == 2
    with django_capture_on_commit_callbacks(execute=True):
        declare(stream)
    measure_activity.call(activity_id=stream.pk)
    assert percents(stream) == [100.0, before[1], 100.0]
    assert preview_outage(activity=stream, starts_at=start, ends_at=end).gains == []
    assert preview_withdrawal(outage=Outage.objects.get()).gains == [(20.0, 1), (10.0, 1)]


def test_declaring_measures_everybody_in_the_background(
    stream: Activity, people: list[User], monkeypatch, django_capture_on_commit_callbacks
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        "courses.domain.outages.measure_activity",
        type("Task", (), {"enqueue": staticmethod(lambda activity_id: asked.append(activity_id))}),
    )
    with django_capture_on_commit_callbacks(execute=True):
        (outage,) = declare(stream)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_outage(outage=outage, now=END)
    assert asked == [stream.pk, stream.pk]


def test_all_streams_on_the_air_then_get_one_each(stream: Activity) -> None:
    other = make_stream(starts_at=NOW + timedelta(minutes=35)).activity
    make_stream(starts_at=NOW + timedelta(minutes=39))
    start, end = minutes(30, 39)
    found = find_streams_at(starts_at=start, ends_at=end)
    assert found == [stream, other]
    assert [outage.activity for outage in declare(*found)] == [stream, other]


@pytest.mark.parametrize(
    ("first", "last", "reason", "field"),
    [(39, 30, "x", "ends_at"), (30, 30, "x", "ends_at"), (-20, -10, "x", "starts_at"), (95, 99, "x", "starts_at"),
     (80, 91, "x", "ends_at"), (-60 * 13, 10, "x", "ends_at"), (30, 39, " ", "reason")],
)  # fmt: skip
def test_bad_times_and_no_reason_are_refused_by_field(
    stream: Activity, first: int, last: int, reason: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        declare(stream, first=first, last=last, reason=reason)
    assert list(refusal.value.message_dict) == [field]


def test_outages_of_a_stream_do_not_overlap(stream: Activity) -> None:
    (outage,) = declare(stream)
    with pytest.raises(ValidationError, match="уже объявлен"):
        declare(stream, first=38, last=50)
    declare(stream, first=39, last=50)
    withdraw_outage(outage=outage, now=END)
    declare(stream)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_outage(outage=Outage.objects.get(pk=outage.pk), now=END)


def test_no_stream_no_outage() -> None:
    with pytest.raises(ValidationError, match="ни один эфир"):
        declare()


def test_a_preview_for_a_hundred_thousand_people_takes_three_queries(stream: Activity) -> None:
    crowd = (1 << 100_000) - 2
    first = to_ms(NOW) // LIVE_SLOT_MS
    bitmap = crowd.to_bytes(12_501, "little")
    PresenceSlot.objects.bulk_create(
        PresenceSlot(activity=stream, slot=first + slot, writer=1, bitmap=bitmap)
        for slot in range(360) if not 120 <= slot < 156
    )  # fmt: skip
    start, end = minutes(30, 39)
    with CaptureQueriesContext(connection) as queries:
        effect = preview_outage(activity=stream, starts_at=start, ends_at=end)
    assert effect.gains == [(10.0, 99_999)]
    assert len(queries) == 3
