from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    TabbedInterface,
)
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtailmedia.edit_handlers import MediaChooserPanel

from ..fields import TimecodeInput
from ..forms import WebinarPageForm
from ..panels import VideoAddressPanel, VideoStatusPanel
from .materials import Material
from .pages import ActivityPage, page_tabs


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
    video_address = models.URLField(
        _("address of the video"), max_length=500, blank=True,
        help_text=_("Instead of an uploaded video: the address of its page, as the browser shows it."),
    )  # fmt: skip
    video_length_s = models.PositiveIntegerField(
        _("how long the video is"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_(
            "Hours, minutes and seconds, as its player shows: 1:02:30. Credit is counted by this length, whatever a "
            "participant’s browser says. Play the video on the published page: if its player gives another length, "
            "the page tells you."
        ),
    )  # fmt: skip
    # The key of a video provider, written when the address is; it may be gone by now.
    video_provider = models.CharField(max_length=60, blank=True, editable=False)
    required_share = models.DecimalField(
        _("share to watch"), max_digits=3, decimal_places=2, default=Decimal("0.95"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(1)],
        help_text=_("0.95 means that 95 percent of the recording must be watched for credit."),
    )  # fmt: skip
    transcript = RichTextField(
        _("transcript"),
        blank=True,
        help_text=_("What is said, for those who cannot hear it and for the search."),
    )

    template = "courses/webinar_page.html"
    search_fields = [*ActivityPage.search_fields, index.SearchField("transcript")]
    edit_handler = TabbedInterface(
        page_tabs(
            [
                *Page.content_panels,
                FieldPanel("lead"),
                MultiFieldPanel(
                    [
                        MediaChooserPanel("video", media_type="video"),
                        VideoStatusPanel("video"),
                        VideoAddressPanel(
                            [
                                FieldPanel("video_address"),
                                FieldPanel("video_length_s", widget=TimecodeInput),
                            ]
                        ),
                    ],
                    heading=_("Recording"),
                ),
                MultipleChooserPanel(
                    "speakers", chooser_field_name="speaker", label=_("Speaker"), heading=_("Speakers")
                ),
                InlinePanel("chapters", label=_("Chapter"), heading=_("Chapters")),
                FieldPanel("transcript"),
            ],
            access=[
                *ActivityPage.window_panels,
                MultiFieldPanel([FieldPanel("required_share")], heading=_("What counts")),
                InlinePanel(
                    "excluded_ranges",
                    label=_("Part"),
                    heading=_("Parts that do not count"),
                    help_text=_("A title sequence, a break, an advertisement: nobody has to watch them."),
                ),
            ],
            materials=[InlinePanel("materials", label=_("Material"), heading=_("Materials"))],
        ),
        base_form_class=WebinarPageForm,
    )

    class Meta:
        verbose_name = _("recorded webinar")
        verbose_name_plural = _("recorded webinars")

    def clean(self) -> None:
        """Raise ValidationError for two recordings at once, and for an address without a length."""
        from ..domain.videos import recognise_address  # it imports the models

        super().clean()
        if not self.video_address:
            self.video_provider = ""
            self.video_length_s = None
            return
        if self.video_id:
            raise ValidationError(
                {"video_address": _("Choose either an uploaded video or an address, not both.")}
            )
        if not self.video_length_s:
            raise ValidationError({"video_length_s": _("Write down how long the video is.")})
        found = recognise_address(self.video_address)
        if found:
            self.video_provider, self.video_address = found[0].key, found[1]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `view`: all that the page shows to this person now."""
        from ..domain import queries  # it imports the models

        context = super().get_context(request, *args, **kwargs)
        view = queries.webinar_view(
            page=self,
            user=request.user,
            now=timezone.now(),
            login=request.session.session_key or "",
            is_preview=getattr(request, "is_preview", False),
        )
        return {**context, "view": view}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Allow the page the frames of its recording, and no others."""
        response = super().serve(request, *args, **kwargs)
        video = response.context_data["view"].video if hasattr(response, "context_data") else None
        if video and video.frame:
            response._csp_update = {"frame-src": list(video.frame.origins)}
        return response


class Chapter(Orderable):
    """A named part of a webinar."""

    page = ParentalKey(WebinarPage, related_name="chapters")
    start_s = models.PositiveIntegerField(_("begins at"), help_text=_("Minutes and seconds: 8:20."))
    title = models.CharField(_("title"), max_length=200)

    panels = [FieldRowPanel([FieldPanel("start_s", widget=TimecodeInput), FieldPanel("title")])]

    class Meta(Orderable.Meta):
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")


class ExcludedRange(Orderable):
    """A part of a recording that does not count: a title sequence, a break, an advertisement."""

    page = ParentalKey(WebinarPage, related_name="excluded_ranges")
    start_s = models.PositiveIntegerField(_("from"), help_text=_("Minutes and seconds: 8:20."))
    end_s = models.PositiveIntegerField(_("until"))
    note = models.CharField(_("what it is"), max_length=120, blank=True)

    panels = [
        FieldRowPanel(
            [
                FieldPanel("start_s", widget=TimecodeInput),
                FieldPanel("end_s", widget=TimecodeInput),
                FieldPanel("note"),
            ]
        )
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("part that does not count")
        verbose_name_plural = _("parts that do not count")


class WebinarSpeaker(Orderable):
    page = ParentalKey(WebinarPage, related_name="speakers")
    speaker = models.ForeignKey(
        "courses.Speaker", models.PROTECT, related_name="+", verbose_name=_("speaker")
    )

    panels = [FieldPanel("speaker")]

    class Meta(Orderable.Meta):
        verbose_name = _("speaker")


class WebinarMaterial(Material):
    page = ParentalKey(WebinarPage, related_name="materials")
