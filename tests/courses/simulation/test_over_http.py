"""The simulator against a real server: sign-ins, sessions, pings and credit go through its addresses."""

import pytest
from django.contrib.sessions.models import Session

from courses.simulation import run
from courses.simulation.live_attacks import LiveThief, OnePing
from courses.simulation.recorded_attacks import Forger, FutureClaimer, TokenThief
from courses.simulation.run import Size, simulate_over_http
from prokadry.accounts.models import User


# The pages that migrations make are there again after other tests emptied the tables.
@pytest.mark.usefixtures("refilled_database")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_people_are_credited_through_the_addresses_of_a_server(
    live_server: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing runs in the background of this server: what is asked for is derived at once.
    monkeypatch.setattr(run, "HTTP_SETTLE_MS", 0)
    size = Size(participants=3, webinars=1, streams=1, length_s=20, seed=5)
    quick = (Forger, FutureClaimer, TokenThief, OnePing, LiveThief)
    outcomes = simulate_over_http(size, base_url=str(live_server), behaviours=quick)
    credited = {outcome.behaviour: outcome.credited for outcome in outcomes}
    assert credited == {Forger: 10, FutureClaimer: 10, TokenThief: 0, OnePing: 30, LiveThief: 0}
    assert not any(outcome.is_broken for outcome in outcomes)
    assert not User.objects.filter(email__endswith=".invalid").exists()
    assert not Session.objects.exists()
