"""Russian words for search: stems for comparing, and other forms of a word for finding.

Stems alone lose words with a fleeting vowel («стажировок» and «стажировка» differ), so a query is widened
with the forms a dictionary knows. The dictionary is loaded at the first search and takes some 20 MB.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import pymorphy3
import snowballstemmer

WORD = re.compile(r"\w+")
# Variants of one word beyond these are rare participles; they only slow a query down.
MAX_VARIANTS = 6
READINGS = 2


def split_words(text: str) -> list[str]:
    """Return the words of `text`; punctuation and quotes separate them and are dropped."""
    return WORD.findall(text)


@lru_cache(maxsize=20_000)
def stem_word(word: str) -> str:
    """Return the stem of a word in any case; «ё» counts as «е»."""
    return str(_stemmer().stemWord(word.lower().replace("ё", "е")))


def stem_text(text: str) -> str:
    """Return the stems of all words of `text`, separated by spaces."""
    return " ".join(stem_word(word) for word in split_words(text))


@lru_cache(maxsize=2_000)
def expand_word(word: str) -> tuple[str, ...]:
    """Return forms of `word` whose stems differ, the word itself first: «заявок» gives «заявок», «заявка»."""
    forms = {stem_word(word): word.lower()}
    for form in _list_forms(word):
        forms.setdefault(stem_word(form), form)
        if len(forms) == MAX_VARIANTS:
            break
    return tuple(forms.values())


def _list_forms(word: str) -> Iterator[str]:
    readings = _dictionary().parse(word)
    for reading in readings[:READINGS]:
        yield from (form.word for form in reading.lexeme if form.tag.POS == reading.tag.POS)


@cache
def _stemmer() -> snowballstemmer.RussianStemmer:
    return snowballstemmer.stemmer("russian")


@cache
def _dictionary() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")
