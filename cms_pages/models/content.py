from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from ..blocks import BodyBlock
from ..querysets import VisibleQuerySet
from .base import SitePage


class ContentPage(SitePage):
    """A page of lasting text: regulations, personal data, how something works."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [
        *SitePage.promote_panels,
        MultiFieldPanel(
            [FieldPanel("show_in_menus", heading=_("Show in the footer, under “Documents”"))],
            heading=_("Footer"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["cms_pages.HomePage", "cms_pages.ContentPage"]
    subpage_types = ["cms_pages.ContentPage"]
    template = "cms_pages/content_page.html"

    objects: ClassVar[PageManager] = PageManager.from_queryset(VisibleQuerySet)()

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        children = self.get_children().live().public() if self.path else []
        return {**super().get_context(request, *args, **kwargs), "children": children}
