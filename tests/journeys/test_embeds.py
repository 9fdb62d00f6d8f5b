"""A video of another site: nothing of it before play, then the seconds played and no others are credited."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, Route

from prokadry.plugins.testing import install_source
from tests.browsers import new_context, sign_in, watched_page
from tests.journeys.api import wait_for
from tests.journeys.watching import credited_s
from tests.servers import ROOT, RunningSite, running

PLAYERS = Path(__file__).parent / "players"
PASSWORD = "demo-prokadry"
VIDEOS = {
    "rutube": ("https://rutube.ru", "https://rutube.ru/video/0123456789abcdef0123456789abcdef/"),
    "vkvideo": ("https://vkvideo.ru", "https://vkvideo.ru/video-22822305_456241864"),
    "youtube": ("https://www.youtube-nocookie.com", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"),
}
# The middle of a second decides whether it counts, and a player tells of its position every quarter of one.
ROUNDING_S = 2
MAKE = f"""
from courses.models import Chapter, WebinarPage
from courses.domain.activities import sync_activity
from django.utils.timezone import now
from tests.factories import assign_to, make_course, make_user
from allauth.account.models import EmailAddress
user = make_user(f"embeds{{now():%H%M%S}}@example.org")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
# A course of its own: nobody's curriculum grows.
course = make_course("Чужие плееры", slug=f"players-{{user.pk}}")
for key, (_origin, address) in {VIDEOS!r}.items():
    page = WebinarPage(title=f"Лекция {{key}}", slug=key, video_address=address, video_length_s=600)
    page.chapters = [Chapter(start_s=0, title="Начало"), Chapter(start_s=300, title="Середина")]
    course.add_child(instance=page)
    page.save_revision().publish()
    assign_to(user, sync_activity(page=page, now=now()))
    print(page.url)
print(user.email)
"""


@pytest.fixture(scope="module")
def site(demo: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The demo with the plugin installed and switched on."""
    folder = install_source(ROOT / "plugins_contrib" / "prokadry-embeds", tmp_path_factory.mktemp("plugins"))
    environment = demo.installation.environment
    path = f"{environment['PYTHONPATH']}{os.pathsep}{folder}"
    installation = replace(
        demo.installation, environment=environment | {"PYTHONPATH": path, "PROKADRY_PLUGINS": "embeds"}
    )
    with running(installation) as site:
        yield site


@pytest.fixture(scope="module")
def pages(site: RunningSite) -> dict[str, str]:
    """The address of one webinar for each provider, and the e-mail address of their participant."""
    lines = site.installation.manage("shell", "--verbosity", "0", "-c", MAKE).split()
    return dict(zip([*VIDEOS, "email"], lines, strict=True))


@pytest.fixture(params=VIDEOS)
def provider(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def asked() -> list[str]:
    """The addresses of the other site that the browser asked for."""
    return []


@pytest.fixture
def page(browser: Browser, provider: str, asked: list[str]) -> Iterator[Page]:
    origin, _address = VIDEOS[provider]
    scripts = "".join(
        f"<script>{(PLAYERS / name).read_text()}</script>" for name in ("player.js", f"{provider}.js")
    )

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(
            content_type="text/html; charset=utf-8", body=f"<!doctype html><title>x</title>{scripts}"
        )

    context = new_context(browser)
    context.route(f"{origin}/**", answer)
    watched = watched_page(context)
    yield watched.page
    context.close()
    assert watched.complaints == []


def player_of(page: Page) -> Frame:
    """The frame of the other site, once its player is there."""
    frame = page.wait_for_selector("[data-player] iframe").content_frame()
    assert frame is not None
    frame.wait_for_load_state()
    return frame


def time_of(frame: Frame) -> float:
    return float(frame.evaluate("player.time"))


def test_what_is_played_in_another_sites_player_is_credited_and_a_seek_is_not(
    site: RunningSite, pages: dict[str, str], page: Page, provider: str, asked: list[str]
) -> None:
    sign_in(page, site.url, pages["email"])
    page.goto(site.url + pages[provider])
    page.locator("[data-play]").wait_for()
    page.wait_for_load_state("networkidle")
    assert asked == []

    page.locator("[data-play]").click()
    frame = player_of(page)
    wait_for(lambda: time_of(frame) > 4, within_s=45, every_s=0.1)
    frame.evaluate("player.advertise(true)")
    page.wait_for_timeout(1500)
    frame.evaluate("player.advertise(false)")
    wait_for(lambda: time_of(frame) > 6, within_s=45, every_s=0.1)
    first_s = time_of(frame)
    # Inside the player first, then by a chapter of the page.
    frame.evaluate("player.seek(100)")
    wait_for(lambda: time_of(frame) > 102, within_s=45, every_s=0.1)
    second_s = time_of(frame) - 100
    page.locator("[data-chapters] a[data-start='300']").click()
    wait_for(lambda: time_of(frame) > 303, within_s=45, every_s=0.1)
    assert page.locator("[data-chapters] [aria-current]").get_attribute("data-start") == "300"
    frame.evaluate("player.pause()")
    third_s = time_of(frame) - 300

    played_s = first_s + second_s + third_s
    wait_for(lambda: credited_s(page) >= played_s - 3 * ROUNDING_S, within_s=45)
    assert credited_s(page) <= played_s + 3
    assert len(asked) == 1
    page.reload()
    assert page.locator("#film .seen").count() >= 2
