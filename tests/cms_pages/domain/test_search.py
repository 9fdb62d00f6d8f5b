import pytest
from wagtail.models import PageViewRestriction

from cms_pages.domain.search import search_pages
from tests.cms_pages.factories import make_content, make_event, make_news

pytestmark = pytest.mark.django_db


def titles(query: str, **options: str) -> list[str]:
    return [result.page.title for result in search_pages(query=query, **options).results]


@pytest.mark.parametrize("query", ["вебинары", "вебинарам", "ВЕБИНАР", "запись вебинара", "«вебинар»!"])
def test_finds_any_form_of_a_word(query: str) -> None:
    make_news("Открыт новый вебинар", lead="Записи уже в кабинете")
    make_news("О другом")
    assert titles(query) == ["Открыт новый вебинар"]


def test_finds_words_with_a_fleeting_vowel() -> None:
    make_news("Министерства назвали темы стажировок")
    assert titles("стажировка") == ["Министерства назвали темы стажировок"]


def test_finds_words_inside_the_body() -> None:
    make_news("Отчёт", body=[("text", "<p>Приехали участники из <b>Сахалина</b>.</p>")])
    assert titles("сахалин") == ["Отчёт"]


def test_every_word_must_be_there() -> None:
    make_news("Вебинар о праве")
    assert titles("вебинар экономика") == []


def test_a_title_outweighs_a_body() -> None:
    make_news("Обо всём", body=[("text", "<p>Собеседование и ещё собеседование.</p>")])
    make_news("Как пройти собеседование")
    assert titles("собеседования")[0] == "Как пройти собеседование"


def test_narrows_to_a_kind_and_counts_all() -> None:
    make_news("Форум в Омске")
    make_event("Форум молодых")
    make_content("Правила форума")
    found = search_pages(query="форум", kind="events")
    assert [result.page.title for result in found.results] == ["Форум молодых"]
    assert found.total == 3
    assert [choice.value for choice in found.kinds] == ["news", "events", "pages"]


def test_drafts_and_private_pages_are_not_found() -> None:
    make_news("Черновик о вебинаре").unpublish()
    secret = make_news("Тайный вебинар")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    assert titles("вебинар") == []


@pytest.mark.parametrize("query", ["", "   ", '"', "* AND (", "«»"])
def test_a_query_without_words_finds_nothing(query: str) -> None:
    make_news("Вебинар")
    assert search_pages(query=query).results == []


@pytest.mark.parametrize("query", ['"вебинар', "вебинар OR", "вебинар*", "веб'инар \\ %s", "NOT", "a" * 5000])
def test_operators_are_only_words(query: str) -> None:
    make_news("Вебинар")
    search_pages(query=query)


def test_marks_what_matched() -> None:
    make_news("Вебинары недели", lead="Расскажем о вебинаре")
    result = search_pages(query="вебинар").results[0]
    assert [fragment.text for fragment in result.title if fragment.is_match] == ["Вебинары"]
    assert [fragment.text for fragment in result.excerpt if fragment.is_match] == ["вебинаре"]
