"""Which words of a text a search has found: pieces of the text for display, and the part worth showing."""

from collections.abc import Collection
from dataclasses import dataclass

from .russian import WORD, stem_word

EXCERPT_CHARS = 240
LEAD_IN_CHARS = 60


@dataclass(frozen=True)
class Fragment:
    """A run of text that matches, or does not."""

    text: str
    is_match: bool


def mark_words(text: str, stems: Collection[str]) -> list[Fragment]:
    """Return `text` cut into fragments; a fragment is a match when its word has one of `stems`."""
    fragments: list[Fragment] = []
    end = 0
    for match in WORD.finditer(text):
        if stem_word(match.group()) not in stems:
            continue
        if match.start() > end:
            fragments.append(Fragment(text[end : match.start()], False))
        fragments.append(Fragment(match.group(), True))
        end = match.end()
    if end < len(text):
        fragments.append(Fragment(text[end:], False))
    return fragments


def cut_excerpt(text: str, stems: Collection[str]) -> str:
    """Return the part of `text` around its first match, or its beginning, cut at words with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= EXCERPT_CHARS:
        return text
    found = next((match.start() for match in WORD.finditer(text) if stem_word(match.group()) in stems), 0)
    start = max(0, min(found - LEAD_IN_CHARS, len(text) - EXCERPT_CHARS))
    if start:
        start = text.find(" ", start) + 1
    excerpt = text[start : start + EXCERPT_CHARS]
    if start + EXCERPT_CHARS < len(text):
        excerpt = excerpt.rpartition(" ")[0] + "…"
    return ("…" if start else "") + excerpt
