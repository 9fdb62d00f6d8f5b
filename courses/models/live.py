import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from .materials import Material
from .pages import ActivityPage


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
        _("address of the broadcast (HLS)"), blank=True, help_text=_("Address of a playlist ending in .m3u8.")
    )
    premiere = models.ForeignKey(
        "courses.Video",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("premiere"),
        help_text=_("A recording to broadcast as if live, from the scheduled start, instead of an address."),
    )
    recording = models.ForeignKey(
        "courses.Video",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recording"),
        help_text=_("Shown after the end. Watching it does not change the percent of presence."),
    )
    required_check_ins = models.PositiveSmallIntegerField(
        _("check-ins needed"), default=0, help_text=_("How many of the checkpoints below must be answered.")
    )

    template = "courses/live_stream_page.html"

    class Meta:
        verbose_name = _("live stream")
        verbose_name_plural = _("live streams")


class LiveBreak(Orderable):
    """A pause of a live stream that does not count."""

    page = ParentalKey(LiveStreamPage, related_name="breaks")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))

    class Meta(Orderable.Meta):
        verbose_name = _("break")
        verbose_name_plural = _("breaks")


class Checkpoint(Orderable):
    """A time in which a code is shown or spoken and typed in by those present."""

    page = ParentalKey(LiveStreamPage, related_name="checkpoints")
    key = models.UUIDField(_("key"), default=uuid.uuid4, editable=False)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))

    class Meta(Orderable.Meta):
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")


class LiveStreamSpeaker(Orderable):
    page = ParentalKey(LiveStreamPage, related_name="speakers")
    speaker = models.ForeignKey(
        "courses.Speaker", models.PROTECT, related_name="+", verbose_name=_("speaker")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("speaker")


class LiveStreamMaterial(Material):
    page = ParentalKey(LiveStreamPage, related_name="materials")
