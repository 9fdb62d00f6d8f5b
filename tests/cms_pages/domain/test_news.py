from datetime import UTC, datetime

import pytest

from cms_pages.domain.news import list_news, list_related
from cms_pages.models import NewsIndexPage
from tests.cms_pages.factories import make_news, make_news_index, make_region, make_rubric

pytestmark = pytest.mark.django_db


def titles(index: NewsIndexPage, **query: str) -> list[str]:
    return [news.title for news in list_news(index=index, query=query).page]


def test_newest_come_first_and_drafts_do_not() -> None:
    make_news("Старая", published_at=datetime(2026, 8, 1, tzinfo=UTC))
    make_news("Свежая", published_at=datetime(2026, 8, 20, tzinfo=UTC))
    make_news("Черновик").unpublish()
    assert titles(make_news_index()) == ["Свежая", "Старая"]


def test_filters_by_rubric_region_district_and_year() -> None:
    index = make_news_index()
    region = make_region("RU-PRI")
    make_news("Приморье", region=region, rubric=make_rubric("Регионы"))
    make_news("Давно", published_at=datetime(2024, 5, 1, tzinfo=UTC))
    assert titles(index, rubric=make_rubric("Регионы").slug) == ["Приморье"]
    assert titles(index, region="RU-PRI") == ["Приморье"]
    assert titles(index, district=region.district) == ["Приморье"]
    assert titles(index, year="2024") == ["Давно"]
    assert titles(index, region="RU-PRI", year="2024") == []


def test_the_year_is_that_of_moscow() -> None:
    make_news("Под бой курантов", published_at=datetime(2025, 12, 31, 21, 30, tzinfo=UTC))
    assert titles(make_news_index(), year="2026") == ["Под бой курантов"]


@pytest.mark.parametrize(
    "query",
    [
        {"rubric": "none"},
        {"rubric": "\0"},
        {"year": "x"},
        {"year": "0"},
        {"year": "99999"},
        {"region": "RU-XX"},
        {"district": "'"},
    ],
)
def test_an_unknown_value_finds_nothing(query: dict[str, str]) -> None:
    make_news()
    listing = list_news(index=make_news_index(), query=query)
    assert list(listing.page) == []
    assert listing.is_filtered


@pytest.mark.parametrize(("number", "expected"), [("x", 1), ("-3", 2), ("99", 2), ("2", 2)])
def test_a_wrong_page_number_gives_a_page(number: str, expected: int) -> None:
    for _ in range(12):
        make_news()
    assert list_news(index=make_news_index(), query={"page": number}).page.number == expected


def test_offers_only_filters_that_find_something() -> None:
    make_rubric("Пустая рубрика")
    make_news(rubric=make_rubric("Обучение"))
    listing = list_news(index=make_news_index(), query={"rubric": "obuchenie"})
    assert [choice.label for choice in listing.chips.choices] == ["Обучение"]
    assert listing.chips.choices[0].is_chosen
    assert [facet.parameter for facet in listing.selects] == ["year"]
    assert listing.hidden == [("rubric", "obuchenie")]


def test_related_are_others_of_the_same_rubric() -> None:
    news = make_news()
    same = [make_news() for _ in range(4)]
    make_news(rubric=make_rubric("Партнёры"))
    assert list_related(news=news) == same[:3]
