"""An editor reads how a webinar is watched: without a script, with the keyboard, without seeing the curve."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browsers import Watched, find_faults, new_context, sign_in
from tests.pages import EDITOR
from tests.servers import RunningSite


def test_the_arrow_keys_read_the_curve_frame_by_frame(demo: RunningSite, visitor: Watched) -> None:
    page = visitor.page
    sign_in(page, demo.url, EDITOR)
    page.goto(f"{demo.url}/cms/audiences/")
    page.locator("main td.title a").first.click()
    expect(page.locator(".audience-words")).to_contain_text("начали смотреть")
    page.locator("input[name=moment]").first.focus()
    expect(page.get_by_role("radio", name=re.compile("^0:00–0:05"), checked=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name=re.compile("^0:05–0:10"), checked=True)).to_be_focused()
    shown = page.locator(".audience__readout").evaluate_all(
        "all => all.filter((one) => getComputedStyle(one).opacity === '1').map((one) => one.innerText)"
    )
    assert [text[:9] for text in shown] == ["0:05–0:10"]
    with page.expect_download() as download:
        page.get_by_role("link", name="Посекундно (CSV)").click()
    assert download.value.suggested_filename.endswith(".csv")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing(demo: RunningSite, browser: Browser, width: int, scheme: str) -> None:
    context = new_context(browser, width=width, scheme=scheme, bypass_csp=True)
    page = context.new_page()
    sign_in(page, demo.url, EDITOR)
    page.goto(f"{demo.url}/cms/audiences/")
    page.locator("main td.title a").first.click()
    page.locator("details.audience-more summary").click()
    # What is around it is Wagtail's own.
    found = find_faults(page, ".nice-padding")
    context.close()
    assert found == []
