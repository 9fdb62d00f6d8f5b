"""Tables as files that Russian Excel and programs both read: semicolons, a byte order mark, no formulas."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, islice
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import translation

# Excel takes a file without it for another encoding.
BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ROWS_AT_ONCE = 500


def send_csv(rows: Iterable[Sequence[Any]], *, name: str) -> StreamingHttpResponse:
    """Return a response that saves `rows`, header first, under `name`, made while it is sent.

    The words are in the language of now. What `rows` raises on the way breaks the transfer off: half a table must
    not look like a whole one.
    """
    lines = write_csv(rows, language=translation.get_language())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def write_csv(rows: Iterable[Sequence[Any]], *, language: str | None = None) -> Iterator[str]:
    """Yield the text of a table in parts of 500 rows, its words in `language`."""
    left = iter(rows)
    mark = BYTE_ORDER_MARK
    while True:
        # Set for each part: between parts other code of this thread may have another language.
        with translation.override(language):
            part = list(islice(left, ROWS_AT_ONCE))
            if not part:
                return
            text = StringIO()
            csv.writer(text, delimiter=";").writerows([as_cell(value) for value in row] for row in part)
        yield mark + text.getvalue()
        mark = ""


def as_cell(value: Any) -> str:
    """Return a value as the text of a cell; words are kept from being taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    words = str(value)
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words


def peek(rows: Iterable[Any], *, count: int) -> Iterator[Any]:
    """Return `rows` with the first `count` read already: what cannot begin fails before a response does."""
    left = iter(rows)
    return chain(list(islice(left, count)), left)
