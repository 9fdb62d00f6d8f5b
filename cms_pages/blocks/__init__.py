"""The block library of the public site; each block draws itself with a template in cms_pages/blocks/."""

from wagtail import blocks

from .data import FactsBlock, StepsBlock, TableBlock
from .links import ButtonsBlock, DocumentBlock
from .media import GalleryBlock, PictureBlock
from .sections import FaqBlock, LevelBlock, PartnerBlock, SocialLinkBlock
from .text import AccordionBlock, CalloutBlock, ParagraphBlock, QuoteBlock

__all__ = ["BodyBlock", "FaqBlock", "LevelBlock", "PartnerBlock", "SocialLinkBlock"]


class BodyBlock(blocks.StreamBlock):
    """The body of an article, an event or a content page."""

    text = ParagraphBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    facts = FactsBlock()
    steps = StepsBlock()
    callout = CalloutBlock()
    table = TableBlock()
    accordion = AccordionBlock()
    document = DocumentBlock()
    buttons = ButtonsBlock()
