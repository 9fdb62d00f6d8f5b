"""Lists cost the same number of queries however long they are."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cms_pages.factories import (
    make_content,
    make_event,
    make_event_index,
    make_home,
    make_image,
    make_news,
    make_news_index,
    make_region,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_page_cache(settings: Any) -> Iterator[None]:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "page_cache" not in name]
    return None


def count_queries(client: Client, path: str) -> int:
    """Return the queries of a page that is not kept, while what all pages share (footer, privacy) is."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def fill(rows: int) -> None:
    home = make_home()
    page = make_content(f"Условия {rows}")
    link = f'<p><a linktype="page" id="{page.pk}">условия</a></p>'
    home.faq = [("question", {"question": "Кому?", "answer": link})] * rows
    home.save_revision().publish()
    for number in range(rows):
        make_news(cover=make_image(), region=make_region(f"RU-{number:03}"))
        make_event(
            region=make_region(f"RU-{number:03}"), starts_at=timezone.now() + timedelta(days=number + 1)
        )


@pytest.mark.usefixtures("without_page_cache")
@pytest.mark.parametrize(
    ("path", "budget"), [("/", 12), ("/news/", 12), ("/events/", 12), ("/news/rss/", 12)]
)
def test_queries_do_not_grow_with_rows(client: Client, path: str, budget: int) -> None:
    make_news_index()
    make_event_index()
    fill(1)
    few = count_queries(client, path)
    fill(29)
    assert count_queries(client, path) == few
    assert few <= budget


@pytest.mark.parametrize("path", ["/", "/news/", "/events/"])
def test_a_publication_leaves_what_every_page_shares(
    client: Client, path: str, django_capture_on_commit_callbacks: Any
) -> None:
    make_event_index()
    fill(3)
    client.get(path)
    with django_capture_on_commit_callbacks(execute=True):
        make_news()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert 0 < len(queries) <= 12


@pytest.mark.usefixtures("without_page_cache")
def test_search_does_not_grow_with_results(client: Client) -> None:
    make_news("Вебинар")
    few = count_queries(client, "/search/?q=вебинар")
    for _ in range(9):
        make_news("Вебинар")
    assert count_queries(client, "/search/?q=вебинар") == few
