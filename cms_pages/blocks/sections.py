from django.utils.translation import gettext_lazy as _
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
