"""Reading through HTTP: what is credited, what is refused, and what core shows of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from prokadry_reading.models import Reading
from texts import Reader, make_text
from wagtail.models import Page

from courses.domain import completion
from tests.courses.http.viewers import Clock
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


def test_reading_enough_completes_the_text(clock: Clock) -> None:
    reader = Reader(make_text(100, 100, 20, required_share="0.90"), clock)
    assert "Прочитано 0 из 3 разделов" in reader.open()
    clock.wait(15)
    answer = reader.claim((0, 15, 0)).json()
    assert answer["read"] == reader.keys[:1]
    row = reader.fresh()
    assert (row.state, row.share, row.rule_key) == ("in_progress", 100 / 220, "reading_pace")
    clock.wait(15)
    reader.claim((15, 30, 1))
    row = reader.fresh()
    assert row.state == "completed"
    assert row.completed_at == NOW + timedelta(seconds=30)
    assert row.evidence == {
        "read_words": 200,
        "required_words": 198,
        "words": 220,
        "read_sections": 2,
        "sections": 3,
        "confirmed_sections": 0,
    }
    why = reader.client.get(reverse("courses:why", args=[row.activity_id]))
    assert "прочитано разделов" in why.content.decode()


def test_no_page_claims_time_that_has_not_passed(clock: Clock) -> None:
    reader = Reader(make_text(100, 100), clock)
    reader.open()
    clock.wait(10)
    assert reader.claim((0, 10_000, 0)).json()["kept"] == {reader.keys[0]: 10}
    assert reader.claim((0, 10, 1), (0, 10, 0)).json()["kept"] == {reader.keys[0]: 10}


def test_second_tab_and_second_text_share_one_clock(clock: Clock) -> None:
    user = make_user()
    one, other = (Reader(make_text(100), clock, user) for _ in range(2))
    one.open(), other.open()
    clock.wait(15)
    assert one.claim((0, 10, 0)).json()["kept"] == {one.keys[0]: 10}
    assert other.claim((0, 15, 0)).json()["kept"] == {other.keys[0]: 5}


def test_deadline_cuts_to_the_second_and_late_reports_are_taken(clock: Clock) -> None:
    closes_at = NOW + timedelta(seconds=15)
    reader = Reader(make_text(100), clock, closes_at=closes_at)
    late = Reader(reader.page, clock, closes_at=closes_at - timedelta(seconds=1))
    reader.open(), late.open()
    clock.wait(14 * 60)
    assert reader.claim((0, 20, 0)).status_code == late.claim((0, 20, 0)).status_code == 200
    assert (reader.fresh().state, reader.row.completed_at) == ("completed", closes_at)
    assert late.fresh().state == "in_progress"
    clock.wait(120)
    refused = late.claim((20, 30, 0))
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")


def test_extension_counts_what_was_read_after_the_old_deadline(clock: Clock) -> None:
    reader = Reader(make_text(100), clock, closes_at=NOW + timedelta(seconds=5))
    reader.open()
    clock.wait(30)
    reader.claim((0, 20, 0))
    assert reader.fresh().state == "in_progress"
    found = completion.completed_by(
        activity=reader.row.activity, rows=[reader.row], closes_at=NOW + timedelta(hours=1), now=clock.now
    )
    assert found == {reader.user.pk}


def test_button_works_as_soon_as_the_time_has_passed(clock: Clock) -> None:
    reader = Reader(make_text(100, 100), clock)
    reader.open()
    clock.wait(14)
    early = reader.confirm(0)
    assert early.status_code == 409
    assert "0:01" in early.json()["detail"]
    clock.wait(1)
    assert reader.confirm(0).json()["read"] == reader.keys[:1]
    assert reader.confirm(1).status_code == 409
    clock.wait(15)
    assert reader.confirm(1, Accept="text/html").status_code == 302
    assert reader.fresh().state == "completed"
    assert reader.row.evidence["confirmed_sections"] == 2


def test_button_without_a_script_leads_back_and_keeps_the_opening(clock: Clock) -> None:
    reader = Reader(make_text(100, 100), clock)
    reader.open()
    clock.wait(30)
    response = reader.confirm(0, Accept="text/html")
    path, anchor = response["Location"].split("#")
    assert anchor == "section-1"
    again = reader.client.get(path)
    reader.opening = again.context["view"].opening
    assert (again.context["view"].age_s, again.context["view"].free_s) == (30, 15)
    assert reader.confirm(1).status_code == 200


@pytest.mark.parametrize(
    "spans", ["", "{}", "[[1, 2]]", '[[2, 1, "k"]]', '[[-1, 2, "k"]]', "[" * 2000, '[[true, 2, "k"]]']
)
def test_malformed_reports_are_refused(clock: Clock, spans: str) -> None:
    reader = Reader(make_text(10), clock)
    reader.open()
    assert reader.client.post(reader.page.url, {"opened": reader.opening, "spans": spans}).status_code == 400


def test_opening_of_somebody_else_is_worth_nothing(clock: Clock) -> None:
    page = make_text(10)
    reader, other = Reader(page, clock), Reader(page, clock)
    reader.open()
    other.opening = reader.opening
    clock.wait(60)
    assert other.claim((0, 10, 0)).status_code == other.confirm(0).status_code == 400
    assert Client().post(page.url, {"opened": reader.opening, "spans": "[]"}).status_code == 401
    assert Client(enforce_csrf_checks=True).post(page.url).status_code == 403


def test_strangers_see_why_not_and_no_text(clock: Clock) -> None:
    page = make_text(10)
    client = Client()
    client.force_login(make_user())
    content = client.get(page.url).content.decode()
    assert "слово" not in content
    assert "data-reading" not in content
    assert "слово" not in Client().get(page.url).content.decode()


def test_changed_text_keeps_what_was_read_of_sections_that_stayed(clock: Clock) -> None:
    page = make_text(100, 100, required_share="0.50")
    reader = Reader(page, clock)
    reader.open()
    clock.wait(15)
    reader.claim((0, 14, 1))
    assert reader.fresh().state == "in_progress"
    del page.sections[0]
    page.sections[0].value["body"][0].value.source = "<p>коротко</p>"
    page.save_revision().publish()
    row = reader.fresh()
    assert (row.state, row.share) == ("completed", 1.0)


def test_editors_see_a_draft_as_it_will_be(clock: Clock) -> None:
    page = make_text(100, 100)
    page.sections[0].value["title"] = "Черновик"
    response = page.make_preview_request()
    assert response.status_code == 200
    content = response.render().content.decode()
    assert "Черновик" in content
    assert "data-reading" not in content


def test_page_costs_the_same_for_one_section_and_thirty(clock: Clock, django_assert_max_num_queries) -> None:
    counts = []
    for sections in (1, 30):
        reader = Reader(make_text(*[20] * sections), clock)
        reader.open()
        with django_assert_max_num_queries(40) as found:
            reader.open()
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_erased_accounts_and_deleted_pages_leave_nothing_behind(clock: Clock) -> None:
    reader = Reader(make_text(100), clock)
    reader.open()
    clock.wait(15)
    reader.claim((0, 15, 0))
    Page.objects.get(pk=reader.page.pk).delete()
    row = reader.fresh()
    assert (row.state, row.activity.is_live) == ("completed", False)
    reader.user.delete()
    assert not Reading.objects.exists()
