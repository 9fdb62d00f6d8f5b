"""Debian's Chromium, driven by Playwright, with a record of everything a visitor should not see."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
SIZES = {360: (360, 740), 768: (768, 1024), 1280: (1280, 860)}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium_path() -> str | None:
    """Return where Debian's Chromium is, or None."""
    return shutil.which("chromium")


@contextmanager
def launched() -> Iterator[Browser]:
    """Run a headless Chromium until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page and the complaints it has caused: console errors, CSP reports, failed scripts."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        """Keep errors and warnings about policy; a 404 that a test provokes is its own business."""
        if message.type == "error" or "Content Security Policy" in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")


def new_context(
    browser: Browser, *, width: int = 1280, scheme: str = "light", **options: object
) -> BrowserContext:
    """Return a fresh visitor in Moscow with the given window width and colour scheme."""
    size = SIZES[width]
    return browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]  # "light" or "dark"
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        reduced_motion="reduce",
        **options,  # type: ignore[arg-type]  # passed through to Playwright
    )


def watched_page(context: BrowserContext) -> Watched:
    """Open a page whose complaints are recorded."""
    watched = Watched(context.new_page())
    watched.page.on("console", watched.note)
    watched.page.on("pageerror", lambda error: watched.complaints.append(f"{watched.page.url}: {error}"))
    return watched


def find_faults(page: Page, part: str | None = None, *, rules: dict[str, object] | None = None) -> list[str]:
    """Return what axe-core has against a page or the part of it a selector names, one line a rule.

    Unless told not to, axe writes down all that is well too, which takes longer than to look.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    options = (
        {"runOnly": {"type": "tag", "values": AXE_TAGS}} | (rules or {}) | {"resultTypes": ["violations"]}
    )
    found: list[str] = page.evaluate(
        """async ([part, options]) => (await axe.run(part ?? document, options)).violations.map(
            ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target).join(", ")}`
        )""",
        [part, options],
    )
    return found


def sign_in(page: Page, url: str, email: str, password: str = "demo-prokadry") -> None:
    """Sign in through the form, as a person does."""
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/accounts/login/" not in address)
