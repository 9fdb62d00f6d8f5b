"""A participant studies: watches a lecture to the end, cannot skip it, and sits in a live stream."""

import re

from playwright.sync_api import Page

from tests.browsers import Watched, sign_in
from tests.journeys.api import wait_for
from tests.journeys.watching import PLAY, POSITION, completion, open_webinar, ping_soon, start_playing, until
from tests.servers import RunningSite

ANNA, BORIS, VERA = (f"{name}@example.org" for name in ("anna.beginner", "boris.young", "vera.pro"))


def test_leaves_midway_resumes_and_completes(demo: RunningSite, visitor: Watched, token: str) -> None:
    page = visitor.page
    row = open_webinar(demo, page, ANNA, token)
    start_playing(page, 2)
    until(page, f"{POSITION} > 20", within_s=30)
    address = page.url
    page.goto(f"{demo.url}/learn/")

    halfway = wait_for(lambda: completion(demo, token, row)["share"], within_s=45)
    assert 0 < halfway < 0.95
    page.goto(address)
    start_playing(page, 2)
    assert page.evaluate(POSITION) > 10
    until(page, "document.querySelector('video').ended", within_s=120)

    done = wait_for(
        lambda: (found := completion(demo, token, row))["state"] == "completed" and found, within_s=30
    )
    assert done["rule"]["key"] == "watched_share"
    evidence = done["evidence"]
    assert evidence["required_s"] <= evidence["seen_s"] <= evidence["duration_s"]
    assert done["completed_at"] is not None


def test_seeking_to_the_end_is_not_credited(demo: RunningSite, visitor: Watched, token: str) -> None:
    page = visitor.page
    row = open_webinar(demo, page, BORIS, token)
    start_playing(page, 1)
    page.evaluate(
        "document.querySelector('video').currentTime = document.querySelector('video').duration - 6"
    )
    until(page, "document.querySelector('video').ended", within_s=30)
    page.goto(f"{demo.url}/learn/")

    found = wait_for(lambda: (now := completion(demo, token, row))["share"] and now, within_s=45)
    assert 1 <= found["evidence"]["seen_s"] <= 15
    assert found["state"] == "in_progress"


def test_sits_in_a_live_stream_and_sees_the_percent_grow(demo: RunningSite, visitor: Watched) -> None:
    page = visitor.page
    ping_soon(page)
    sign_in(page, demo.url, VERA)
    page.locator(".next a.btn--now").click()
    until(page, "document.querySelector('video')?.readyState >= 2", within_s=30)
    page.evaluate(PLAY)
    until(page, f"{POSITION} > 1", within_s=30)
    first = wait_for(lambda: percent_shown(page), within_s=45)
    wait_for(lambda: percent_shown(page) > first, within_s=90)

    activity = page.evaluate("JSON.parse(document.getElementById('player-config').textContent).activity")
    code = demo.installation.manage("check_in_code", str(activity))
    page.locator("input[autocomplete=one-time-code]").fill(code)
    page.get_by_role("button", name="Отметиться").click()
    page.get_by_text(re.compile("1 из 1")).first.wait_for(timeout=45_000)


def percent_shown(page: Page) -> float:
    """The percent in «Вы были на 1,9 % эфира», 0 while there is none."""
    found = re.search(r"Вы были на ([\d,]+)", page.locator("main").inner_text())
    return float(found[1].replace(",", ".")) if found else 0.0
