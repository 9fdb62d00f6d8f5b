import json
import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from prokadry.ui.structured import render_jsonld

BLOCK = re.compile(r'<script type="application/ld\+json">(.*)</script>', re.DOTALL)


def read(html):
    return json.loads(BLOCK.fullmatch(html).group(1))


def test_context_is_added_and_empty_values_are_dropped():
    data = read(
        render_jsonld(
            {"@type": "Event", "name": "Встреча", "image": "", "at": datetime(2026, 8, 27, tzinfo=UTC)}
        )
    )
    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Встреча",
        "at": "2026-08-27T00:00:00Z",
    }


@given(st.text(min_size=1))
def test_no_text_can_leave_the_block(text):
    html = render_jsonld({"name": text + "</script><script>"})
    assert html.count("<") == 2
    assert read(html)["name"] == text + "</script><script>"
