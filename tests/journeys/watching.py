"""What a person does before a recording, and what the server knows of it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Route

from tests.browsers import sign_in
from tests.journeys.api import read_api, user_id, wait_for
from tests.servers import RunningSite

Row = dict[str, Any]
PLAY = "document.querySelector('video').play()"
POSITION = "document.querySelector('video').currentTime"


def open_webinar(demo: RunningSite, page: Page, email: str, token: str, *, site: str = "") -> Row:
    """Sign in and open the shortest webinar the person could watch but has not; return its completion.

    `site` is the address of another server of the same installation.
    """
    activities = {row["id"]: row for row in read_api(demo, "activities/", token, page_size=500)["results"]}
    untouched = read_api(
        demo, "completions/", token, participant=user_id(demo, email), type="webinar", state="not_started",
        page_size=500,
    )["results"]  # fmt: skip
    now = datetime.now(UTC)
    # A lecture that an editor has just published may still be without a video, and opens at no set time.
    dated = [row for row in untouched if activities[row["activity"]["id"]]["opens_at"]]
    opened = [
        row for row in dated if datetime.fromisoformat(activities[row["activity"]["id"]]["opens_at"]) < now
    ]
    row = min(opened, key=lambda row: activities[row["activity"]["id"]]["duration_s"])
    sign_in(page, site or demo.url, email)
    page.goto((site or demo.url) + urlsplit(row["activity"]["url"]).path)
    return row


def completion(demo: RunningSite, token: str, row: Row) -> Row:
    """Return the present completion of the same participant and activity."""
    query = {"participant": row["participant"]["id"], "activity": row["activity"]["id"]}
    return read_api(demo, "completions/", token, **query)["results"][0]


def until(page: Page, expression: str, *, within_s: float) -> None:
    """Wait for a JavaScript condition; Playwright's own way needs eval, which the site's policy forbids."""
    wait_for(lambda: page.evaluate(expression), within_s=within_s, every_s=0.2)


def start_playing(page: Page, rate: float) -> None:
    """Play as the person at the screen would, at a speed of the menu."""
    until(page, "document.querySelector('video')?.readyState >= 2", within_s=45)
    page.evaluate(f"document.querySelector('video').playbackRate = {rate}")
    page.evaluate(PLAY)
    until(page, f"{POSITION} > 1", within_s=45)


def pause(page: Page) -> float:
    """Press pause; return how many seconds were played since the beginning."""
    page.evaluate("document.querySelector('video').pause()")
    return float(page.evaluate(POSITION))


def credited_s(page: Page) -> int:
    """What the server says is credited in the activity of the open page."""
    return int(
        page.evaluate(
            """async () => {
              const {activity} = JSON.parse(document.getElementById('player-config').textContent);
              return (await (await fetch(`/e/progress/${activity}`)).json()).credited_s;
            }"""
        )
    )


def saving(page: Page) -> str:
    """What the line at the film says."""
    return page.locator("[data-saving]").inner_text().replace("\xa0", " ")


def ping_soon(page: Page, *, every_s: int = 2, note: Callable[[float, Row], object] | None = None) -> None:
    """Let the server ask for a ping every few seconds, so that a journey does not take minutes.

    `note` is told of each ping when it was sent (unix seconds) and what it was answered.
    """

    def shorten(route: Route) -> None:
        sent_at = time.time()
        try:
            answer = route.fetch()
        except Error:
            return route.abort()
        body: Row = answer.json()
        if note and "/e/pings" in route.request.url:
            note(sent_at, body)
        for key in ("ping_s", "next_s"):
            if key in body:
                body[key] = every_s
        return route.fulfill(response=answer, json=body)

    page.route("**/e/sessions", shorten)
    page.route("**/e/pings", lambda route: route.continue_() if is_beacon(route) else shorten(route))


def is_beacon(route: Route) -> bool:
    return route.request.resource_type == "ping"
