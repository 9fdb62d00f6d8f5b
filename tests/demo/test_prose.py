"""The plain mark-up of the demo's texts."""

import pytest

from prokadry.demo.prose import (
    Heading,
    Listing,
    Paragraph,
    ProseError,
    Quote,
    blocks_text,
    find_links,
    read_blocks,
    strip_links,
    to_html,
)


def test_blocks_are_told_apart() -> None:
    text = """
Первый абзац
в две строки.

## Заголовок

> Сказано хорошо.
> — Анна Петрова, судья

- раз
- два

1. сначала
2. потом
"""
    assert read_blocks(text) == (
        Paragraph("Первый абзац в две строки."),
        Heading("Заголовок"),
        Quote("Сказано хорошо.", "Анна Петрова", "судья"),
        Listing(("раз", "два"), ordered=False),
        Listing(("сначала", "потом"), ordered=True),
    )


@pytest.mark.parametrize("text", ["", "  \n\n ", "> Без подписи", "> Слова\n> — Без должности", "- раз\nдва"])
def test_bad_markup_is_refused(text: str) -> None:
    with pytest.raises(ProseError):
        read_blocks(text)


def test_links_become_anchors_and_the_rest_is_escaped() -> None:
    text = "A < B, см. [«Порядок»](page:poryadok) & далее"
    assert find_links(text) == ("page:poryadok",)
    assert strip_links(text) == "A < B, см. «Порядок» & далее"
    assert to_html(text, lambda address: f'href="/{address[5:]}/"') == (
        'A &lt; B, см. <a href="/poryadok/">«Порядок»</a> &amp; далее'
    )


def test_plain_text_of_blocks() -> None:
    blocks = (Heading("Раз"), Quote("Два", "А", "Б"), Listing(("три", "[четыре](/learn/)"), ordered=False))
    assert blocks_text(blocks).splitlines() == ["Раз", "Два", "А", "Б", "три", "четыре"]
