from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from .text import SHORT_FEATURES


class FactBlock(blocks.StructBlock):
    value = blocks.CharBlock(label=_("Number"), max_length=20, help_text=_("For example: 84 or 95 %."))
    meaning = blocks.CharBlock(label=_("What it means"), max_length=120)

    class Meta:
        label = _("Fact")


class FactsBlock(blocks.StructBlock):
    """Numbers with their meaning."""

    items = blocks.ListBlock(FactBlock(), label=_("Facts"), min_num=1, max_num=6)

    class Meta:
        label = _("Facts in numbers")
        icon = "order"
        group = _("Data")
        template = "cms_pages/blocks/facts.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"), max_length=120)
    text = blocks.RichTextBlock(label=_("Explanation"), features=SHORT_FEATURES, required=False)

    class Meta:
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    """What to do, in order; every step is a numbered frame."""

    items = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2)

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        group = _("Data")
        template = "cms_pages/blocks/steps.html"


class TableBlock(TypedTableBlock):
    """A table with headings; columns of numbers line up on the right."""

    text = blocks.CharBlock(label=_("Text"), required=False)
    number = blocks.CharBlock(label=_("Number"), required=False)

    class Meta:
        label = _("Table")
        icon = "table"
        group = _("Data")
        template = "cms_pages/blocks/table.html"
