from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock


class PictureBlock(blocks.StructBlock):
    """One picture as wide as the text, or narrow."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(
        label=_("Caption"),
        max_length=250,
        required=False,
        help_text=_("What is seen, and whose photo it is."),
    )
    is_narrow = blocks.BooleanBlock(
        label=_("Narrow"), required=False, help_text=_("For portraits and small charts.")
    )

    class Meta:
        label = _("Picture")
        icon = "image"
        group = _("Pictures")
        template = "cms_pages/blocks/picture.html"


class GalleryItemBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)

    class Meta:
        label = _("Picture")


class GalleryBlock(blocks.StructBlock):
    """Several pictures of equal size, cropped about their focal points."""

    items = blocks.ListBlock(GalleryItemBlock(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        label = _("Gallery")
        icon = "image"
        group = _("Pictures")
        template = "cms_pages/blocks/gallery.html"
