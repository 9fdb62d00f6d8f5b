"""axe finds nothing on any public or participant page, in any scheme, on a phone and on a desk; no policy is broken."""

from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.browsers import SIZES, find_faults, new_context, sign_in, watched_page
from tests.pages import AHEAD, MISSED, OUTSIDE, PERSONAL, PUBLIC, Shot
from tests.screenshots import find_address, set_legible
from tests.servers import RunningSite

# The CMS is Wagtail's own, letters are read by programs that axe knows nothing of.
OURS = [PUBLIC, PERSONAL, MISSED, AHEAD, OUTSIDE]
# The browser itself complains about these answers; that is what they are for.
REFUSED = ("/no-such-page/", "/cms/")


LOOKS: list[tuple[int, Literal["light", "dark"]]] = [(360, "dark"), (1280, "light")]


@pytest.mark.parametrize("shots", OURS, ids=["public", "personal", "missed", "ahead", "outside"])
def test_axe_finds_nothing_and_the_content_security_policy_is_kept(
    demo: RunningSite, browser: Browser, shots: list[Shot]
) -> None:
    context = new_context(browser)
    watched = watched_page(context)
    page = watched.page
    if shots[0].person:
        sign_in(page, demo.url, shots[0].person)
    found = []
    for shot in shots:
        address = find_address(page, demo.url, shot.address)
        set_legible(context, demo.url, on=shot.legible)
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": SIZES[width][0], "height": SIZES[width][1]})
            page.emulate_media(color_scheme=scheme)
            # Loaded anew: on a busy machine axe would otherwise meet colours on their way from dark to light.
            page.goto(address)
            if shot.press:
                page.click(shot.press)
                page.wait_for_load_state("load")
            found += [f"{shot.name}, {width} px, {scheme}: {fault}" for fault in find_faults(page)]
    context.close()
    assert found == []
    unexpected = [line for line in watched.complaints if not any(address in line for address in REFUSED)]
    assert unexpected == []
