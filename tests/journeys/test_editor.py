"""An editor writes a news item and a webinar in the CMS, previews and publishes them."""

import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Watched, sign_in
from tests.journeys.api import ask_database, wait_for
from tests.servers import RunningSite

EDITOR = "editor@example.org"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "lecture.mp4"
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y",
            "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=5:duration=12",
            "-f", "lavfi", "-i", "sine=frequency=330:duration=12",
            "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", str(path),
        ],
        check=True,
    )  # fmt: skip
    return path


def page_id(demo: RunningSite, model: str, slug: str) -> str:
    """Return the id of a page of the demo."""
    pages = (
        "SELECT page.id FROM wagtailcore_page page JOIN django_content_type kind ON kind.id = content_type_id"
    )
    ((pk,),) = ask_database(demo, f"{pages} WHERE slug = ? AND kind.model = ?", slug, model)
    return str(pk)


def choose(page: Page, chooser: str, name: str) -> None:
    """Choose something by its name in the dialogue of a chooser."""
    page.locator(f"{chooser} [data-chooser-action-choose]:visible").first.click()
    page.locator(".modal-body").get_by_role("link", name=name, exact=True).click()
    expect(page.locator(chooser)).to_contain_text(name)


def publish(page: Page) -> None:
    """Open the menu beside «save» and publish, as an editor does."""
    page.locator("footer button[data-w-dropdown-target='toggle']").last.click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator(".messages")).to_contain_text("опубликован")


def test_writes_previews_and_publishes_a_news_item(demo: RunningSite, visitor: Watched) -> None:
    page = visitor.page
    sign_in(page, demo.url, EDITOR)
    index = page_id(demo, "newsindexpage", "news")
    page.goto(f"{demo.url}/cms/pages/add/cms_pages/newspage/{index}/")
    page.fill("#id_title", "Набор в «Школу наставников» открыт")
    page.fill("#id_lead", "Рассказываем, кого ждут и как подать заявку.")
    choose(page, "#id_rubric-chooser", "Обучение")

    page.locator("button[aria-label*='предварительный просмотр']").first.click()
    preview = page.frame_locator("iframe.w-preview__iframe").last
    expect(preview.locator("h1")).to_contain_text("Школу наставников", timeout=20_000)

    publish(page)
    page.goto(f"{demo.url}/news/")
    expect(page.locator("main")).to_contain_text("Школу наставников")


def test_uploads_a_lecture_and_publishes_a_webinar(demo: RunningSite, visitor: Watched, film: Path) -> None:
    page = visitor.page
    sign_in(page, demo.url, EDITOR)
    page.goto(f"{demo.url}/cms/media/video/add/")
    page.fill("#id_title", "Новая лекция")
    page.set_input_files("#id_file", film)
    page.locator("form button[type=submit]").last.click()
    expect(page.locator(".messages")).to_be_visible()

    course = page_id(demo, "coursepage", "pravovye-znaniya")
    page.goto(f"{demo.url}/cms/pages/add/courses/webinarpage/{course}/")
    page.fill("#id_title", "Как читать договор")
    page.fill("#id_lead", "Шесть вопросов к любому договору.")
    choose(page, "#id_video-chooser", "Новая лекция")
    publish(page)

    address = f"{demo.url}/courses/pravovye-znaniya/kak-chitat-dogovor/"
    page.goto(address)
    wait_for(lambda: page.reload() and page.locator("video").count(), within_s=60)
    page.wait_for_timeout(500)
    wait_for(lambda: page.evaluate("document.querySelector('video').readyState >= 1"), within_s=30)
