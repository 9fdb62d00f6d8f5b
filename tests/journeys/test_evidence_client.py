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

from tests.browsers import Watched, new_context, sign_in, watched_page
from tests.journeys.api import organiser_token, wait_for
from tests.journeys.watching import (
    PLAY,
    POSITION,
    Row,
    completion,
    credited_s,
    open_webinar,
    pause,
    saving,
    start_playing,
    until,
)
from tests.pages import RUNNING
from tests.servers import RunningSite, running

PASSWORD = "demo-prokadry"
# What is played at the edges of the first and the last second may round to none of them.
ROUNDING_S = 2
# The browser itself complains about these answers; they are what the journeys are about.
PROVOKED = "Failed to load resource"


@pytest.fixture(scope="module")
def people(demo: RunningSite) -> Iterator[str]:
    """Participants of the demo whom nobody else plays, one for each journey."""
    code = f"""
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.timezone import now
from courses.models import Completion
from prokadry.accounts.models import User
open_webinars = Completion.objects.filter(
    activity__type="webinar", state="not_started", activity__opens_at__lt=now(), closes_at__gt=now()
)
users = User.objects.filter(email__startswith="participant", pk__in=open_webinars.values("participant"))[:20]
password = make_password({PASSWORD!r})
for user in users:
    user.password = password
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults=dict(verified=True, primary=True))
    print(user.email)
"""
    return iter(demo.installation.manage("shell", "--verbosity", "0", "-c", code).split())


@pytest.fixture
def email(people: Iterator[str]) -> str:
    return next(people)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = new_context(browser)
    yield context
    context.close()


@pytest.fixture
def watched(context: BrowserContext) -> Iterator[Watched]:
    watched = watched_page(context)
    yield watched
    assert [line for line in watched.complaints if PROVOKED not in line] == []


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


@pytest.fixture(scope="module")
def token(demo: RunningSite) -> str:
    return organiser_token(demo)


def ping_soon(page: Page, *, every_s: int = 2) -> None:
    """Let the server ask for a ping every few seconds, so that a journey does not take minutes."""

    def shorten(route: Route) -> None:
        try:
            answer = route.fetch()
        except Error:
            return route.abort()
        body: dict[str, Any] = answer.json()
        for key in ("ping_s", "next_s"):
            if key in body:
                body[key] = every_s
        return route.fulfill(response=answer, json=body)

    page.route("**/e/sessions", shorten)
    page.route("**/e/pings", lambda route: route.continue_() if is_beacon(route) else shorten(route))


def is_beacon(route: Route) -> bool:
    return route.request.resource_type == "ping"


def play_until(page: Page, second: float, *, rate: float = 2) -> None:
    """Play from the beginning up to a second of the recording."""
    start_playing(page, rate)
    until(page, f"{POSITION} > {second}", within_s=60)


def wait_for_credit(page: Page, played_s: float) -> None:
    """Wait until all that was played is credited, and see that it is not more."""
    wait_for(lambda: credited_s(page) >= played_s - ROUNDING_S, within_s=20)
    assert credited_s(page) <= played_s + ROUNDING_S


def wait_in_page(page: Page, condition: Callable[[], bool], *, within_s: float) -> None:
    """Wait for what the page does; Playwright tells of it only while it is asked something."""
    wait_for(lambda: (page.evaluate("0"), condition())[1], within_s=within_s, every_s=0.2)


def credited_later(demo: RunningSite, token: str, row: Row, played_s: float) -> None:
    """As `wait_for_credit`, asked of the API: the page is not there any more."""

    def seen_s() -> int:
        return int(completion(demo, token, row)["evidence"]["seen_s"])

    wait_for(lambda: seen_s() >= played_s - ROUNDING_S, within_s=20)
    assert seen_s() <= played_s + ROUNDING_S


def test_what_was_played_offline_is_credited_when_the_network_is_back(
    demo: RunningSite, context: BrowserContext, page: Page, email: str, token: str
) -> None:
    open_webinar(demo, page, email, token)
    start_playing(page, 2)
    # What is loaded ahead is played on without a network.
    until(page, "document.querySelector('video').buffered.end(0) > 25", within_s=20)
    context.set_offline(True)
    until(page, f"{POSITION} > 20", within_s=30)
    played_s = pause(page)
    wait_for(lambda: "Нет связи" in saving(page), within_s=15)
    wait_for(lambda: "с просмотра" in saving(page) and "14 мин" in saving(page), within_s=10)
    assert page.locator("[data-saving]").get_attribute("data-kind") == "fault"

    context.set_offline(False)
    wait_for(lambda: "Сохранено" in saving(page), within_s=15)
    wait_for_credit(page, played_s)


def test_closing_the_page_offline_loses_nothing(
    demo: RunningSite, context: BrowserContext, page: Page, email: str, token: str
) -> None:
    row = open_webinar(demo, page, email, token)
    start_playing(page, 2)
    until(page, "document.querySelector('video').buffered.end(0) > 25", within_s=20)
    context.set_offline(True)
    until(page, f"{POSITION} > 20", within_s=30)
    played_s = pause(page)
    wait_for(lambda: "Нет связи" in saving(page), within_s=15)
    page.close()
    assert completion(demo, token, row)["evidence"]["seen_s"] == 0

    context.set_offline(False)
    later = watched_page(context)
    later.page.goto(f"{demo.url}/learn/")
    credited_later(demo, token, row, played_s)
    wait_for(lambda: later.page.evaluate("Object.keys(localStorage)") == ["plyr"], within_s=5)
    assert later.complaints == []


def test_reloading_the_page_offline_loses_nothing(
    demo: RunningSite, context: BrowserContext, page: Page, email: str, token: str
) -> None:
    open_webinar(demo, page, email, token)
    address = page.url
    play_until(page, 12)
    context.set_offline(True)
    played_s = pause(page)
    wait_for(lambda: "Нет связи" in saving(page), within_s=15)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    context.set_offline(False)
    page.goto(address)
    wait_for(lambda: "Сохранено" in saving(page), within_s=15)
    wait_for_credit(page, played_s)


def test_another_sign_in_does_not_send_what_waits(
    demo: RunningSite, context: BrowserContext, page: Page, people: Iterator[str], email: str, token: str
) -> None:
    row = open_webinar(demo, page, email, token)
    play_until(page, 8)
    context.set_offline(True)
    pause(page)
    wait_for(lambda: "Нет связи" in saving(page), within_s=15)
    page.close()
    context.set_offline(False)
    context.clear_cookies()
    other = watched_page(context).page
    pings: list[str] = []
    other.on("request", lambda request: pings.append(request.url) if "/e/pings" in request.url else None)
    sign_in(other, demo.url, next(people))
    other.goto(f"{demo.url}/learn/")
    wait_for(lambda: other.evaluate("Object.keys(localStorage)") == ["plyr"], within_s=5)
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
        wait_in_page(page, lambda: any(0 in slots for slots in sent), within_s=20)
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
    wait_for(lambda: "Сервер занят" in saving(page), within_s=15)
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
    until(page, "document.querySelector('video').paused", within_s=10)
    notice = page.locator('[data-notice="alert"]')
    notice.get_by_text("Просмотр идёт в другом месте").wait_for(timeout=5_000)
    assert credited_s(page) >= 4

    notice.get_by_role("button", name="Смотреть здесь").click()
    until(second.page, "document.querySelector('video').paused", within_s=10)
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
    until(page, "document.querySelector('video').paused", within_s=15)
    page.get_by_role("button", name="Смотреть здесь").wait_for(timeout=5_000)
    phone.close()


def test_a_computer_that_slept_begins_a_new_session(
    demo: RunningSite, page: Page, email: str, token: str
) -> None:
    open_webinar(demo, page, email, token)
    starts: list[str] = []
    page.on("request", lambda request: starts.append(request.url) if "/e/sessions" in request.url else None)
    play_until(page, 12)
    page.evaluate("(() => { const now = Date.now.bind(Date); Date.now = () => now() + 60000; })()")
    wait_in_page(page, lambda: len(starts) == 2, within_s=10)
    before_s = float(page.evaluate(POSITION))
    wait_for(lambda: credited_s(page) >= before_s - 12, within_s=10)
    until(page, f"{POSITION} > {before_s + 11}", within_s=20)
    pause(page)
    # The slot in which it slept belongs to neither session.
    wait_for(lambda: credited_s(page) >= before_s - 12 + 10, within_s=20)


def ask(seconds: int) -> Callable[[Route], None]:
    """Answer pings as the server does that asks a question."""

    def answer(route: Route) -> None:
        if is_beacon(route):
            return route.continue_()
        response = route.fetch()
        question = {"prompt": {"id": "q1", "expires_in_s": seconds}}
        if answers_question(route.request):
            question = {}
        return route.fulfill(response=response, json=response.json() | {"next_s": 2} | question)

    return answer


def answers_question(request: Any) -> bool:
    return "/e/pings" in request.url and '"a":' in (request.post_data or "")


def open_stream(demo: RunningSite, page: Page, email: str) -> list[str]:
    """Sign in and open the stream on air; return the list of pings that answer a question, as they come."""
    answers: list[str] = []

    def note(request: Any) -> None:
        if answers_question(request):
            answers.append(request.post_data)

    page.on("request", note)
    sign_in(page, demo.url, email)
    page.goto(demo.url + RUNNING)
    return answers


def test_the_question_is_answered_by_keyboard_and_not_asked_again(
    demo: RunningSite, page: Page, email: str
) -> None:
    page.route("**/e/pings", ask(90))
    answers = open_stream(demo, page, email)
    question = page.get_by_role("region", name="Вы здесь?")
    question.wait_for(timeout=15_000)
    assert page.title().startswith("Вы здесь?")
    assert "Вы здесь?" in page.locator("[data-prompt-alert]").inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Да, я здесь"
    page.keyboard.press("Enter")
    question.wait_for(state="hidden", timeout=15_000)
    assert len(answers) == 1
    assert '"a":"q1"' in answers[0]
    assert not page.title().startswith("Вы здесь?")

    wait_for(lambda: "Присутствие отмечено" in saving(page), within_s=10)
    with page.expect_response("**/e/pings"):
        page.reload()
    page.wait_for_timeout(500)
    assert question.is_hidden()


def test_the_question_takes_no_focus_from_who_types_and_covers_no_picture(
    demo: RunningSite, page: Page, email: str
) -> None:
    page.set_viewport_size({"width": 740, "height": 400})
    asked = ask(90)
    page.route("**/e/pings", lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}, json={}))
    open_stream(demo, page, email)
    field = page.locator("input[autocomplete=one-time-code]")
    field.fill("48")
    page.unroute("**/e/pings")
    page.route("**/e/pings", asked)
    question = page.locator("[data-prompt]")
    # After several refusals the page waits up to half a minute, and a little by chance, before it asks again.
    question.wait_for(timeout=60_000)
    page.keyboard.type("21")
    assert field.input_value() == "4821"
    for top in (0, 10_000):
        page.evaluate(f"scrollTo(0, {top})")
        page.evaluate("dispatchEvent(new Event('resize'))")
        picture = page.locator("video").bounding_box()
        box = question.bounding_box()
        assert picture
        assert box
        assert picture["y"] + picture["height"] <= box["y"] + 1
        assert 0 <= box["y"] <= 400 - box["height"]


def test_a_question_that_was_missed_goes_away_and_says_so(demo: RunningSite, page: Page, email: str) -> None:
    page.route("**/e/pings", ask(3))
    answers = open_stream(demo, page, email)
    question = page.locator("[data-prompt]")
    question.wait_for(timeout=15_000)
    question.wait_for(state="hidden", timeout=10_000)
    page.get_by_text("мы спросили, здесь ли вы").wait_for(timeout=2_000)
    with page.expect_response("**/e/pings"):
        pass
    assert question.is_hidden()
    assert answers == []


def test_presence_goes_on_whatever_the_player_does(demo: RunningSite, page: Page, email: str) -> None:
    ping_soon(page)
    open_stream(demo, page, email)
    until(page, "document.querySelector('video')?.readyState >= 2", within_s=30)
    page.evaluate(PLAY)
    page.evaluate("document.querySelector('video').pause()")
    for _ in range(3):
        with page.expect_response("**/e/pings", timeout=10_000) as answered:
            pass
        assert answered.value.status == 200
