"""A participant reads how a stream was counted and objects; an organiser decides; the participant reads why."""

from playwright.sync_api import Browser, expect

from tests.browsers import Watched, new_context, sign_in, watched_page
from tests.servers import RunningSite

ANNA, ORGANISER = "anna.beginner@example.org", "organiser@example.org"
TEXT = "Я вошла вовремя, но первые минуты не засчитаны: страница долго грузилась. Посмотрите, пожалуйста, ещё раз."
REASON = "Первый сигнал от вашей страницы пришёл, когда эфир уже шёл. Процент верный."


def test_objects_is_answered_and_reads_the_answer(
    demo: RunningSite, visitor: Watched, browser: Browser
) -> None:
    page = visitor.page
    sign_in(page, demo.url, ANNA)
    page.goto(f"{demo.url}/learn/streams/")
    page.locator("main a[href*='/learn/why/']").first.click()
    expect(page.locator("main")).to_contain_text("Как посчитано")
    expect(page.locator("main")).to_contain_text("с округлением вниз до десятой")

    page.get_by_role("button", name="Подать апелляцию").click()
    expect(page.get_by_role("alert")).to_contain_text("Напишите, что посчитано неправильно.")
    page.locator("textarea").fill(TEXT)
    page.reload()
    expect(page.locator("textarea")).to_have_value(TEXT)
    page.get_by_role("button", name="Подать апелляцию").click()
    expect(page.locator("main")).to_contain_text("Ваша апелляция рассматривается")
    expect(page.locator("textarea")).to_have_count(0)

    decide(demo, browser)

    page.reload()
    expect(page.locator("main")).to_contain_text("Решено: числа остаются прежними")
    expect(page.locator("main")).to_contain_text(REASON)
    # A new objection begins with an empty form.
    expect(page.locator("textarea")).to_have_value("")


def decide(demo: RunningSite, browser: Browser) -> None:
    """Decide the newest open appeal, as an organiser does."""
    context = new_context(browser)
    watched = watched_page(context)
    page = watched.page
    sign_in(page, demo.url, ORGANISER)
    page.goto(f"{demo.url}/cms/")
    page.get_by_role("link", name="Апелляции (").click()
    page.goto(f"{demo.url}/cms/appeal/?state=open")
    page.locator("main td a").first.click()
    expect(page.locator("blockquote")).to_contain_text(TEXT)
    expect(page.locator("main")).to_contain_text("Что видит участник")
    page.get_by_label("числа остаются прежними").check()
    page.locator("textarea").fill(REASON)
    page.get_by_role("button", name="Решить").last.click()
    expect(page.locator("main")).to_contain_text("Решение принято.")
    expect(page.locator("textarea")).to_have_count(0)
    context.close()
    assert watched.complaints == []
