import pytest

from cms_pages.domain.russian import expand_word, split_words, stem_text, stem_word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("вебинары", "вебинар"),
        ("Собеседованиях", "собеседование"),
        ("приём", "прием"),
        ("эксперту", "эксперты"),
    ],
)
def test_forms_share_a_stem(one: str, other: str) -> None:
    assert stem_word(one) == stem_word(other)


def test_words_leave_punctuation_behind() -> None:
    assert split_words("«ИТ-проект», 2026!") == ["ИТ", "проект", "2026"]
    assert stem_text('"') == ""


@pytest.mark.parametrize(
    ("word", "other"), [("стажировок", "стажировка"), ("заявка", "заявок"), ("детей", "ребенок")]
)
def test_expansion_reaches_what_stems_miss(word: str, other: str) -> None:
    assert stem_word(other) in {stem_word(form) for form in expand_word(word)}


def test_expansion_begins_with_the_word_itself() -> None:
    assert expand_word("Заявок")[0] == "заявок"
    assert len({stem_word(form) for form in expand_word("учиться")}) == len(expand_word("учиться"))


def test_a_word_of_another_alphabet_stays() -> None:
    assert expand_word("PRO") == ("pro",)
