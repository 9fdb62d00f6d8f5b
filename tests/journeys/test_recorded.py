"""An organiser gives many people more time; an editor says what a new cut of a lecture kept."""

from playwright.sync_api import Page, expect

from tests.browsers import Watched, sign_in
from tests.journeys.api import read_api, user_id
from tests.journeys.test_editor import choose
from tests.servers import RunningSite

CLOSED = "Местное самоуправление: власть на расстоянии шага"
RECUT = "Паспорт проекта на одну страницу"
LATER = "2031-12-05 00:00"


def fill_in(page: Page, emails: str) -> None:
    choose(page, "#id_activity-chooser", CLOSED)
    page.fill("#id_closes_at", LATER)
    page.keyboard.press("Escape")
    page.fill("#id_reason", "Сбой платформы")
    page.fill("#id_emails", emails)


def test_an_organiser_extends_a_deadline_for_many(demo: RunningSite, visitor: Watched, token: str) -> None:
    page = visitor.page
    sign_in(page, demo.url, "organiser@example.org")
    page.goto(f"{demo.url}/cms/extensionbatch/")
    page.get_by_role("link", name="Добавить массовое продление").first.click()
    crowd = [f"participant{number:03}@example.org" for number in range(1, 41)]
    fill_in(page, "\n".join(["Почта", *crowd, "nobody@example.org"]))
    expect(page.locator("#id_level")).to_be_hidden()
    page.get_by_role("button", name="Показать, кого коснётся").click()

    expect(page.locator("main")).to_contain_text("4 декабря")
    expect(page.locator("main")).to_contain_text("с таким адресом никто не зарегистрирован")
    page.get_by_role("button", name="Изменить").click()
    expect(page.locator("#id_reason")).to_have_value("Сбой платформы")
    page.get_by_role("button", name="Показать, кого коснётся").click()
    touched = page.locator("main table").first.locator("tbody tr")
    somebody = touched.first.locator("td").nth(1).inner_text()
    page.locator("button[name=confirm]").click()

    expect(page.locator(".messages")).to_contain_text("Срок продлён")
    expect(page.locator("main")).to_contain_text(somebody)
    rows = read_api(demo, "completions/", token, participant=user_id(demo, somebody), page_size=500)
    assert any(row["closes_at"] == "2031-12-04T21:00:00Z" for row in rows["results"])


def test_an_editor_says_what_a_new_cut_kept(demo: RunningSite, visitor: Watched) -> None:
    page = visitor.page
    sign_in(page, demo.url, "editor@example.org")
    page.goto(f"{demo.url}/cms/media/?q=Паспорт+проекта")
    page.locator("tr", has_text=RECUT).get_by_role("link", name="Новая версия").click()
    expect(page.locator("#id_form-0-becomes")).to_have_value("0:10")
    page.fill("#id_form-0-end", "0:30")
    page.get_by_role("button", name="Показать, что сохранится").click()
    expect(page.locator("main")).to_contain_text("Что сохранится, если записать так")
    page.fill("#id_form-1-start", "0:20")
    page.fill("#id_form-1-end", "1:29")
    page.fill("#id_form-1-becomes", "0:50")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("main")).to_contain_text("Часть этих секунд уже есть в строке выше.")
    page.fill("#id_form-1-start", "0:30")
    page.fill("#id_form-1-end", "1:19")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator(".messages")).to_contain_text("Просмотренное пересчитывается")
    expect(page.locator("#id_form-1-becomes")).to_have_value("0:50")
