from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..enums import CalloutKind

INLINE_FEATURES = ["bold", "italic", "link"]
SHORT_FEATURES = [*INLINE_FEATURES, "ol", "ul", "document-link"]
TEXT_FEATURES = ["h2", "h3", *SHORT_FEATURES, "hr"]


class ParagraphBlock(blocks.RichTextBlock):
    """Headings, paragraphs, lists and links."""

    def __init__(self, required=True, features=None, **kwargs):
        super().__init__(required=required, features=features or TEXT_FEATURES, **kwargs)

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        group = _("Text")
        template = "cms_pages/blocks/text.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, with who said them."""

    text = blocks.TextBlock(
        label=_("Quote"), help_text=_("Without quotation marks: the frame stands for them.")
    )
    author = blocks.CharBlock(label=_("Who said it"), max_length=120, required=False)
    role = blocks.CharBlock(label=_("Position"), max_length=200, required=False)

    class Meta:
        label = _("Quote")
        icon = "openquote"
        group = _("Text")
        template = "cms_pages/blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    """What a reader must not miss."""

    kind = blocks.ChoiceBlock(
        CalloutKind.choices,
        default=CalloutKind.NOTE,
        label=_("Kind"),
        help_text=_("“Due date” is orange: use it only for what has a near deadline."),
    )
    title = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        label = _("Callout")
        icon = "warning"
        group = _("Text")
        template = "cms_pages/blocks/callout.html"


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=200)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        label = _("Section")


class AccordionBlock(blocks.StructBlock):
    """Sections that open one by one; for long lists of answers."""

    items = blocks.ListBlock(AccordionItemBlock(), label=_("Sections"), min_num=1)

    class Meta:
        label = _("Accordion")
        icon = "list-ul"
        group = _("Text")
        template = "cms_pages/blocks/accordion.html"
