"""`make screenshots`: photograph every page type of the demo at three widths, light and dark.

Writes build/screenshots/NAME-WIDTH-SCHEME.png. With SITE_URL it photographs a site that runs already.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.browsers import SIZES, launched, new_context, sign_in
from tests.servers import ROOT, new_installation, running

TARGET = ROOT / "build" / "screenshots"
ANNA = "anna.beginner@example.org"
EDITOR = "editor@example.org"
SCHEMES = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """A page to photograph: its name, how to get its address, and who looks."""

    name: str
    address: str
    person: str = ""


PUBLIC = [
    Shot("home", "/"),
    Shot("news", "/news/"),
    Shot("article", "first:/news/ main h2 a"),
    Shot("events", "/events/"),
    Shot("event", "first:/events/ main h2 a, main h3 a"),
    Shot("content", "/kak-schitaem/"),
    Shot("courses", "/courses/"),
    Shot("course-visitor", "first:/courses/ main h2 a, main h3 a"),
    Shot("search", "/search/?q=вебинары"),
    Shot("search-empty", "/search/?q=ыыыы"),
    Shot("not-found", "/no-such-page/"),
    Shot("sign-in", "/accounts/login/"),
    Shot("sign-up", "/accounts/signup/"),
    Shot("password-reset", "/accounts/password/reset/"),
    Shot("api-docs", "/api/v1/docs/"),
]
PERSONAL = [
    Shot("learn", "/learn/", ANNA),
    Shot("learn-courses", "/learn/courses/", ANNA),
    Shot("learn-streams", "/learn/streams/", ANNA),
    Shot("learn-calendar", "/learn/calendar/", ANNA),
    Shot("course", "first:/learn/courses/ main h2 a, main h3 a", ANNA),
    Shot("webinar", "first:/learn/ .agenda__item:not(:has(.live)) h3 a", ANNA),
    Shot("live", "first:/learn/ .agenda__item:has(.live) h3 a", ANNA),
    Shot("profile", "/accounts/profile/", ANNA),
]
CMS = [Shot("cms", "/cms/", EDITOR), Shot("cms-pages", "/cms/pages/", EDITOR)]


def main() -> None:
    """Photograph the pages named on the command line, all by default."""
    TARGET.mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[1:])
    with _site() as url, launched() as browser:
        for shots in (PUBLIC, PERSONAL, CMS):
            chosen = [shot for shot in shots if not wanted or shot.name in wanted]
            if chosen:
                _photograph(browser, url, chosen)


@contextmanager
def _site() -> Iterator[str]:
    if url := os.environ.get("SITE_URL"):
        yield url
        return
    installation = new_installation(ROOT / "build" / "screenshots-site")
    installation.manage("migrate", "--verbosity", "0")
    installation.manage("load_demo")
    with running(installation) as site:
        yield site.url


def _photograph(browser: Browser, url: str, shots: list[Shot]) -> None:
    for scheme in SCHEMES:
        context = new_context(browser, width=1280, scheme=scheme)
        page = context.new_page()
        if shots[0].person:
            sign_in(page, url, shots[0].person)
        addresses = {shot.name: find_address(page, url, shot.address) for shot in shots}
        for width, size in SIZES.items():
            page.set_viewport_size({"width": size[0], "height": size[1]})
            for shot in shots:
                page.goto(addresses[shot.name], wait_until="load")
                page.wait_for_timeout(300)
                page.screenshot(path=TARGET / f"{shot.name}-{width}-{scheme}.png", full_page=True)
        context.close()


def find_address(page: Page, url: str, address: str) -> str:
    """Return the full address; `first:PATH SELECTOR` is where the first such link of a page leads."""
    if not address.startswith("first:"):
        return url + address
    path, _space, selector = address.removeprefix("first:").partition(" ")
    page.goto(url + path)
    return url + (page.locator(selector).first.get_attribute("href") or "").removeprefix(url)


if __name__ == "__main__":
    main()
