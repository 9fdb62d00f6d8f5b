"""Run as a process of its own by test_tutorial: visits the site of the tutorial as the people in it do.

python -m tests.plugins.tutorial_visits WHAT…, of make, use, use_again, afterwards
"""

import logging
import sys

import django

django.setup()

from bs4 import BeautifulSoup  # noqa: E402 - Django must be set up first
from django.http import HttpResponse  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above
from wagtail.models import Page  # noqa: E402 - as above
from wagtail.test.utils.form_data import querydict_from_html, rich_text  # noqa: E402 - as above

from courses.models import Activity, Completion, CoursePage  # noqa: E402 - as above
from prokadry.accounts.enums import Role  # noqa: E402 - as above
from prokadry.accounts.models import User  # noqa: E402 - as above
from prokadry.plugins import health  # noqa: E402 - as above
from prokadry.plugins.schema import turn_off_unmigrated  # noqa: E402 - as above
from prokadry.plugins.testing.programme import Programme, make_staff  # noqa: E402 - as above
from tests.cms_pages.factories import make_home  # noqa: E402 - as above

ANNA, BORIS = "Анна", "Борис"


class Faults(logging.Handler):
    """Keeps what the site complains of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.found.append(record.getMessage())


def make() -> None:
    """Fill the database with a season, a course, two participants and the staff."""
    make_home()
    programme = Programme()
    for name in (ANNA, BORIS):
        programme.enrol(first_name=name)
    for role in (Role.EDITORS, Role.ORGANISERS):
        make_staff(role)


def use() -> None:
    """Turn the plugin on for the season, publish a question, answer it: step 3."""
    organiser, editor, anna = as_staff(Role.ORGANISERS), as_staff(Role.EDITORS), as_person(ANNA)
    form = form_of(organiser.get("/cms/plugins/essay/"), "season")
    box = form.select_one("input[name=season]")
    assert box is not None
    assert organiser.post("/cms/plugins/essay/", {"season": box["value"]}).status_code == 302
    course = CoursePage.objects.get()
    assert "/essay/questionpage/" in page_of(editor, f"/cms/pages/{course.pk}/add_subpage/")
    publish(
        editor, f"/cms/pages/add/essay/questionpage/{course.pk}/",
        title="Призвание", slug="calling", text=rich_text("<p>Текст</p>"), question="Зачем вы здесь?",
    )  # fmt: skip
    assert "Призвание" in page_of(anna, "/learn/courses/")
    assert anna.post(question().url, {"text": "Служить"}).status_code == 302
    row = completion(ANNA)
    assert (row.state, row.rule_key, row.evidence) == ("completed", "essay_answered", {"characters": 7})


def use_again() -> None:
    """Ask for more words, be refused, answer, look at card and report: step 9."""
    organiser, editor, boris = as_staff(Role.ORGANISERS), as_staff(Role.EDITORS), as_person(BORIS)
    publish(editor, f"/cms/pages/{question().pk}/edit/", min_words=5)
    assert "Ждут вашего ответа" in page_of(boris, "/learn/")
    refused = boris.post(question().url, {"text": "Не знаю"})
    assert "Напишите хотя бы 5 слов" in refused.content.decode()
    assert boris.post(question().url, {"text": "Чтобы служить там, где трудно"}).status_code == 302
    row = completion(BORIS)
    assert (row.state, row.rule_key, row.evidence["words"]) == ("completed", "essay_words", 5)
    assert "Ждут вашего ответа" not in page_of(boris, "/learn/")
    assert "слов нужно для зачёта" in page_of(boris, f"/learn/why/{row.activity_id}/")
    assert completion(ANNA).rule_key == "essay_answered"
    assert "Ответы на вопросы" in page_of(organiser, "/cms/reports/programme/")
    report = page_of(organiser, "/cms/reports/programme/essay_answers/")
    cells = [cell.get_text(strip=True) for cell in soup(report).select("table tbody tr td")]
    assert cells[-3:] == ["2", "2", "0"], cells


def afterwards() -> None:
    """Look at every page when the plugin is gone: step 11."""
    assert Activity.objects.filter(type="essay").count() == 1
    page = Page.objects.get(slug="calling")
    course = CoursePage.objects.get()
    for name, rule in ((ANNA, "essay_answered"), (BORIS, "essay_words")):
        row = completion(name)
        assert (row.state, row.rule_key) == ("completed", rule)
        person = as_person(name)
        for address in (course.url, "/learn/courses/", f"/learn/why/{row.activity_id}/", page.url):
            assert "Призвание" in page_of(person, address), address
        for address in ("/", "/learn/"):
            page_of(person, address)
    organiser, editor = as_staff(Role.ORGANISERS), as_staff(Role.EDITORS)
    for address in ("", f"pages/{course.pk}/", f"pages/{course.pk}/add_subpage/", f"pages/{page.pk}/delete/"):
        assert "questionpage" not in page_of(editor, f"/cms/{address}")
    for address in ("edit", "history", "move", "copy"):
        response = editor.get(f"/cms/pages/{page.pk}/{address}/", follow=True)
        assert "создана плагином, который выключен" in response.content.decode(), address
    assert "essay_answers" not in page_of(organiser, "/cms/reports/programme/")
    assert "Призвание" in page_of(organiser, "/cms/reports/programme/activities/")
    answered = organiser.get("/api/v1/completions/").json()["results"]
    assert [row["activity"]["type"] for row in answered if row["state"] == "completed"] == ["essay", "essay"]


def as_person(name: str) -> Client:
    return _signed_in(User.objects.get(first_name=name, is_staff=False))


def as_staff(role: Role) -> Client:
    return _signed_in(User.objects.get(groups__name=role.value))


def _signed_in(user: User) -> Client:
    client = Client(raise_request_exception=True, headers={"accept-language": "ru"})
    client.force_login(user)
    return client


def page_of(client: Client, address: str) -> str:
    """Return what somebody sees there. Raises AssertionError unless it is a page."""
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return response.content.decode()


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def form_of(response: HttpResponse, field: str) -> BeautifulSoup:
    form = next(
        one for one in soup(response.content.decode()).select("form") if one.select(f"[name={field}]")
    )
    return soup(str(form))


def publish(editor: Client, address: str, **fields: object) -> None:
    """Fill in the form of a page as an editor does, and publish it."""
    data = querydict_from_html(page_of(editor, address), form_id="page-edit-form")
    for name, value in {**fields, "action-publish": "1"}.items():
        data[name] = value
    response = editor.post(address, data)
    assert response.status_code == 302, soup(response.content.decode()).select(".error-message")


def question() -> Page:
    return Page.objects.get(slug="calling").specific


def completion(name: str) -> Completion:
    return Completion.objects.get(participant__first_name=name, activity__type="essay")


if __name__ == "__main__":
    faults = Faults()
    logging.getLogger().addHandler(faults)
    turn_off_unmigrated()
    for what in sys.argv[1:]:
        {"make": make, "use": use, "use_again": use_again, "afterwards": afterwards}[what]()
    assert (health.failures(), health.faults()) == ([], [])
    assert faults.found == [], faults.found
