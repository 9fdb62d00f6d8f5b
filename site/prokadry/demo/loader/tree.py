"""Helpers of the loader: pages, pictures and documents that are made once and brought up to date later."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from prokadry.demo.prose import Block, Heading, Listing, Paragraph, Quote, to_html

PageType = TypeVar("PageType", bound=Page)
JPEG_QUALITY = 88


def put_page(
    parent: Page, model: type[PageType], slug: str, *, dates: Mapping[str, Any] | None = None, **content: Any
) -> PageType:
    """Return the published page `slug` under `parent`.

    A page that is there keeps what editors made of it; only its `dates` move along with the day of loading.
    """
    page = model.objects.child_of(parent).filter(slug=slug).first()
    dates = dates or {}
    if page is None:
        page = parent.add_child(instance=model(slug=slug, live=False, **dates, **content))
    elif all(getattr(page, name) == value for name, value in dates.items()):
        return page
    for name, value in dates.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def put_image(title: str, alt: str, draw: Callable[[], Picture.Image]) -> Image:
    """Return the picture named `title`, drawn when it is missing."""
    image = Image.objects.filter(title=title).first()
    if image is None:
        data = io.BytesIO()
        draw().convert("RGB").save(data, "JPEG", quality=JPEG_QUALITY)
        image = Image.objects.create(title=title, description=alt, file=ImageFile(data, f"{title}.jpg"))
    return image


def put_document(title: str, filename: str, text: str) -> Document:
    """Return the document named `title`, written as a text file when it is missing."""
    document = Document.objects.filter(title=title).first()
    if document is None:
        document = Document(title=title)
        document.file.save(filename, ContentFile(text.encode("utf-8-sig")), save=False)
        document.save()
    return document


def as_stream(blocks: Sequence[Block], anchor: Callable[[str], str]) -> list[tuple[str, Any]]:
    """Return a text as StreamField data: runs of headings, paragraphs and lists become one rich text block."""
    stream: list[tuple[str, Any]] = []
    html: list[str] = []
    for block in blocks:
        if isinstance(block, Quote):
            stream += _flushed(html)
            stream.append(("quote", {"text": block.text, "author": block.author, "role": block.role}))
        else:
            html.append(_as_html(block, anchor))
    return stream + _flushed(html)


def as_rich_text(paragraphs: Sequence[str], anchor: Callable[[str], str]) -> str:
    """Return paragraphs as the value of a rich text field."""
    return "".join(f"<p>{to_html(text, anchor)}</p>" for text in paragraphs)


def _flushed(html: list[str]) -> list[tuple[str, Any]]:
    block = [("text", "".join(html))] if html else []
    html.clear()
    return block


def _as_html(block: Heading | Paragraph | Listing, anchor: Callable[[str], str]) -> str:
    if isinstance(block, Heading):
        return f"<h2>{to_html(block.text, anchor)}</h2>"
    if isinstance(block, Paragraph):
        return f"<p>{to_html(block.text, anchor)}</p>"
    tag = "ol" if block.ordered else "ul"
    items = "".join(f"<li>{to_html(item, anchor)}</li>" for item in block.items)
    return f"<{tag}>{items}</{tag}>"
