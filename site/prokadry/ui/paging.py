"""Page numbers of a list: first, last, the current one and its neighbours."""

from django.http import QueryDict


def page_numbers(number: int, count: int) -> list[int | None]:
    """Return 1, the neighbours of `number` and `count`, with None for every gap of two pages or more."""
    wanted = sorted({1, count, *range(max(number - 1, 1), min(number + 1, count) + 1)})
    numbers: list[int | None] = []
    for page in wanted:
        previous = numbers[-1] if numbers else 0
        if previous is not None and page - previous == 2:
            numbers.append(page - 1)
        elif previous is not None and page - previous > 2:
            numbers.append(None)
        numbers.append(page)
    return numbers


def page_query(current: QueryDict | None, number: int, parameter: str) -> str:
    """Return the query string of page `number`, keeping filters; the first page carries no parameter."""
    query = current.copy() if current is not None else QueryDict(mutable=True)
    query.pop(parameter, None)
    if number > 1:
        query[parameter] = str(number)
    return "?" + query.urlencode()
