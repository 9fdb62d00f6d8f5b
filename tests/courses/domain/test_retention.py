"""Retained pings: folding them again gives what is stored, and they go when their time is over."""

import random
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses.models import RetainedPing, WatchSession
from tests.courses.domain.test_fold import make_random_traffic
from tests.courses.http.viewers import Clock, make_viewer, settle

pytestmark = pytest.mark.django_db


def refold() -> str:
    out = StringIO()
    call_command("refold_evidence", stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def _retained(settings: Any) -> None:
    settings.EVIDENCE_RETENTION_DAYS = 1


@pytest.mark.usefixtures("_retained")
@pytest.mark.parametrize("seed", range(3))
def test_a_refold_gives_the_stored_state(clock: Clock, seed: int) -> None:
    make_random_traffic(clock, random.Random(seed))
    settle(clock)
    sessions = WatchSession.objects.filter(kind="recorded").exclude(evidence=b"")
    first_ms = RetainedPing.objects.order_by("received_ms").values_list("received_ms", flat=True)[0]
    whole = sum(t0_ms >= first_ms for t0_ms in sessions.values_list("t0_ms", flat=True))
    assert whole > 3
    assert refold() == f"Sessions compared: {whole}, different: 0."


@pytest.mark.usefixtures("_retained")
def test_what_was_changed_is_found(clock: Clock) -> None:
    make_random_traffic(clock, random.Random(9))
    settle(clock)
    session = WatchSession.objects.filter(retained_pings__isnull=False).order_by("-t0_ms").first()
    assert session is not None
    WatchSession.objects.filter(pk=session.pk).update(evidence=b"")
    with pytest.raises(CommandError, match=str(session.pk)):
        refold()


@pytest.mark.usefixtures("_retained")
def test_pings_go_when_their_time_is_over(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    viewer.watch(60)
    settle(clock)
    kept = RetainedPing.objects.count()
    assert kept
    clock.wait(timedelta(hours=23).total_seconds())
    settle(clock)
    assert RetainedPing.objects.count() == kept
    clock.wait(timedelta(hours=1, seconds=1).total_seconds())
    settle(clock)
    assert RetainedPing.objects.count() == 0


def test_nothing_is_kept_where_it_is_off(clock: Clock) -> None:
    viewer = make_viewer(clock)
    viewer.start()
    viewer.watch(60)
    settle(clock)
    assert RetainedPing.objects.count() == 0
    assert refold() == "Sessions compared: 0, different: 0."
