"""A browser reads: sections mark themselves, and what was read during an outage is not lost."""

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from playwright.sync_api import expect
from texts import assign_text, make_text

from courses.models import Completion
from tests.browsers import chromium_path, launched, new_context, sign_in, watched_page
from tests.factories import make_user

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="no chromium")
PATIENCE_MS = 30_000


@pytest.mark.django_db(transaction=True)
def test_sections_mark_themselves_and_an_outage_loses_nothing(live_server) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    user = make_user()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    text = make_text(20, 20, 4000)
    row = assign_text(user, text)
    with launched() as browser:
        context = new_context(browser)
        watched = watched_page(context)
        page = watched.page
        sign_in(page, live_server.url, user.email)
        page.goto(live_server.url + text.url)
        summary = page.locator("[data-summary]")
        expect(summary).to_have_text("Прочитано 0 из 3 разделов")
        expect(page.locator("[data-confirm] button").last).to_be_disabled()
        context.set_offline(True)
        page.locator("[data-section]").nth(1).scroll_into_view_if_needed()
        expect(page.locator("[data-fault]")).to_contain_text("Нет связи", timeout=PATIENCE_MS)
        context.set_offline(False)
        expect(summary).to_have_text("Прочитано 2 из 3 разделов", timeout=PATIENCE_MS)
        expect(page.locator("[data-done-of]").nth(1)).to_be_visible()
        assert [one for one in watched.complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []
        context.close()
    row = Completion.objects.get(pk=row.pk)
    assert (row.state, row.evidence["read_sections"]) == ("in_progress", 2)
