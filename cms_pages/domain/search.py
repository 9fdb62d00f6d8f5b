"""Full-text search over the published pages of every app."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.utils.functional import Promise
from modelsearch.index import SearchField
from modelsearch.query import PlainText, SearchQuery
from wagtail.models import Page

from ..enums import SearchKind
from ..models import EventPage, NewsPage
from ..models.base import SitePage
from .excerpts import Fragment, cut_excerpt, mark_words
from .listings import Choice
from .russian import expand_word, split_words, stem_word

RESULTS_PER_PAGE = 10
MAX_WORDS = 12
MAX_QUERY_CHARS = 200


@dataclass(frozen=True)
class Result:
    """A page that was found, with the words that matched in its title and in a part of its text."""

    page: Page
    kind: str | Promise
    title: list[Fragment]
    excerpt: list[Fragment]


@dataclass(frozen=True)
class SearchResults:
    """One page of results; `kinds` are filters that would show something, `total` counts all kinds."""

    query: str
    total: int
    kind: str
    kinds: list[Choice]
    page: ListPage | None
    results: list[Result]


def search_pages(*, query: str, kind: str = "", number: str | None = None) -> SearchResults:
    """Return published pages that hold every word of `query` in any of its forms, the most relevant first.

    Pages behind a view restriction are left out. A query without words finds nothing and asks nothing.
    """
    query = " ".join(query[:MAX_QUERY_CHARS].split())
    words = [expand_word(word) for word in split_words(query)[:MAX_WORDS]]
    chosen = kind if kind in SearchKind else ""
    if not words:
        return SearchResults(query=query, total=0, kind=chosen, kinds=[], page=None, results=[])
    needle = _build_query(words)
    pages = Page.objects.live().public().filter(depth__gt=1)
    counts = _count_kinds(pages.search(needle).facet("content_type_id"))
    narrowed = _of_kind(pages, chosen) if chosen else pages
    page = Paginator(narrowed.specific().search(needle), RESULTS_PER_PAGE).get_page(number or 1)
    stems = {stem_word(form) for forms in words for form in forms}
    return SearchResults(
        query=query,
        total=sum(counts.values()),
        kind=chosen,
        kinds=[
            Choice(value=value, label=f"{label}\N{NO-BREAK SPACE}{counts[value]}", is_chosen=value == chosen)
            for value, label in SearchKind.choices
            if counts[value] or value == chosen
        ],
        page=page,
        results=[_describe(found, stems) for found in page],
    )


def read_text(page: Page) -> str:
    """Return the text of a page that a visitor may quote from.

    Pages of other apps give only their lead: the rest may be open to participants alone.
    """
    if not isinstance(page, SitePage):
        return str(page.search_description or getattr(page, "lead", ""))
    fields = [field for field in page.get_search_fields() if isinstance(field, SearchField)]
    return " ".join(_flatten(field.get_value(page)) for field in fields if field.field_name != "title")


def _build_query(words: Iterable[tuple[str, ...]]) -> SearchQuery:
    return reduce(lambda a, b: a & b, (reduce(lambda a, b: a | b, map(PlainText, forms)) for forms in words))


def _describe(page: Page, stems: set[str]) -> Result:
    return Result(
        page=page,
        kind=page._meta.verbose_name,
        title=mark_words(page.title, stems),
        excerpt=mark_words(cut_excerpt(read_text(page), stems), stems),
    )


def _kind_of(type_id: int) -> SearchKind:
    model = ContentType.objects.get_for_id(type_id).model_class()
    if model is NewsPage:
        return SearchKind.NEWS
    if model is EventPage:
        return SearchKind.EVENTS
    return SearchKind.PAGES if model and issubclass(model, SitePage) else SearchKind.LEARNING


def _count_kinds(by_type: dict[int, int]) -> dict[str, int]:
    counts = {kind.value: 0 for kind in SearchKind}
    for type_id, count in by_type.items():
        counts[_kind_of(type_id).value] += count
    return counts


def _of_kind(pages: Any, kind: str) -> Any:
    types = [
        content_type.pk
        for content_type in ContentType.objects.get_for_models(*_page_models()).values()
        if _kind_of(content_type.pk) == kind
    ]
    return pages.filter(content_type_id__in=types)


def _page_models() -> list[type[Page]]:
    from wagtail.models import get_page_models

    return list(get_page_models())


def _flatten(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(_flatten(item) for item in value)
    return str(value or "")
