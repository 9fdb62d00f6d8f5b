"""A visitor reads news, filters and searches them, opens the feed, and looks at everything public."""

import urllib.request
from xml.etree import ElementTree

from tests.browsers import Watched
from tests.servers import RunningSite


def test_reads_news_filters_searches_and_opens_rss(demo: RunningSite, visitor: Watched) -> None:
    page = visitor.page
    page.goto(demo.url)
    assert page.locator("h1").inner_text() != ""
    page.get_by_role("link", name="Все новости").click()
    page.wait_for_url("**/news/")
    assert page.locator("main li h2").count() > 4

    page.get_by_role("link", name="Стажировки", exact=True).first.click()
    rubrics = page.locator("main li .tag").all_inner_texts()
    assert rubrics
    assert set(rubrics) == {"Стажировки"}

    title = page.locator("main li h2 a").first.inner_text()
    page.locator("main li h2 a").first.click()
    assert page.locator("h1").inner_text() == title

    page.goto(f"{demo.url}/search/?q=вебинары")
    assert page.locator("main mark").count() > 0

    feed = page.goto(f"{demo.url}/news/")
    assert feed is not None
    address = page.locator("link[type='application/rss+xml']").first.get_attribute("href")
    with urllib.request.urlopen(demo.url + str(address).removeprefix(demo.url)) as answer:
        items = ElementTree.fromstring(answer.read()).findall("channel/item")
    assert len(items) >= 10


def test_changes_theme_and_legible_mode_without_a_script(demo: RunningSite, visitor: Watched) -> None:
    context = visitor.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]  # launched
    page = context.new_page()
    page.goto(demo.url)
    page.locator("button[name=legible]").first.click()
    assert page.locator("html").get_attribute("data-legible") is not None
    context.close()
