"""`make screenshots`: photograph every page type of the demo at three widths, light and dark.

Writes build/screenshots/NAME-WIDTH-SCHEME.png. With SITE_URL it photographs a site that runs already. Names on
the command line choose pages (tests/pages.py), numbers choose widths, «light» or «dark» a scheme.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import django
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Browser, BrowserContext, Page

from prokadry.ui.mail import render_mail
from tests.browsers import SIZES, launched, new_context, sign_in
from tests.pages import GROUPS, Shot
from tests.servers import ROOT, new_installation, running

TARGET = ROOT / "build" / "screenshots"
SCHEMES = ("light", "dark")
RENDERED = "/rendered-by-screenshots/"
SETTLE_MS = 300


def main() -> None:
    """Photograph the pages named on the command line, all by default."""
    django.setup()
    TARGET.mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[1:])
    widths = [width for width in SIZES if str(width) in wanted] or list(SIZES)
    schemes = [scheme for scheme in SCHEMES if scheme in wanted] or list(SCHEMES)
    names = wanted - {str(width) for width in widths} - set(schemes)
    with _site() as url, launched() as browser:
        for group in GROUPS:
            shots = [shot for shot in group if not names or shot.name in names]
            for scheme in schemes if shots else []:
                _photograph(browser, url, shots, scheme=scheme, widths=widths)


@contextmanager
def _site() -> Iterator[str]:
    if url := os.environ.get("SITE_URL"):
        yield url
        return
    installation = new_installation(ROOT / "build" / "screenshots-site")
    installation.migrate()
    installation.manage("load_demo")
    with running(installation) as site:
        yield site.url


def _photograph(browser: Browser, url: str, shots: list[Shot], *, scheme: str, widths: list[int]) -> None:
    context = new_context(browser, width=1280, scheme=scheme)
    page = context.new_page()
    if shots[0].person:
        sign_in(page, url, shots[0].person)
    for shot in shots:
        address = find_address(page, url, shot.address)
        set_legible(context, url, on=shot.legible)
        for width in widths:
            page.set_viewport_size({"width": SIZES[width][0], "height": SIZES[width][1]})
            page.goto(address, wait_until="load")
            if shot.press:
                page.click(shot.press)
                page.wait_for_load_state("load")
            page.wait_for_timeout(SETTLE_MS)
            _develop_lazy_pictures(page)
            page.screenshot(path=TARGET / f"{shot.name}-{width}-{scheme}.png", full_page=True)
    context.close()


def _develop_lazy_pictures(page: Page) -> None:
    # A photograph of the whole page does not scroll, so pictures below the fold would never be asked for.
    page.evaluate(
        """async () => {
            const lazy = [...document.querySelectorAll("img[loading=lazy]")];
            lazy.forEach((picture) => { picture.loading = "eager"; });
            await Promise.all(lazy.map((picture) => picture.decode().catch(() => {})));
        }"""
    )


def set_legible(context: BrowserContext, url: str, *, on: bool) -> None:
    """Turn the version for people with low vision on or off, its settings folded."""
    context.clear_cookies(name="look-legible")
    if on:
        context.add_cookies(
            [
                {"name": "look-legible", "value": "1", "url": url},
                {"name": "look-panel", "value": "folded", "url": url},
            ]
        )


def find_address(page: Page, url: str, address: str) -> str:
    """Return the full address of a shot (see tests/pages.py); what must be rendered here is served by the browser."""
    kind, _colon, name = address.partition(":")
    if kind == "first":
        path, _space, selector = name.partition(" ")
        page.goto(url + path)
        return url + (page.locator(selector).first.get_attribute("href") or "").removeprefix(url)
    if kind in ("template", "mail"):
        html = _render(kind, name)
        page.unroute_all()
        page.route(
            f"**{RENDERED}", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
        )
        return url + RENDERED
    return url + address


def _render(kind: str, name: str) -> str:
    if kind == "template":
        with override("ru"):
            return render_to_string(name)
    link = "https://prokadry.example/accounts/confirm-email/MTc6MXZ3/"
    context = {
        "email": "anna.beginner@example.org",
        "activate_url": link,
        "password_reset_url": link,
        "user": SimpleNamespace(first_name="Анна"),
        "timestamp": datetime(2026, 8, 27, 9, 5, tzinfo=UTC),
        "zone": ZoneInfo("Asia/Vladivostok"),
        "ip": "203.0.113.7",
        "user_agent": "Firefox 140, Windows",
        "activity": SimpleNamespace(title="Местное самоуправление: власть на расстоянии шага"),
        "decision": SimpleNamespace(verdict="declined", reason="До срока запись открывали один раз."),
        "why_path": "/learn/why/6/",
        "erasure": SimpleNamespace(erased_at=datetime(2026, 8, 27, 9, 5, tzinfo=UTC), waits_for=[]),
    }
    message = render_mail(name, context, to=["anna.beginner@example.org"])
    return str(message.alternatives[0][0])


if __name__ == "__main__":
    main()
