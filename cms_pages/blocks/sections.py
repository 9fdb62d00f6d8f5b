from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from ..enums import TrackMark
from .text import SHORT_FEATURES


class FaqBlock(blocks.StructBlock):
    """A question people really ask, and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=SHORT_FEATURES)

    class Meta:
        label = _("Question and answer")
        icon = "help"


class LevelBlock(blocks.StructBlock):
    """One level of participants: who belongs to it, what they study and where their internship is."""

    title = blocks.CharBlock(label=_("Level"), max_length=60)
    text = blocks.TextBlock(label=_("Who belongs to it"))
    track = blocks.ChoiceBlock(TrackMark.choices, default=TrackMark.BASE, label=_("Track"))
    note = blocks.CharBlock(label=_("Internship"), max_length=80, required=False)

    class Meta:
        label = _("Level")
        icon = "group"


class PartnerBlock(blocks.StructBlock):
    """An organisation that the programme works with."""

    name = blocks.CharBlock(label=pgettext_lazy("organisation", "Name"), max_length=120)
    role = blocks.CharBlock(label=_("Part in the programme"), max_length=120, required=False)
    url = blocks.URLBlock(label=_("Site"), required=False)

    class Meta:
        label = _("Partner")
        icon = "group"


class SocialLinkBlock(blocks.StructBlock):
    """A page of the programme in a social network."""

    title = blocks.CharBlock(label=pgettext_lazy("organisation", "Name"), max_length=40)
    url = blocks.URLBlock(label=pgettext_lazy("link", "Address"))

    class Meta:
        label = _("Social network")
        icon = "link-external"
