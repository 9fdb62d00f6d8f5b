from cms_pages.domain.excerpts import EXCERPT_CHARS, cut_excerpt, mark_words
from cms_pages.domain.russian import stem_word

STEMS = {stem_word("вебинар")}


def test_marks_every_form_of_a_word() -> None:
    fragments = mark_words("Два вебинара и вебинары", STEMS)
    assert [fragment.text for fragment in fragments if fragment.is_match] == ["вебинара", "вебинары"]
    assert "".join(fragment.text for fragment in fragments) == "Два вебинара и вебинары"


def test_a_short_text_is_kept_whole() -> None:
    assert cut_excerpt("Один\n вебинар", STEMS) == "Один вебинар"


def test_a_long_text_is_cut_around_the_match() -> None:
    excerpt = cut_excerpt("слово " * 200 + "вебинар" + " слово" * 200, STEMS)
    assert "вебинар" in excerpt
    assert excerpt.startswith("…слово")
    assert excerpt.endswith("слово…")
    assert len(excerpt) <= EXCERPT_CHARS + 2


def test_without_a_match_the_beginning_is_shown() -> None:
    assert cut_excerpt("Начало " + "слово " * 200, STEMS).startswith("Начало")
