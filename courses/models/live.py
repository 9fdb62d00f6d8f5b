import uuid
from typing import Any

from django.core.exceptions import ValidationError
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
from wagtail.models import Orderable, Page
from wagtailmedia.edit_handlers import MediaChooserPanel

from ..fields import validate_playlist_url
from ..forms import LiveStreamPageForm
from ..panels import VideoStatusPanel
from .materials import Material
from .pages import ActivityPage, page_tabs


class LiveStreamPage(ActivityPage):
    """A live stream: everyone gathers at one time, and the percent of presence counts."""

    activity_type = "live_stream"

    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    actual_starts_at = models.DateTimeField(
        _("really started at"), null=True, blank=True, help_text=_("Empty: as scheduled.")
    )
    actual_ends_at = models.DateTimeField(
        _("really ended at"), null=True, blank=True, help_text=_("Empty: as scheduled.")
    )
    hls_url = models.URLField(
        _("address of the broadcast (HLS)"), blank=True, validators=[validate_playlist_url],
        help_text=_("Address of a playlist ending in .m3u8."),
    )  # fmt: skip
    premiere = models.ForeignKey(
        "courses.Video", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("premiere"),
        help_text=_("A recording to broadcast as if live, from the start of the stream, instead of an address."),
    )  # fmt: skip
    recording = models.ForeignKey(
        "courses.Video", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("recording"),
        help_text=_("Shown after the end. Watching it does not change the percent of presence."),
    )  # fmt: skip
    required_check_ins = models.PositiveSmallIntegerField(
        _("check-ins needed"), default=0, help_text=_("How many of the checkpoints below must be answered.")
    )

    asks_presence = models.BooleanField(
        _("ask “Are you here?”"), default=False,
        help_text=_(
            "Once in 20 minutes, at a moment of their own, everybody present has 90 seconds to answer. It does not "
            "change the percent; organisers see the answers."
        ),
    )  # fmt: skip

    template = "courses/live_stream_page.html"
    edit_handler = TabbedInterface(
        page_tabs(
            [
                *Page.content_panels,
                FieldPanel("lead"),
                MultiFieldPanel(
                    [
                        FieldPanel("hls_url"),
                        MediaChooserPanel("premiere", media_type="video"),
                        VideoStatusPanel("premiere"),
                    ],
                    heading=_("Broadcast"),
                    help_text=_("Either an address or a recording. It may be added later, up to the start."),
                ),
                MultipleChooserPanel(
                    "speakers", chooser_field_name="speaker", label=_("Speaker"), heading=_("Speakers")
                ),
                MultiFieldPanel(
                    [MediaChooserPanel("recording", media_type="video"), VideoStatusPanel("recording")],
                    heading=_("After the end"),
                ),
            ],
            access=[
                MultiFieldPanel(
                    [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")])],
                    heading=_("Schedule"),
                    help_text=_(
                        "In the time zone of your account. It may be changed later: percents are counted anew."
                    ),
                ),
                MultiFieldPanel(
                    [FieldRowPanel([FieldPanel("actual_starts_at"), FieldPanel("actual_ends_at")])],
                    heading=_("How it really went"),
                ),
                InlinePanel("breaks", label=_("Break"), heading=_("Breaks that do not count")),
                MultiFieldPanel([FieldPanel("required_check_ins")], heading=_("Check-in by code")),
                InlinePanel("checkpoints", label=_("Checkpoint"), heading=_("Checkpoints")),
                FieldPanel("asks_presence"),
                *ActivityPage.window_panels,
            ],
            materials=[InlinePanel("materials", label=_("Material"), heading=_("Materials"))],
        ),
        base_form_class=LiveStreamPageForm,
    )

    class Meta:
        verbose_name = _("live stream")
        verbose_name_plural = _("live streams")

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The three states of the page, so an editor sees each before it comes."""
        return [("before", _("Before the start")), ("running", _("On air")), ("after", _("After the end"))]

    def clean(self) -> None:
        """Raise ValidationError for an end before its start, and for two sources at once."""
        super().clean()
        errors = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("The end must come after the beginning.")
        really = (self.actual_starts_at or self.starts_at, self.actual_ends_at or self.ends_at)
        if (self.actual_starts_at or self.actual_ends_at) and all(really) and really[1] <= really[0]:
            errors["actual_ends_at"] = _("The end must come after the beginning.")
        if self.hls_url and self.premiere_id:
            errors["premiere"] = _("Choose either an address of the broadcast or a recording, not both.")
        if errors:
            raise ValidationError(errors)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `view`: all that the page shows to this person now, or in the state that is previewed."""
        from ..domain import queries  # it imports the models

        context = super().get_context(request, *args, **kwargs)
        view = queries.live_view(
            page=self,
            user=request.user,
            now=timezone.now(),
            login=request.session.session_key or "",
            preview=getattr(request, "preview_mode", "") if getattr(request, "is_preview", False) else "",
        )
        return {**context, "view": view}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Allow the page to play from the host of the broadcast, and from no other."""
        from ..domain.media import origin_of  # it imports the models

        response = super().serve(request, *args, **kwargs)
        if self.hls_url:
            origin = origin_of(self.hls_url)
            response._csp_update = {"connect-src": [origin], "media-src": [origin]}
        return response


class LiveBreak(Orderable):
    """A pause of a live stream that does not count."""

    page = ParentalKey(LiveStreamPage, related_name="breaks")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))

    panels = [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")])]

    class Meta(Orderable.Meta):
        verbose_name = _("break")
        verbose_name_plural = _("breaks")


class Checkpoint(Orderable):
    """A time in which a code is shown or spoken and typed in by those present."""

    page = ParentalKey(LiveStreamPage, related_name="checkpoints")
    key = models.UUIDField(_("key"), default=uuid.uuid4, editable=False)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))

    panels = [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])]

    class Meta(Orderable.Meta):
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")


class LiveStreamSpeaker(Orderable):
    page = ParentalKey(LiveStreamPage, related_name="speakers")
    speaker = models.ForeignKey(
        "courses.Speaker", models.PROTECT, related_name="+", verbose_name=_("speaker")
    )

    panels = [FieldPanel("speaker")]

    class Meta(Orderable.Meta):
        verbose_name = _("speaker")


class LiveStreamMaterial(Material):
    page = ParentalKey(LiveStreamPage, related_name="materials")
