"""The simulator: everybody's credit beside the truth, the same for the same seed, and it notices broken bounds."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from courses.domain.evidence import admission, live
from courses.models import Activity, Completion, Course, PresenceSlot, Video, WatchSession
from courses.simulation.report import as_markdown, as_text, rows_of
from courses.simulation.run import BEHAVIOURS, Outcome, Size, simulate_direct
from prokadry.accounts.models import User

pytestmark = pytest.mark.django_db

EVERYBODY = 24
SMALL = Size(participants=EVERYBODY, webinars=2, streams=2, length_s=300, seed=7)


def by_title(outcomes: list[Outcome]) -> dict[tuple[str, str], Outcome]:
    return {(outcome.behaviour.measure, outcome.behaviour.title): outcome for outcome in outcomes}


def broken(outcomes: list[Outcome]) -> set[str]:
    return {outcome.behaviour.title for outcome in outcomes if outcome.is_broken}


def test_every_behaviour_keeps_its_bounds_in_lectures_of_full_length() -> None:
    outcomes = simulate_direct(Size(EVERYBODY, 2, 2, 2_400, seed=1))
    assert broken(outcomes) == set()
    assert {outcome.behaviour for outcome in outcomes} == set(BEHAVIOURS)
    found = by_title(outcomes)
    assert found["recording", "honest at 2×"].credited == 2_400
    assert found["recording", "program at honest speed"].over == 2_400
    assert found["recording", "network away for 25 min"].under > 0
    assert found["stream", "comes at half"].credited == 1_200
    assert found["codes", "types the code within two minutes"].credited == 1
    assert found["codes", "types a code relayed three minutes later"].credited == 0


def test_the_same_seed_gives_the_same_table() -> None:
    tables = [as_text(rows_of(simulate_direct(size))) for size in (SMALL, SMALL)]
    assert tables[0] == tables[1]


def test_nothing_is_left_behind_unless_it_is_kept() -> None:
    size = Size(participants=3, webinars=1, streams=1, length_s=60, seed=3)
    watched = (User, WatchSession, PresenceSlot, Completion, Activity, Course, Video)
    before = [model.objects.count() for model in (*watched, Page)]
    simulate_direct(size, keep=True)
    kept = [model.objects.count() for model in (*watched, Page)]
    assert all(after > count for after, count in zip(kept, before, strict=True))
    simulate_direct(size)
    assert [model.objects.count() for model in (*watched, Page)] == before


@pytest.mark.parametrize(
    ("module", "name", "value", "behaviour"),
    [
        (live, "LIVE_COVER_MS", 200_000, "one ping, then leaves"),
        (live, "LIVE_COVER_MS", 30_000, "hidden tab, timers once a minute"),
        (admission, "SLOT_MEDIA_MS", 14_400, "forger: one slot claims the whole recording"),
        (admission, "CLOCK_SLACK_MS", 600_000, "claims slots that are yet to come"),
        (admission, "STALE_MS", 20_000, "shuffler: pings late, doubled and out of order"),
    ],
)
def test_a_broken_bound_is_noticed(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: int, behaviour: str
) -> None:
    monkeypatch.setattr(module, name, value)
    assert behaviour in broken(simulate_direct(SMALL))


def test_the_command_prints_the_table_and_fails_where_a_bound_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = {"direct": True, "participants": 20, "webinars": 1, "streams": 0, "minutes": 1, "seed": 2}
    call_command("simulate", markdown=True, **arguments)
    assert "| recording | honest at 1× | 1 | 60 | 60 | 0 | 0 | 0 | 0 |" in capsys.readouterr().out
    monkeypatch.setattr(admission, "CLOCK_SLACK_MS", 600_000)
    with pytest.raises(CommandError) as caught:
        call_command("simulate", **arguments)
    assert caught.value.returncode == 1
    assert "BROKEN" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"direct": True, "minutes": 0.1}, "20 s"),
        ({"direct": True, "webinars": 0, "streams": 0}, "watch something"),
        ({"base_url": "http://127.0.0.1:9"}, "No server"),
    ],
)
def test_what_cannot_be_simulated_is_said(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("simulate", **arguments)


def test_it_is_refused_where_people_are_real(settings: object) -> None:
    settings.DEMO_DATA_ALLOWED = False  # type: ignore[attr-defined]  # the fixture of pytest-django
    with pytest.raises(CommandError, match="real"):
        call_command("simulate", direct=True)


def test_the_document_shows_a_row_for_everybody() -> None:
    rows = rows_of(simulate_direct(SMALL))
    assert as_markdown(rows).count("\n|") == len(rows) + 1
