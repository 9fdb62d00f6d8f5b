"""The plain mark-up of the demo's texts: headings, quotes, lists and paragraphs, split by empty lines.

`## Heading`, `> Quote` with a last line `— Name, role`, `- item`, `1. item`; anything else is a paragraph. Inline,
only `[text](address)` is known, where an address is `page:slug`, `course:slug` or a path of this site.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_ORDERED = re.compile(r"\d+\.\s+")


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    text: str
    author: str
    role: str


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[str, ...]
    ordered: bool


Block = Heading | Paragraph | Quote | Listing


class ProseError(ValueError):
    """A text that does not follow the mark-up."""


def read_blocks(text: str) -> tuple[Block, ...]:
    """Split a text into blocks.

    Raises ProseError for an empty text, a quote without an author or a list with stray lines.
    """
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    if not parts:
        raise ProseError("the text is empty")
    return tuple(_read_block(part) for part in parts)


def _read_block(part: str) -> Block:
    lines = [line.strip() for line in part.splitlines()]
    if lines[0].startswith("## "):
        return Heading(" ".join(lines)[3:])
    if lines[0].startswith("> "):
        return _read_quote(lines)
    if lines[0].startswith("- "):
        return _read_listing(lines, re.compile(r"-\s+"), ordered=False)
    if _ORDERED.match(lines[0]):
        return _read_listing(lines, _ORDERED, ordered=True)
    return Paragraph(" ".join(lines))


def _read_quote(lines: list[str]) -> Quote:
    text = [line.removeprefix(">").strip() for line in lines]
    signature = text[-1].removeprefix("— ")
    author, comma, role = signature.partition(", ")
    if len(text) < 2 or not text[-1].startswith("— ") or not comma:
        raise ProseError(f"a quote needs a last line «— Name, role»: {text[0][:40]}")
    return Quote(" ".join(text[:-1]), author, role)


def _read_listing(lines: list[str], mark: re.Pattern[str], *, ordered: bool) -> Listing:
    items = []
    for line in lines:
        found = mark.match(line)
        if not found:
            raise ProseError(f"a list line without its mark: {line[:40]}")
        items.append(line[found.end() :])
    return Listing(tuple(items), ordered)


def find_links(text: str) -> tuple[str, ...]:
    """Addresses of all links of a text."""
    return tuple(found.group(2) for found in _LINK.finditer(text))


def strip_links(text: str) -> str:
    """The text with links replaced by their words."""
    return _LINK.sub(r"\1", text)


def to_html(text: str, anchor: Callable[[str], str]) -> str:
    """Escape a text and turn its links into HTML.

    `anchor` maps an address to the attributes of `<a>`, already escaped: `href="/x/"`, or `linktype="page" id="3"`
    where Wagtail's rich text is wanted.
    """
    html, at = [], 0
    for found in _LINK.finditer(text):
        html.append(escape(text[at : found.start()], quote=False))
        html.append(f"<a {anchor(found.group(2))}>{escape(found.group(1), quote=False)}</a>")
        at = found.end()
    html.append(escape(text[at:], quote=False))
    return "".join(html)


def blocks_text(blocks: tuple[Block, ...]) -> str:
    """All words of the blocks as plain text."""
    parts: list[str] = []
    for block in blocks:
        parts += block.items if isinstance(block, Listing) else (block.text,)
        if isinstance(block, Quote):
            parts += (block.author, block.role)
    return "\n".join(strip_links(part) for part in parts)
