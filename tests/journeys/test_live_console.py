"""An organiser runs a stream: who is here, the code on its screen, a participant who comes in."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browsers import Watched, find_faults, new_context, sign_in
from tests.servers import RunningSite

ORGANISER = "organiser@example.org"
# Somebody who is expected and never came, whatever other journeys did in this demo: given the demo's password.
NEWCOMER = """
from courses.domain.progress import present_at
from courses.models import Completion
from tests.factories import PASSWORD
came = present_at(activity_id={stream_id})
rows = Completion.objects.filter(activity_id={stream_id}, is_assigned=True).exclude(participant_id__in=came)
person = rows.select_related("participant").first().participant
person.set_password(PASSWORD)
person.save()
print(person.email)
"""


def open_console(page: Page, demo: RunningSite) -> None:
    """Go to the running stream of the demo by the menu of the CMS."""
    sign_in(page, demo.url, ORGANISER)
    page.goto(f"{demo.url}/cms/live/")
    page.locator(".live-hall a").first.click()
    expect(page.locator("#who")).to_have_text("Эфир идёт")


def came(page: Page) -> int:
    return int(page.locator("#who + dl dd").nth(2).inner_text())


def test_the_console_sees_who_comes_in(demo: RunningSite, visitor: Watched, browser: Browser) -> None:
    page = visitor.page
    open_console(page, demo)
    before = came(page)
    assert before > 0
    page.locator("#curve-table summary").click()
    stream_id = page.url.rstrip("/").rpartition("/")[2]
    newcomer = demo.installation.manage(
        "shell", "--verbosity", "0", "-c", NEWCOMER.format(stream_id=stream_id)
    )
    participant = new_context(browser)
    person = participant.new_page()
    sign_in(person, demo.url, newcomer)
    page_url = page.get_by_role("link", name="Страница эфира").get_attribute("href")
    person.goto(f"{demo.url}{page_url}" if page_url and page_url.startswith("/") else str(page_url))
    expect(page.locator("#who + dl dd").nth(2)).to_have_text(str(before + 1), timeout=60_000)
    participant.close()
    # What was folded out stays so when the server redraws the figures.
    expect(page.locator("#curve-table")).to_have_attribute("open", "")
    assert find_faults(page, ".nice-padding") == []


def test_the_screen_shows_the_code_that_is_taken(demo: RunningSite, visitor: Watched) -> None:
    page = visitor.page
    open_console(page, demo)
    page.get_by_role("link", name="Экран кода").click()
    digits = page.locator("[data-code]")
    expect(digits).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    stream_id = re.search(r"/live/(\d+)/", page.url)
    assert stream_id
    shown, wanted = "", "-"
    # The minute may turn between the two readings.
    for _ in range(2):
        wanted = demo.installation.manage("check_in_code", stream_id[1]).strip()
        shown = digits.inner_text().replace(" ", "")
        if shown in wanted:
            break
    assert shown in wanted
    expect(page.locator("[data-changes]")).to_have_text(re.compile(r"^[01]:\d\d$"))
    assert find_faults(page, "main") == []


def test_the_screen_says_when_the_server_is_lost_and_finds_it_again(
    demo: RunningSite, visitor: Watched
) -> None:
    page = visitor.page
    open_console(page, demo)
    page.get_by_role("link", name="Экран кода").click()
    expect(page.locator("[data-lost]")).to_be_hidden()
    page.context.set_offline(True)
    expect(page.locator("[data-lost]")).to_be_visible(timeout=40_000)
    page.context.set_offline(False)
    expect(page.locator("[data-lost]")).to_be_hidden(timeout=40_000)
    visitor.complaints.clear()
