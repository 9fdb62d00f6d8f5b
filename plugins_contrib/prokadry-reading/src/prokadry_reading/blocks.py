"""A section of a text, made of the site's own blocks."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms_pages.blocks import BodyBlock
from cms_pages.blocks.text import SHORT_FEATURES, ParagraphBlock


class SectionBodyBlock(BodyBlock):
    """What stands under the heading of a section, so its own headings begin one level lower."""

    text = ParagraphBlock(features=["h3", *SHORT_FEATURES, "hr"])


class SectionBlock(blocks.StructBlock):
    """A part of a text that is read at one go."""

    title = blocks.CharBlock(label=_("Heading"), max_length=200)
    body = SectionBodyBlock(label=_("Text"))

    class Meta:
        label = _("Section")
        icon = "doc-full"
