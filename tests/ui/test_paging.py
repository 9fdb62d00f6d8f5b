import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from prokadry.ui.paging import page_numbers, page_query


@pytest.mark.parametrize(
    ("number", "count", "shown"),
    [
        (1, 1, [1]),
        (1, 14, [1, 2, None, 14]),
        (2, 14, [1, 2, 3, None, 14]),
        (4, 14, [1, 2, 3, 4, 5, None, 14]),
        (7, 14, [1, None, 6, 7, 8, None, 14]),
        (13, 14, [1, None, 12, 13, 14]),
        (2, 3, [1, 2, 3]),
    ],
)
def test_neighbours_and_ends(number, count, shown):
    assert page_numbers(number, count) == shown


@given(st.data(), st.integers(1, 200))
def test_a_gap_hides_two_pages_or_more(data, count):
    number = data.draw(st.integers(1, count))
    shown = page_numbers(number, count)
    pages = [page for page in shown if page is not None]
    assert pages == sorted(set(pages))
    assert {1, number, count} <= set(pages)
    for index, page in enumerate(shown):
        if page is None:
            assert shown[index + 1] - shown[index - 1] > 2


@pytest.mark.parametrize(
    ("query", "number", "address"),
    [
        ("", 2, "?page=2"),
        ("rubric=a&page=3", 4, "?rubric=a&page=4"),
        ("rubric=a&page=3", 1, "?rubric=a"),
        ("page=2", 1, "?"),
    ],
)
def test_filters_stay_in_the_address(query, number, address):
    assert page_query(QueryDict(query), number, "page") == address
