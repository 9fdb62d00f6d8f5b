from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock


class DocumentBlock(blocks.StructBlock):
    """A file to download, with its kind and size."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        label=_("Link text"), max_length=150, required=False, help_text=_("Empty: the title of the document.")
    )

    class Meta:
        label = _("Document")
        icon = "doc-full"
        group = _("Links")
        template = "cms_pages/blocks/document.html"


class ButtonValue(blocks.StructValue):
    @property
    def href(self) -> str:
        """The address of the chosen page, or the one typed in; "" when the page has gone."""
        page = self.get("page")
        return (page.url or "") if page else self.get("url", "")


class ButtonBlock(blocks.StructBlock):
    """A link that looks like a button: to a page of this site or to an address."""

    label = blocks.CharBlock(
        label=_("Text"), max_length=60, help_text=_("Say where it leads: “Submit an application”.")
    )
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.CharBlock(
        label=pgettext_lazy("link", "Address"),
        max_length=500,
        required=False,
        help_text=_("If no page is chosen: /path/ or https://…"),
    )
    is_main = blocks.BooleanBlock(label=_("Main"), required=False, help_text=_("One main button in a row."))

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned["page"]:
            return cleaned
        if not cleaned["url"].startswith(("/", "https://", "http://", "mailto:", "tel:")):
            message = _("Choose a page or enter an address that begins with / or https://.")
            raise StructBlockValidationError(block_errors={"url": ValidationError(message)})
        return cleaned

    class Meta:
        label = _("Button")
        value_class = ButtonValue


class ButtonsBlock(blocks.StructBlock):
    items = blocks.ListBlock(ButtonBlock(), label=_("Buttons"), min_num=1, max_num=3)

    class Meta:
        label = _("Buttons")
        icon = "link"
        group = _("Links")
        template = "cms_pages/blocks/buttons.html"
