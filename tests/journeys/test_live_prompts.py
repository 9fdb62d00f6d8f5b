"""«Вы здесь?» in the browser: asked when the schedule of the server says so, answered by keyboard, or missed."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route

from courses.domain.evidence.constants import PROMPT_PERIOD_S
from courses.domain.evidence.prompts import PROMPT_MS, Prompt, prompt_of
from prokadry.settings.dev import SECRET_KEY
from tests.browsers import sign_in
from tests.journeys.api import ask_database, wait_for
from tests.journeys.watching import PLAY, is_beacon, ping_soon, saving, until
from tests.pages import RUNNING
from tests.servers import RunningSite

# Turns the questions on for the stream on the air; prints who of the crowd is in it all the time, so that they are
# asked, and how many questions they have let pass before.
ASK = f"""
import json
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.timezone import now
from courses.domain.instants import to_ms
from courses.domain.presence import read_marks
from courses.domain.evidence.bitmaps import participants_in
from courses.domain.presence_prompts import prompt_results
from courses.models import LiveStreamPage
from prokadry.accounts.models import User
from tests.factories import PASSWORD
page = LiveStreamPage.objects.get(slug={RUNNING.rstrip("/").rpartition("/")[2]!r})
page.asks_presence = True
page.save_revision().publish()
activity, slot = page.activity, to_ms(now()) // 15_000
marks = read_marks(activity_id=activity.pk, first_slot=slot - 8, last_slot=slot + 40)
stays = -1
for bitmap in marks.values():
    stays &= bitmap
people = participants_in(stays.to_bytes(stays.bit_length() // 8 + 1, "little"))
users = User.objects.filter(email__startswith="participant", pk__in=people)
users.update(password=make_password(PASSWORD))
EmailAddress.objects.bulk_create(
    [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users], ignore_conflicts=True
)
results = prompt_results(activity=activity, participant_ids=[user.pk for user in users], now=now())
print(json.dumps([activity.pk, [(user.pk, user.email, results[user.pk][1]) for user in users]]))
"""
ANSWERS = "SELECT period FROM courses_promptanswer WHERE activity_id = ? AND participant_id = ?"


@dataclass(frozen=True)
class Asked:
    """Somebody in the stream, the question to come to them, and how many they have let pass before."""

    email: str
    pk: int
    activity: int
    prompt: Prompt
    missed_before: int

    @property
    def starts_at(self) -> float:
        return self.prompt.starts_ms / 1000

    @property
    def ends_at(self) -> float:
        return (self.prompt.starts_ms + PROMPT_MS) / 1000


@dataclass(frozen=True)
class Ping:
    """One ping of a page: when it was sent and answered, and whether the answer asked."""

    sent_at: float
    answered_at: float
    asks: bool


@pytest.fixture(scope="module")
def asked(demo: RunningSite) -> Iterator[list[Asked]]:
    """Who is asked in this period of 20 minutes and in the next."""
    activity, people = json.loads(demo.installation.manage("shell", "--verbosity", "0", "-c", ASK))
    this_period = int(time.time()) // PROMPT_PERIOD_S
    yield [
        Asked(email, pk, activity, prompt_of(SECRET_KEY.encode(), activity=activity, participant=pk, period=period),
              missed_before=missed)
        for pk, email, missed in people
        for period in (this_period, this_period + 1)
    ]  # fmt: skip
    # Nobody else is to be interrupted.
    ask_database(demo, "UPDATE courses_activity SET prompts = 0 WHERE id = ?", activity)


def listen(page: Page) -> list[Ping]:
    """Let the page ping every two seconds, and note what it is answered."""
    pings: list[Ping] = []
    ping_soon(page, note=lambda sent_at, body: pings.append(Ping(sent_at, time.time(), "prompt" in body)))
    return pings


def told(page: Page, demo: RunningSite, person: Asked) -> str:
    """What the page «Как посчитано» says of the questions."""
    page.goto(f"{demo.url}/learn/why/{person.activity}/")
    return page.locator("dt", has_text="Вы здесь?").locator("xpath=following-sibling::dd").inner_text()


def test_asked_at_its_moment_answered_by_keyboard_and_not_asked_again(
    demo: RunningSite, page: Page, asked: list[Asked]
) -> None:
    soon = time.time() + 12
    person = min((one for one in asked if one.starts_at > soon), key=lambda one: one.starts_at)
    pings = listen(page)
    sign_in(page, demo.url, person.email)
    page.goto(demo.url + RUNNING)
    question = page.get_by_role("region", name="Вы здесь?")
    question.wait_for(timeout=(person.starts_at - time.time() + 45) * 1000)
    early, late = [one for one in pings if not one.asks], [one for one in pings if one.asks]
    assert early
    assert all(ping.sent_at <= person.starts_at for ping in early)
    assert all(ping.answered_at >= person.starts_at for ping in late)
    assert page.title().startswith("Вы здесь?")
    assert "Вы здесь?" in page.locator("[data-prompt-alert]").inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Да, я здесь"
    page.keyboard.press("Enter")
    question.wait_for(state="hidden", timeout=45_000)
    assert not page.title().startswith("Вы здесь?")
    wait_for(lambda: ask_database(demo, ANSWERS, person.activity, person.pk), within_s=45)
    assert ask_database(demo, ANSWERS, person.activity, person.pk) == [(person.prompt.period,)]

    with page.expect_response("**/e/pings"):
        page.reload()
    with page.expect_response("**/e/pings") as again:
        pass
    assert "prompt" not in again.value.json()
    assert question.is_hidden()
    assert f"Ответы: 1 из {person.missed_before + 1}." in told(page, demo, person)


def test_a_question_that_was_missed_goes_away_and_says_so(
    demo: RunningSite, page: Page, asked: list[Asked]
) -> None:
    soon = time.time() + 20
    person = min((one for one in asked if one.ends_at > soon), key=lambda one: one.ends_at)
    listen(page)
    sign_in(page, demo.url, person.email)
    page.goto(demo.url + RUNNING)
    question = page.locator("[data-prompt]")
    question.wait_for(timeout=max(45, person.starts_at - time.time() + 45) * 1000)
    question.wait_for(state="hidden", timeout=(person.ends_at - time.time() + 15) * 1000)
    page.get_by_text("мы спросили, здесь ли вы").wait_for(timeout=45_000)
    with page.expect_response("**/e/pings"):
        pass
    assert question.is_hidden()
    # The page rounds the time left down, the server does not.
    wait_for(lambda: time.time() > person.ends_at, within_s=3, every_s=0.1)
    assert f"Ответы: 0 из {person.missed_before + 1}." in told(page, demo, person)
    assert ask_database(demo, ANSWERS, person.activity, person.pk) == []


def test_the_question_takes_no_focus_from_who_types_and_covers_no_picture(
    demo: RunningSite, page: Page, email: str
) -> None:
    page.set_viewport_size({"width": 740, "height": 400})
    ping_soon(page)
    sign_in(page, demo.url, email)
    page.goto(demo.url + RUNNING)
    field = page.locator("input[autocomplete=one-time-code]")
    field.fill("48")
    page.route("**/e/pings", ask)
    question = page.locator("[data-prompt]")
    question.wait_for(timeout=45_000)
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


def ask(route: Route) -> None:
    """Answer a ping as the server does that asks a question: when somebody types it cannot be told to."""
    if is_beacon(route):
        return route.continue_()
    response = route.fetch()
    question = {"prompt": {"id": "q1", "expires_in_s": 90}}
    return route.fulfill(response=response, json=response.json() | question)


def test_presence_goes_on_whatever_the_player_does(demo: RunningSite, page: Page, email: str) -> None:
    ping_soon(page)
    sign_in(page, demo.url, email)
    page.goto(demo.url + RUNNING)
    until(page, "document.querySelector('video')?.readyState >= 2", within_s=30)
    page.evaluate(PLAY)
    page.evaluate("document.querySelector('video').pause()")
    for _ in range(3):
        with page.expect_response("**/e/pings", timeout=45_000) as answered:
            pass
        assert answered.value.status == 200
    assert "Присутствие отмечено" in saving(page)
