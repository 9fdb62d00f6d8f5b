"""Every component in a real browser: axe finds nothing, nothing scrolls sideways, switches work."""

import mimetypes
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from tests.browsers import find_faults, new_context, watched_page
from tests.themes.style_guide import render_style_guide

THEME = Path(__file__).parents[2] / "themes/base"
STATIC = THEME / "static"
HOST = "http://style-guide.test"
LEGIBLE = {"legible": "1", "size": "3"}
POLICY = "default-src 'self'; style-src 'self'; script-src 'self'"


@cache
def bundled_css() -> str:
    """Return app.css with its imports, as the build makes it."""
    css = STATIC / "prokadry/css"
    return re.sub(
        r'@import "\./(\S+)";', lambda match: (css / match[1]).read_text(), (css / "app.css").read_text()
    )


@cache
def script(name: str) -> str:
    return (THEME / "js" / name).read_text()


def serve(page: Page, html: str) -> None:
    """Answer every request of the page from the theme's own files."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path == "/":
            route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})
        elif path.endswith("dist/app.css"):
            route.fulfill(body=bundled_css(), content_type="text/css")
        elif path.endswith(".js"):
            name = "entries/ui.js" if path.endswith("dist/ui.js") else path.rsplit("/", 1)[1]
            route.fulfill(body=script(name), content_type="text/javascript")
        else:
            file = STATIC / path.removeprefix("/static/").partition("?")[0]
            kind = mimetypes.guess_type(file.name)[0]
            route.fulfill(body=file.read_bytes(), content_type=kind) if file.is_file() else route.abort()

    page.route("**/*", answer)
    page.goto(f"{HOST}/")


@pytest.fixture
def guide(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page at a width, in a colour scheme, for a visitor with look cookies; fails on any complaint."""
    width, scheme, cookies = request.param
    with translation.override("ru"):
        html = render_style_guide(**cookies)
    context = new_context(browser, width=width, scheme=scheme)
    watched = watched_page(context)
    serve(watched.page, html)
    yield watched.page
    assert watched.complaints == []
    context.close()


EVERY_LOOK = [
    pytest.param((width, scheme, cookies), id=f"{width}-{scheme}-{name}")
    for width in (360, 1280)
    for scheme in ("light", "dark")
    for name, cookies in (("usual", {}), ("legible", LEGIBLE))
] + [pytest.param((768, "light", {"legible": "1", "theme": "blue", "spacing": "3"}), id="768-blue")]


@pytest.mark.parametrize("guide", EVERY_LOOK, indirect=True)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(guide):
    assert find_faults(guide) == []
    assert guide.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


LEGIBLE_LOOKS = [
    pytest.param((1280, scheme, {"legible": "1"} | theme), id=name)
    for name, scheme, theme in (
        ("black-on-white", "light", {}),
        ("white-on-black", "dark", {}),
        ("blue", "light", {"theme": "blue"}),
    )
]


@pytest.mark.parametrize("guide", LEGIBLE_LOOKS, indirect=True)
def test_version_for_low_vision_has_contrast_of_7_to_1(guide):
    rule = "color-contrast-enhanced"
    only = {"runOnly": {"type": "rule", "values": [rule]}, "rules": {rule: {"enabled": True}}}
    assert find_faults(guide, rules=only) == []


@pytest.mark.parametrize("guide", [(1280, "light", {})], indirect=True)
def test_theme_changes_at_once_and_is_remembered_for_the_server(guide):
    guide.get_by_role("button", name="Сменить тему").click()
    assert guide.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "look-theme=dark" in guide.evaluate("document.cookie")
    guide.get_by_role("button", name="Сменить тему").click()
    assert "look-theme=light" in guide.evaluate("document.cookie")


@pytest.mark.parametrize("guide", [(360, "light", {})], indirect=True)
def test_panel_for_low_vision_folds_on_phones_after_a_choice(guide):
    panel = guide.locator(".legible-panel")
    assert not panel.is_visible()
    guide.get_by_role("button", name="Версия для слабовидящих").click()
    assert panel.is_visible()
    panel.get_by_role("button", name="А+ крупный").click()
    assert not panel.is_visible()
    assert guide.evaluate("document.documentElement.dataset.size") == "2"
    assert guide.evaluate("document.activeElement.textContent.trim()") == "Настройки вида"
    guide.keyboard.press("Enter")
    assert panel.is_visible()
    panel.get_by_role("button", name="Обычная версия").click()
    assert guide.evaluate("'legible' in document.documentElement.dataset") is False
    assert "look-legible" not in guide.evaluate("document.cookie")


@pytest.mark.parametrize("guide", [(360, "light", {})], indirect=True)
def test_menu_opens_and_closes_by_keyboard(guide):
    guide.get_by_role("button", name="Меню").focus()
    guide.keyboard.press("Enter")
    assert guide.get_by_role("link", name="События", exact=True).first.is_visible()
    guide.keyboard.press("Escape")
    assert not guide.locator("#nav").is_visible()


@pytest.mark.parametrize("guide", [(1280, "light", {})], indirect=True)
def test_skip_link_is_the_first_stop(guide):
    guide.keyboard.press("Tab")
    assert guide.evaluate("document.activeElement.getAttribute('href')") == "#main"
    guide.keyboard.press("Enter")
    assert guide.evaluate("document.activeElement.id") == "main"
