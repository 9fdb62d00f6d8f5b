"""What the demo promises at the moment it was loaded, and that loading it again doubles nothing."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from tests.journeys.api import ask_database, read_api, user_id
from tests.servers import RunningSite

PEOPLE = [f"{name}@example.org" for name in ("anna.beginner", "boris.young", "vera.pro")]
APPS = ("accounts", "cms_pages", "courses", "tracks", "wagtailcore", "wagtailimages", "wagtaildocs")
# What grows by itself while the site is used.
GROWING = (
    "Revision", "PageLogEntry", "ModelLogEntry", "ReferenceIndex", "PingRow", "RetainedPing", "PresenceSlot",
    "Progress",
    "WatchSession", "CheckIn", "CheckInAttempt", "PromptAnswer",
)  # fmt: skip


def count_records(demo: RunningSite) -> dict[str, int]:
    """Count the records of every kind that only a load or an editor makes."""
    models = [model for name in APPS for model in apps.get_app_config(name).get_models()]
    tables = [model._meta.db_table for model in models if model.__name__ not in GROWING]
    return {table: ask_database(demo, f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in tables}


def rows_of(demo: RunningSite, token: str, email: str) -> list[dict[str, Any]]:
    """Return a participant's completions, each with its activity's schedule."""
    activities = {row["id"]: row for row in read_api(demo, "activities/", token, page_size=500)["results"]}
    rows = read_api(demo, "completions/", token, participant=user_id(demo, email), page_size=500)["results"]
    return [row | {"schedule": activities[row["activity"]["id"]]} for row in rows]


@pytest.mark.parametrize("email", PEOPLE)
def test_every_track_has_what_the_demo_promises(demo: RunningSite, token: str, email: str) -> None:
    now = datetime.now(UTC)
    rows = rows_of(demo, token, email)
    webinars = [row for row in rows if row["activity"]["type"] == "webinar"]
    until = [datetime.fromisoformat(row["closes_at"]) - now for row in webinars if row["closes_at"]]
    assert any(timedelta(0) < left <= timedelta(hours=1) for left in until)
    assert any(timedelta(days=-1) <= left < timedelta(0) for left in until)

    streams = [row["schedule"] for row in rows if row["activity"]["type"] == "live_stream"]
    spans = [
        (datetime.fromisoformat(stream["starts_at"]), datetime.fromisoformat(stream["ends_at"]))
        for stream in streams
    ]
    assert any(start <= now and end - now > timedelta(hours=1, minutes=30) for start, end in spans)
    assert any(start > now for start, _end in spans)


def test_all_three_have_much_to_watch_that_none_of_them_has_seen(demo: RunningSite, token: str) -> None:
    now = datetime.now(UTC).isoformat()
    unseen = [
        {
            row["activity"]["id"]: row["schedule"]["duration_s"]
            for row in rows_of(demo, token, email)
            if row["share"] == 0
            and row["schedule"]["opens_at"]
            and row["schedule"]["opens_at"] <= now < row["closes_at"]
        }
        for email in PEOPLE
    ]
    shared = unseen[0].keys() & unseen[1].keys() & unseen[2].keys()
    assert sum(unseen[0][activity] for activity in shared) >= 20 * 60


def test_a_checkpoint_of_the_running_stream_is_open(demo: RunningSite, token: str) -> None:
    now = datetime.now(UTC).isoformat()
    streams = read_api(demo, "activities/", token, type="live_stream", page_size=500)["results"]
    running = [stream for stream in streams if stream["starts_at"] <= now < stream["ends_at"]]
    assert re.fullmatch(r"\d{6}", demo.installation.manage("check_in_code", str(running[0]["id"])))


def test_loading_again_doubles_nothing(demo: RunningSite) -> None:
    before = count_records(demo)
    assert before["courses_completion"] > 1000
    demo.installation.manage("load_demo")
    assert count_records(demo) == before


def test_rebuilding_changes_nothing(demo: RunningSite) -> None:
    assert demo.installation.manage("rebuild_progress") == "Rows changed: progress 0, completion 0."


def test_production_refuses_the_demo_and_its_secret(demo: RunningSite) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "prokadry.settings.production", "ALLOWED_HOSTS": "example.org"}
    installation = type(demo.installation)(demo.installation.var, demo.installation.environment | environment)
    for secret in ("", "short", "demo-secret-key-never-use-in-production"):
        with pytest.raises(RuntimeError, match="Set SECRET_KEY"):
            type(installation)(installation.var, installation.environment | {"SECRET_KEY": secret}).manage(
                "check"
            )
    private = type(installation)(installation.var, installation.environment | {"SECRET_KEY": "x7" * 30})
    with pytest.raises(RuntimeError, match="Demo data is refused"):
        private.manage("load_demo")
