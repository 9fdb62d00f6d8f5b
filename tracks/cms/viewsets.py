"""The section «Programme» of the CMS."""

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup

from prokadry.accounts.choosers import person_chooser
from prokadry.accounts.enums import FederalDistrict
from prokadry.accounts.models import Region
from prokadry.ui.clock import format_instant, last_minute
from prokadry.ui.numbers import format_pct
from prokadry.ui.records import KeptViewSet, RecordViewSet

from ..enums import Track
from ..models import Curriculum, Enrolment, Extension, ExtensionBatch, Season
from .bulk_views import BulkExtensionView, ExtensionBatchIndexView, ExtensionBatchInspectView
from .choosers import activity_chooser, course_chooser
from .forms import CurriculumForm, SeasonForm
from .panels import CurriculumPreviewPanel
from .season_copy import SeasonCopyView
from .views import (
    EnrolmentCreateView,
    EnrolmentIndexView,
    EnrolmentInspectView,
    ExtensionCreateView,
    ExtensionIndexView,
    FollowedCreateView,
    FollowedEditView,
)


def _deadline_of(extension: Extension | ExtensionBatch) -> str:
    """Show a deadline by its last minute, in the reader's zone."""
    return format_instant(last_minute(extension.closes_at), get_current_timezone(), with_year=True)


class SeasonViewSet(KeptViewSet):
    model = Season
    icon = "date"
    add_view_class = FollowedCreateView
    edit_view_class = FollowedEditView
    copy_view_class = SeasonCopyView
    copy_view_enabled = True
    list_display = ["title", "key", BooleanColumn("is_current", label=_("Current")), "presence_threshold_pct"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    FieldPanel(
                        "key", help_text=_("Latin letters, digits and hyphens: other systems see it.")
                    ),
                    FieldRowPanel([FieldPanel("is_current"), FieldPanel("presence_threshold_pct")]),
                ],
                heading=_("Season"),
            ),
            InlinePanel(
                "stages",
                [
                    FieldRowPanel([FieldPanel("title"), FieldPanel("kind")]),
                    FieldPanel("summary", help_text=_("One sentence for the timeline of the home page.")),
                    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                ],
                heading=_("Stages"),
                label=_("Stage"),
            ),
        ],
        base_form_class=SeasonForm,
    )


class CurriculumViewSet(KeptViewSet):
    model = Curriculum
    icon = "list-ol"
    add_view_class = FollowedCreateView
    edit_view_class = FollowedEditView
    list_display = ["title", "season", "track"]
    list_filter = ["season", "track"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("title"), FieldRowPanel([FieldPanel("season"), FieldPanel("track")])],
                heading=_("Curriculum"),
                help_text=_("Saving gives the changed deadlines to everybody who is enrolled."),
            ),
            InlinePanel(
                "courses",
                [FieldPanel("course", widget=course_chooser.widget_class), FieldPanel("is_required")],
                heading=_("Courses"),
                label=_("Course"),
                help_text=_("All published activities of a course belong to the curriculum, in its order."),
            ),
            InlinePanel(
                "overrides",
                [
                    FieldPanel("activity", widget=activity_chooser.widget_class),
                    FieldRowPanel(
                        [FieldPanel("is_excluded", heading=_("Excluded")), FieldPanel("is_required")]
                    ),
                    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                ],
                heading=_("Exceptions for single activities"),
                label=_("Exception"),
                help_text=_(
                    "What differs from the course: left out, required or not, its own window. An empty field takes "
                    "the window of the activity. A deadline is the first moment after it: for “until 23:59” enter "
                    "00:00 of the next day. An activity of another course is added to the end."
                ),
            ),
            MultiFieldPanel([CurriculumPreviewPanel()], heading=_("What a participant sees")),
        ],
        base_form_class=CurriculumForm,
    )


class EnrolmentFilterSet(WagtailFilterSet):
    track = ChoiceFilter(field_name="curriculum__track", choices=Track.choices, label=_("Track"))
    district = ChoiceFilter(
        field_name="participant__region__district",
        choices=FederalDistrict.choices,
        label=_("Federal district"),
    )
    region = ModelChoiceFilter(
        field_name="participant__region", queryset=Region.objects.all(), label=_("Region")
    )

    class Meta:
        model = Enrolment
        fields = ["season", "level"]


class EnrolmentViewSet(RecordViewSet):
    model = Enrolment
    icon = "group"
    menu_label = _("Participants")
    index_view_class = EnrolmentIndexView
    add_view_class = EnrolmentCreateView
    inspect_view_class = EnrolmentInspectView
    inspect_view_enabled = True
    inspect_template_name = "tracks/cms/enrolment_inspect.html"
    list_per_page = 50
    filterset_class = EnrolmentFilterSet
    list_display = [
        "participant",
        Column("email", label=_("E-mail"), accessor="participant.shown_email"),
        Column("region", label=_("Region"), accessor="participant.region", sort_key="participant__region__name"),
        "level",
        Column("done", label=_("Done"), accessor=lambda row: f"{row.required_done}/{row.required_total}",
               sort_key="required_done"),
        Column("missed_total", label=_("Missed"), sort_key="missed_total"),
        Column("presence", label=_("Presence"), accessor=lambda row: _format_tenths(row.presence_tenths),
               sort_key="presence_tenths"),
        Column("best", label=_("Best reachable"), accessor=lambda row: _format_tenths(row.presence_best_tenths),
               sort_key="presence_best_tenths"),
    ]  # fmt: skip
    edit_handler = ObjectList(
        [
            FieldPanel("participant", widget=person_chooser.widget_class),
            FieldPanel("season"),
            FieldPanel(
                "level", help_text=_("The track follows from the level: base, or PRO for the level PRO.")
            ),
        ]
    )


class ExtensionViewSet(RecordViewSet):
    model = Extension
    icon = "time"
    index_view_class = ExtensionIndexView
    add_view_class = ExtensionCreateView
    list_per_page = 50
    list_display = [
        Column("participant", label=_("Participant"), sort_key="participant__last_name"),
        Column("activity", label=_("Activity"), sort_key="activity__title"),
        Column("closes_at", label=_("New deadline"), accessor=_deadline_of, sort_key="closes_at"),
        Column("reason", label=_("Reason")),
        Column("granted_by", label=_("Granted by")),
        DateColumn("granted_at", label=_("Granted at"), sort_key="granted_at"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("participant", widget=person_chooser.widget_class),
            FieldPanel("activity", widget=activity_chooser.widget_class),
            FieldPanel("closes_at"),
            FieldPanel(
                "reason",
                help_text=_(
                    "The participant does not see it. It is kept for ever, with your name and the time."
                ),
            ),
        ]
    )


class ExtensionBatchViewSet(RecordViewSet):
    model = ExtensionBatch
    icon = "time"
    menu_label = _("Bulk extensions")
    index_view_class = ExtensionBatchIndexView
    add_view_class = BulkExtensionView
    inspect_view_class = ExtensionBatchInspectView
    inspect_view_enabled = True
    inspect_template_name = "tracks/cms/extension_batch.html"
    form_fields = ("reason",)
    list_per_page = 50
    list_display = [
        TitleColumn("activity", label=_("Activity"), url_name="extensionbatch:inspect", sort_key="activity__title"),
        Column("closes_at", label=_("New deadline"), accessor=_deadline_of, sort_key="closes_at"),
        Column("granted_total", label=_("People"), sort_key="granted_total"),
        Column("source", label=_("Chosen"), accessor="get_source_display"),
        Column("reason", label=_("Reason")),
        Column("granted_by", label=_("Granted by")),
        DateColumn("granted_at", label=_("Granted at"), sort_key="granted_at"),
    ]  # fmt: skip


class ProgrammeGroup(ModelViewSetGroup):
    menu_label = _("Programme")
    menu_icon = "group"
    menu_order = 250
    items = (SeasonViewSet, CurriculumViewSet, EnrolmentViewSet, ExtensionViewSet, ExtensionBatchViewSet)


def _format_tenths(tenths: int | None) -> str:
    return format_pct(None if tenths is None else tenths / 10)
