"""Bad networks, servers that fall and second devices: nothing that is still allowed is lost, and the page says so."""

import itertools
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route

from tests.browsers import new_context, sign_in, watched_page
from tests.journeys.api import wait_for
from tests.journeys.conftest import PROVOKED
from tests.journeys.watching import (
    POSITION,
    Row,
    completion,
    credited_s,
    open_webinar,
    pause,
    ping_soon,
    saving,
    start_playing,
    until,
)
from tests.servers import RunningSite, running

# What is played at the edges of the first and the last second may round to none of them.
ROUNDING_S = 2


def play_until(page: Page, second: float, *, rate: float = 2) -> None:
    """Play from the beginning up to a second of the recording."""
    start_playing(page, rate)
    until(page, f"{POSITION} > {second}", within_s=60)


def wait_for_credit(page: Page, played_s: float) -> None:
    """Wait until all that was played is credited, and see that it is not more."""
    wait_for(lambda: credited_s(page) >= played_s - ROUNDING_S, within_s=45)
    assert credited_s(page) <= played_s + ROUNDING_S


def wait_in_page(page: Page, condition: Callable[[], bool], *, within_s: float) -> None:
    """Wait for what the page does; Playwright tells of it only while it is asked something."""
    wait_for(lambda: (page.evaluate("0"), condition())[1], within_s=within_s, every_s=0.2)


def credited_later(demo: RunningSite, token: str, row: Row, played_s: float) -> None:
    """As `wait_for_credit`, asked of the API: the page is not there any more."""

    def seen_s() -> int:
        return int(completion(demo, token, row)["evidence"]["seen_s"])

    wait_for(lambda: seen_s() >= played_s - ROUNDING_S, within_s=45)
    assert seen_s() <= played_s + ROUNDING_S


def test_what_was_played_offline_is_credited_when_the_network_is_back(
    demo: RunningSite, context: BrowserContext, page: Page, email: str, token: str
) -> None:
    open_webinar(demo, page, email, token)
    start_playing(page, 2)
    # What is loaded ahead is played on without a network.
    until(page, "document.querySelector('video').buffered.end(0) > 25", within_s=45)
    context.set_offline(True)
    until(page, f"{POSITION} > 20", within_s=30)
    played_s = pause(page)
    wait_for(lambda: "Нет связи" in saving(page), within_s=45)
    wait_for(lambda: "с просмотра" in saving(page) and "14 мин" in saving(page), within_s=45)
    assert page.locator("[data-saving]").get_attribute("data-kind") == "fault"

    context.set_offline(False)
    wait_for(lambda: "Сохранено" in saving(page), within_s=45)
    wait_for_credit(page, played_s)


def test_closing_the_page_offline_loses_nothing(
    demo: RunningSite, context: BrowserContext, page: Page, email: str, token: str
) -> None:
    row = open_webinar(demo, page, email, token)
    start_playing(page, 2)
    until(page, "document.querySelector('video').buffered.end(0) > 25", within_s=45)
    context.set_offline(True)
    until(page, f"{POSITION} > 20", within_s=30)
    played_s = pause(page)
    wait_for(lambda: "Нет связи" in saving(page), within_s=45)
    page.close()
    assert completion(demo, token, row)["evidence"]["seen_s"] == 0

    context.set_offline(False)
    later = watched_page(context)
    later.page.goto(f"{demo.url}/learn/")
    credited_later(demo, token, row, played_s)
    wait_for(lambda: later.page.evaluate("Object.keys(localStorage)") == ["plyr"], within_s=45)
    assert later.complaints == []


def test_reloading_the_page_offline_loses_nothing(
    demo: RunningSite, context: BrowserContext, page: Page, email: str, token: str
) -> None:
    open_webinar(demo, page, email, token)
    address = page.url
    play_until(page, 12)
    context.set_offline(True)
    played_s = pause(page)
    wait_for(lambda: "Нет связи" in saving(page), within_s=45)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    context.set_offline(False)
    page.goto(address)
    wait_for(lambda: "Сохранено" in saving(page), within_s=45)
    wait_for_credit(page, played_s)


def test_another_sign_in_does_not_send_what_waits(
    demo: RunningSite, context: BrowserContext, page: Page, people: Iterator[str], email: str, token: str
) -> None:
    row = open_webinar(demo, page, email, token)
    play_until(page, 8)
    context.set_offline(True)
    pause(page)
    wait_for(lambda: "Нет связи" in saving(page), within_s=45)
    page.close()
    context.set_offline(False)
    context.clear_cookies()
    other = watched_page(context).page
    pings: list[str] = []
    other.on("request", lambda request: pings.append(request.url) if "/e/pings" in request.url else None)
    sign_in(other, demo.url, next(people))
    other.goto(f"{demo.url}/learn/")
    wait_for(lambda: other.evaluate("Object.keys(localStorage)") == ["plyr"], within_s=45)
    assert pings == []
    assert completion(demo, token, row)["evidence"]["seen_s"] == 0


def test_a_server_process_killed_is_sent_again_what_it_had_acknowledged(
    demo: RunningSite, page: Page, email: str, token: str
) -> None:
    sent: list[set[int]] = []

    def note(request: Any) -> None:
        if "/e/pings" in request.url:
            sent.append({slot[0] for slot in json.loads(request.post_data)["s"]})

    page.on("request", note)
    with running(demo.installation) as server:
        open_webinar(demo, page, email, token, site=server.url)
        ping_soon(page)
        start_playing(page, 1)
        wait_in_page(page, lambda: any(0 in slots for slots in sent), within_s=45)
        wait_in_page(page, lambda: bool(sent[-1]) and 0 not in sent[-1], within_s=30)
        before = len(sent)
        kill_workers(server)
        wait_in_page(page, lambda: any(0 in slots for slots in sent[before:]), within_s=45)
        wait_for_credit(page, pause(page))


def kill_workers(server: RunningSite) -> None:
    """Kill the processes that answer requests, without a word; the server starts others."""
    pid = server.process.pid
    for worker in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        os.kill(int(worker), signal.SIGKILL)


def test_a_busy_server_is_waited_for(demo: RunningSite, page: Page, email: str, token: str) -> None:
    open_webinar(demo, page, email, token)
    refused: list[float] = []

    def refuse(route: Route) -> None:
        refused.append(page.evaluate("performance.now()"))
        route.fulfill(status=503, headers={"Retry-After": "2"}, json={})

    page.route("**/e/pings", refuse, times=3)
    play_until(page, 10)
    played_s = pause(page)
    wait_for(lambda: "Сервер занят" in saving(page), within_s=45)
    wait_for(lambda: "Сохранено" in saving(page), within_s=30)
    wait_for_credit(page, played_s)
    assert len(refused) == 3
    assert all(later - earlier >= 2000 for earlier, later in itertools.pairwise(refused))


def test_watching_in_a_second_tab_pauses_the_first(
    demo: RunningSite, context: BrowserContext, page: Page, email: str, token: str
) -> None:
    open_webinar(demo, page, email, token)
    play_until(page, 10, rate=1)
    second = watched_page(context)
    second.page.goto(page.url)
    start_playing(second.page, 1)
    until(page, "document.querySelector('video').paused", within_s=45)
    notice = page.locator('[data-notice="alert"]')
    notice.get_by_text("Просмотр идёт в другом месте").wait_for(timeout=45_000)
    assert credited_s(page) >= 4

    notice.get_by_role("button", name="Смотреть здесь").click()
    until(second.page, "document.querySelector('video').paused", within_s=45)
    assert page.evaluate("document.querySelector('video').paused") is False
    assert second.complaints == [line for line in second.complaints if PROVOKED in line]


def test_watching_on_a_second_device_pauses_the_first(
    demo: RunningSite, browser: Browser, page: Page, email: str, token: str
) -> None:
    open_webinar(demo, page, email, token)
    ping_soon(page)
    start_playing(page, 1)
    phone = new_context(browser, width=360)
    other = phone.new_page()
    sign_in(other, demo.url, email)
    other.goto(page.url)
    start_playing(other, 1)
    until(page, "document.querySelector('video').paused", within_s=45)
    page.get_by_role("button", name="Смотреть здесь").wait_for(timeout=45_000)
    phone.close()


def test_a_computer_that_slept_begins_a_new_session(
    demo: RunningSite, page: Page, email: str, token: str
) -> None:
    open_webinar(demo, page, email, token)
    starts: list[str] = []
    page.on("request", lambda request: starts.append(request.url) if "/e/sessions" in request.url else None)
    play_until(page, 12)
    page.evaluate("(() => { const now = Date.now.bind(Date); Date.now = () => now() + 60000; })()")
    wait_in_page(page, lambda: len(starts) == 2, within_s=45)
    before_s = float(page.evaluate(POSITION))
    wait_for(lambda: credited_s(page) >= before_s - 12, within_s=45)
    until(page, f"{POSITION} > {before_s + 11}", within_s=45)
    pause(page)
    # The slot in which it slept belongs to neither session.
    wait_for(lambda: credited_s(page) >= before_s - 12 + 10, within_s=45)
