from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TabbedInterface
from wagtail.models import Page

from courses.models import ActivityPage
from courses.models.pages import page_tabs


class VenueMeetingPage(ActivityPage):
    """A meeting people travel to. It is completed by checking in at the door.

    `opens_at` and `closes_at` are when the door takes check-ins; they follow from the schedule.
    """

    activity_type = "venue_meeting"

    # No constraint of the database: the table stays when the plugin goes, and the page can still be deleted.
    page_ptr = models.OneToOneField(
        Page, models.CASCADE, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    doors_min = models.PositiveSmallIntegerField(
        _("the door opens, minutes before"),
        default=60,
        validators=[MaxValueValidator(24 * 60)],
        help_text=_("Codes can be shown and read from then until the end of the meeting."),
    )
    address = models.CharField(_("address"), max_length=255)
    directions = models.TextField(
        _("how to get there"), blank=True, help_text=_("Entrance, floor, what to have with one.")
    )

    template = "venue_qr/venue_meeting_page.html"
    edit_handler = TabbedInterface(
        page_tabs(
            [
                *Page.content_panels,
                FieldPanel("lead"),
                MultiFieldPanel([FieldPanel("address"), FieldPanel("directions")], heading=_("Venue")),
            ],
            access=[
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                        FieldPanel("doors_min"),
                    ],
                    heading=_("Schedule"),
                    help_text=_("In the time zone of your account."),
                )
            ],
        )
    )

    class Meta:
        verbose_name = _("meeting at a venue")
        verbose_name_plural = _("meetings at a venue")
        permissions = [("confirm_attendance", _("May confirm who came to a venue"))]

    def clean(self) -> None:
        """Set when the door is open. Raises ValidationError for an end that does not come after the beginning."""
        if self.starts_at and self.ends_at:
            if self.ends_at <= self.starts_at:
                raise ValidationError({"ends_at": _("The end must come after the beginning.")})
            self.opens_at = self.starts_at - timedelta(minutes=self.doors_min or 0)
            self.closes_at = self.ends_at
        super().clean()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `view`: the meeting and where this person stands with it."""
        from .domain.queries import view_meeting  # it imports the models

        context = super().get_context(request, *args, **kwargs)
        is_preview = getattr(request, "is_preview", False)
        view = view_meeting(page=self, user=request.user, now=timezone.now(), is_preview=is_preview)
        return {**context, "view": view}
