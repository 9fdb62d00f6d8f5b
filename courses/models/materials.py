from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class Material(Orderable):
    """Something to read beside a lecture: a document of this site, or a link."""

    title = models.CharField(_("title"), max_length=200)
    document = models.ForeignKey(
        "wagtaildocs.Document", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("document"),
        help_text=_("Only those who may open the activity can download it."),
    )  # fmt: skip
    link = models.URLField(_("link"), blank=True, help_text=_("Address of a page on another site."))

    panels = [FieldPanel("title"), FieldPanel("document"), FieldPanel("link")]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def clean(self, *args: Any, **kwargs: Any) -> None:
        """Raise ValidationError unless exactly one of document and link is given."""
        super().clean()
        if bool(self.document_id) == bool(self.link):
            raise ValidationError(_("Choose either a document or a link."))
