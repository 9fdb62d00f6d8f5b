import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracks.domain.addresses import decode_list, read_addresses

WORDS = "Фамилия;Почта\nСмирнова Анна;anna@example.org\n"


@pytest.mark.parametrize(
    "raw",
    [WORDS.encode(), b"\xef\xbb\xbf" + WORDS.encode(), WORDS.encode("cp1251"), WORDS.encode("utf-16")],
)
def test_files_of_every_usual_kind_are_read(raw):
    assert decode_list(raw) == WORDS


def test_what_is_no_text_is_refused():
    with pytest.raises(UnicodeDecodeError):
        decode_list(b"PK\x03\x04\x00\x00\xff\xfe\xfd")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@example.org\nB@Example.ORG", [(1, "a@example.org"), (2, "b@example.org")]),
        ("a@x.ru, b@x.ru; c@x.ru", [(1, "a@x.ru"), (1, "b@x.ru"), (1, "c@x.ru")]),
        ("Анна Смирнова <anna@x.ru>", [(1, "anna@x.ru")]),
        ('"Смирнова, Анна";"anna@x.ru";"Москва"', [(1, "anna@x.ru")]),
        ("почта\n\n;;\na@x.ru\r\n\tb@x.ru.", [(4, "a@x.ru"), (5, "b@x.ru")]),
        ("a@x.ru\nбез адреса\nошибка@", [(1, "a@x.ru"), (2, ""), (3, "")]),
        ("ошибка@\na@x.ru", [(1, ""), (2, "a@x.ru")]),
        ("один", [(1, "")]),
        ("иван@почта.рф", [(1, "иван@почта.рф")]),
        ("", []),
    ],
)
def test_addresses_are_found_with_their_lines(text, found):
    assert [(one.line, one.email) for one in read_addresses(text)] == found


@given(st.text())
def test_no_line_is_lost(text):
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if line.strip().strip(',;\t"')]
    read = {one.line for one in read_addresses(text)}
    assert read <= set(lines)
    assert len(set(lines) - read) <= 1
