import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from cms_pages.rich_text import expand_together
from tests.cms_pages.factories import make_content

pytestmark = pytest.mark.django_db


def link(page_id: int) -> RichText:
    return RichText(f'<p>См. <a linktype="page" id="{page_id}">здесь</a>.</p>')


def test_many_texts_cost_the_queries_of_one() -> None:
    pages = [make_content(f"Страница {number}") for number in range(3)]
    with CaptureQueriesContext(connection) as queries:
        texts = expand_together([link(page.pk) for page in pages])
    assert texts == [f'<p>См. <a href="{page.url}">здесь</a>.</p>' for page in pages]
    assert len(queries) <= 2


def test_a_link_to_a_page_that_has_gone_leads_nowhere() -> None:
    page = make_content()
    assert expand_together([link(page.pk), link(page.pk + 1000), RichText("")]) == [
        f'<p>См. <a href="{page.url}">здесь</a>.</p>',
        "<p>См. <a>здесь</a>.</p>",
        "",
    ]


def test_no_texts_are_no_texts() -> None:
    assert list(zip(expand_together([]), [], strict=False)) == []
