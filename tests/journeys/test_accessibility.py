"""axe-core finds nothing on any public or participant page, in any scheme, on a phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browsers import AXE_TAGS, new_context, sign_in, watched_page
from tests.pages import PERSONAL, PUBLIC, Shot
from tests.screenshots import find_address
from tests.servers import RunningSite


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shots", [PUBLIC, PERSONAL], ids=["public", "personal"])
def test_axe_finds_nothing(demo: RunningSite, browser: Browser, shots: list[Shot], scheme: str) -> None:
    context = new_context(browser, width=1280 if scheme == "light" else 360, scheme=scheme, bypass_csp=True)
    page = context.new_page()
    if shots[0].person:
        sign_in(page, demo.url, shots[0].person)
    found = []
    for shot in shots:
        page.goto(find_address(page, demo.url, shot.address))
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
        found += [f"{shot.name}: {issue['id']}: {issue['help']}" for issue in result.response["violations"]]
    context.close()
    assert found == []


def test_no_page_breaks_the_content_security_policy(demo: RunningSite, browser: Browser) -> None:
    context = new_context(browser)
    watched = watched_page(context)
    for shot in PUBLIC:
        watched.page.goto(find_address(watched.page, demo.url, shot.address))
    sign_in(watched.page, demo.url, PERSONAL[0].person)
    for shot in PERSONAL:
        watched.page.goto(find_address(watched.page, demo.url, shot.address))
    context.close()
    assert [complaint for complaint in watched.complaints if "/no-such-page/" not in complaint] == []
