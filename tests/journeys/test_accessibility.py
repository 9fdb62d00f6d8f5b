"""axe-core finds nothing on any public or participant page, in any scheme, on a phone and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browsers import AXE_TAGS, new_context, sign_in, watched_page
from tests.pages import AHEAD, MISSED, OUTSIDE, PERSONAL, PUBLIC, Shot
from tests.screenshots import find_address, set_legible
from tests.servers import RunningSite

# The CMS is Wagtail's own, letters are read by programs that axe knows nothing of.
OURS = [PUBLIC, PERSONAL, MISSED, AHEAD, OUTSIDE]
# The browser itself complains about these answers; that is what they are for.
REFUSED = ("/no-such-page/", "/cms/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shots", OURS, ids=["public", "personal", "missed", "ahead", "outside"])
def test_axe_finds_nothing(demo: RunningSite, browser: Browser, shots: list[Shot], scheme: str) -> None:
    context = new_context(browser, width=1280 if scheme == "light" else 360, scheme=scheme, bypass_csp=True)
    page = context.new_page()
    if shots[0].person:
        sign_in(page, demo.url, shots[0].person)
    found = []
    for shot in shots:
        address = find_address(page, demo.url, shot.address)
        set_legible(context, demo.url, on=shot.legible)
        page.goto(address)
        if shot.press:
            page.click(shot.press)
            page.wait_for_load_state("load")
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
    unexpected = [line for line in watched.complaints if not any(address in line for address in REFUSED)]
    assert unexpected == []
