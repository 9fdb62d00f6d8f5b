import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prokadry.ui.typography import NBSP, bind_words, bind_words_in_html

RUSSIAN = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВЯ 0123456789.,—–-%№§«»&;<>'\"\n", max_size=120)
WORDS = st.lists(
    st.sampled_from(
        ["в", "до", "дом", "35", "лет", "—", "5", "000", "№", "т.", "е.", "А.", "Пушкин", "ли", "без", "%"]
    ),
    max_size=30,
).map(" ".join)
PIECES = st.lists(
    st.sampled_from(
        [
            "<b>",
            "</b>",
            "в доме",
            " и ",
            "&nbsp;",
            "&lt;",
            '<a title="в доме > 5" href="?q=на дом">',
            "</a>",
            "35 лет",
        ]
    ),
    max_size=20,
).map("".join)


class Recorder(HTMLParser):
    """Lists tags with their attributes, and the text as a reader sees it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[object] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_endtag(self, tag):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def parse(html):
    recorder = Recorder()
    recorder.feed(html)
    recorder.close()
    return recorder


@pytest.mark.parametrize(
    ("plain", "bound"),
    [
        ("от 18 до 35 лет", "от_18 до_35_лет"),
        ("и в доме", "и_в_доме"),
        ("без опыта", "без_опыта"),
        ("дом — это", "дом_— это"),
        ("5 400 рублей", "5_400_рублей"),
        ("рост 12 %", "рост 12_%"),
        ("№ 5 и § 3", "№_5 и_§_3"),
        ("А. С. Пушкин", "А._С._Пушкин"),
        ("и т. д.", "и_т._д."),
        ("если бы знать ли", "если_бы знать_ли"),
        ("дом и\nсад", "дом и\nсад"),
        ("", ""),
    ],
)
def test_binds_what_must_not_part(plain, bound):
    assert bind_words(plain) == bound.replace("_", NBSP)


@given(RUSSIAN | WORDS)
def test_binding_twice_changes_nothing(text):
    once = bind_words(text)
    assert bind_words(once) == once


@given(RUSSIAN | WORDS)
def test_only_plain_spaces_become_no_break_spaces(text):
    bound = bind_words(text)
    assert len(bound) == len(text)
    assert all(new == old or (old, new) == (" ", NBSP) for old, new in zip(text, bound, strict=True))


@given(PIECES)
def test_html_keeps_its_tags_and_letters(html):
    before, after = parse(html), parse(bind_words_in_html(html))
    assert after.tags == before.tags
    assert re.sub(r"\s", " ", after.text) == re.sub(r"\s", " ", before.text)
    assert bind_words_in_html(bind_words_in_html(html)) == bind_words_in_html(html)


@given(RUSSIAN)
def test_any_text_at_all_survives_as_html(text):
    assert bind_words_in_html(text).replace(NBSP, " ") == text.replace(NBSP, " ")


@pytest.mark.parametrize("element", ["script", "style", "pre", "code", "textarea"])
def test_code_is_not_touched(element):
    html = f"<{element} data-x='в доме'>в доме</{element}> и в доме"
    assert bind_words_in_html(html) == f"<{element} data-x='в доме'>в доме</{element}> и{NBSP}в{NBSP}доме"
