"""A browser plays packages: they reach their API and nothing else, go on where they were left, and are credited."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from learners import assign_scorm, make_scorm
from packages import package_12, package_2004
from playwright.sync_api import FrameLocator, Page, expect
from prokadry_scorm.models import ScormAttempt, ScormPage

from courses.models import Completion
from prokadry.accounts.models import User
from tests.browsers import chromium_path, launched, new_context, sign_in, watched_page
from tests.factories import make_user

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="no chromium")
PATIENCE_MS = 30_000


@pytest.mark.django_db(transaction=True)
def test_packages_play_in_a_browser(live_server) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    user = learner()
    old, new = make_scorm(package_12()), make_scorm(package_2004(), condition="passed")
    for course in (old, new):
        assign_scorm(user, course)
    with launched() as browser:
        context = new_context(browser)
        watched = watched_page(context)
        sign_in(watched.page, live_server.url, user.email)
        goes_on_where_it_was_left(watched.page, live_server.url, old)
        is_found_in_parents_and_reads_its_own_files(watched.page, live_server.url, new)
        assert watched.complaints == []
        context.close()
    rows = {row.activity.page_id: row for row in Completion.objects.select_related("activity")}
    for course, status in ((old, "completed"), (new, "passed")):
        row = rows[course.pk]
        assert (row.state, row.evidence["status"]) == ("in_progress", status)


def goes_on_where_it_was_left(page: Page, site: str, course: ScormPage) -> None:
    inside = begin(page, site, course)
    began = inside.locator("#began")
    expect(began).to_have_text("ab-initio|1||cookie refused", timeout=PATIENCE_MS)
    inside.get_by_role("button", name="Дальше").click()
    page.get_by_role("button", name="Сохранить и закрыть").click()
    expect(page.locator("[data-fault]")).to_have_text("Сохранено.", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Продолжить курс").click()
    expect(began).to_have_text("resume|7|глава|cookie refused", timeout=PATIENCE_MS)
    inside.get_by_role("button", name="Готово").click()
    expect(page.locator("[data-words]")).to_contain_text("Курс пройден", timeout=PATIENCE_MS)
    attempt = ScormAttempt.objects.get(activity__page=course)
    assert (attempt.status, attempt.score_raw, attempt.launch) == ("completed", 90.0, 2)


def is_found_in_parents_and_reads_its_own_files(page: Page, site: str, course: ScormPage) -> None:
    inside = begin(page, site, course)
    expect(inside.locator("#began")).to_have_text("Первая помощь|unknown", timeout=PATIENCE_MS)
    inside.get_by_role("button", name="Ответить").click()
    expect(page.locator("[data-words]")).to_contain_text("Тест сдан", timeout=PATIENCE_MS)
    # Whoever simply goes away loses nothing of what the package says then.
    page.goto(f"{site}/learn/")
    attempt = ScormAttempt.objects.get(activity__page=course)
    assert (attempt.success, attempt.score_scaled, len(attempt.suspend_data)) == ("passed", 0.85, 30_000)


def begin(page: Page, site: str, course: ScormPage) -> FrameLocator:
    page.goto(site + course.url)
    page.get_by_role("button", name="Начать курс").click()
    return page.frame_locator(f"iframe[title='{course.title}']")


def learner() -> User:
    user = make_user()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
