from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from .materials import Material
from .pages import ActivityPage


class WebinarPage(ActivityPage):
    """A recorded webinar: watched whenever convenient, until its access deadline."""

    activity_type = "webinar"

    video = models.ForeignKey(
        "courses.Video",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="webinars",
        verbose_name=_("video"),
    )
    required_share = models.DecimalField(
        _("share to watch"),
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.95"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(1)],
    )
    transcript = RichTextField(_("transcript"), blank=True)

    template = "courses/webinar_page.html"
    search_fields = [*ActivityPage.search_fields, index.SearchField("transcript")]

    class Meta:
        verbose_name = _("recorded webinar")
        verbose_name_plural = _("recorded webinars")


class Chapter(Orderable):
    """A named part of a webinar."""

    page = ParentalKey(WebinarPage, related_name="chapters")
    start_s = models.PositiveIntegerField(_("start, seconds"))
    title = models.CharField(_("title"), max_length=200)

    class Meta(Orderable.Meta):
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")


class WebinarSpeaker(Orderable):
    page = ParentalKey(WebinarPage, related_name="speakers")
    speaker = models.ForeignKey(
        "courses.Speaker", models.PROTECT, related_name="+", verbose_name=_("speaker")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("speaker")


class WebinarMaterial(Material):
    page = ParentalKey(WebinarPage, related_name="materials")
