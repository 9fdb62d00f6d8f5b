"""The completion API: courses, activities and who has completed what."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from prokadry.rest.addresses import page_url
from prokadry.rest.filters import IdFilter
from prokadry.rest.instants import InstantField, InstantFilter
from prokadry.rest.resources import ParticipantRefSerializer, ResourceViewSet, describe_resource

from ..domain.api_queries import activities_for, completions_for, courses_for, evidence_of
from ..enums import CompletionState
from ..models import Activity, Completion, Course
from . import api_examples

CHANGED_AT = _("When the row last changed: what `updated_since` is compared with.")
UPDATED_SINCE = _("Changed at this instant or later.")


class CourseRefSerializer(serializers.ModelSerializer):
    class Meta:
        model = Course
        fields = ["id", "title"]


class CourseSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField(help_text=_("Page of the course; null while it has none."))
    updated_at = InstantField(help_text=CHANGED_AT)

    class Meta:
        model = Course
        fields = ["id", "title", "url", "position", "updated_at"]

    def get_url(self, course: Course) -> str | None:
        return page_url(course.page, self.context["request"])


class ActivitySerializer(serializers.ModelSerializer):
    type = serializers.CharField(help_text=_("`webinar`, `live_stream`, or the key of a plugin's own type."))
    url = serializers.SerializerMethodField(
        help_text=_("Page of the activity; null once it is off the site.")
    )
    course = CourseRefSerializer(allow_null=True, help_text=_("Null for an activity outside any course."))
    opens_at = InstantField(allow_null=True, help_text=_("Null: open as soon as it is published."))
    closes_at = InstantField(allow_null=True, help_text=_("The first instant after the deadline."))
    starts_at = InstantField(allow_null=True, help_text=_("Start of a live stream."))
    ends_at = InstantField(allow_null=True, help_text=_("End of a live stream."))
    duration_s = serializers.FloatField(help_text=_("Length of the recording or of the schedule, seconds."))
    rev = serializers.IntegerField(help_text=_("Revision of the recording; 0 where there is none."))

    class Meta:
        model = Activity
        fields = [
            "id",
            "type",
            "title",
            "url",
            "course",
            "opens_at",
            "closes_at",
            "starts_at",
            "ends_at",
            "duration_s",
            "rev",
        ]

    def get_url(self, activity: Activity) -> str | None:
        return page_url(activity.page, self.context["request"])


class ActivityRefSerializer(ActivitySerializer):
    class Meta(ActivitySerializer.Meta):
        fields = ["id", "type", "title", "url"]


EVIDENCE_SCHEMA = {
    "type": "object",
    "description": _("What the state follows from; its keys depend on the type of the activity."),
    "anyOf": [
        {
            "title": "Recorded webinar",
            "type": "object",
            "required": ["seen_s", "required_s", "duration_s"],
            "properties": {
                "seen_s": {"type": "integer", "description": _("Seconds credited.")},
                "required_s": {"type": "integer", "description": _("Seconds that are enough.")},
                "duration_s": {"type": "integer", "description": _("Seconds in all.")},
                "countable_s": {
                    "type": "integer",
                    "description": _("Seconds that count; there only where a part is excluded."),
                },
            },
        },
        {
            "title": "Live stream",
            "type": "object",
            "required": ["marked_slots", "countable_slots", "percent"],
            "properties": {
                "marked_slots": {
                    "type": "integer",
                    "description": _("Slots of 15 s in which the person was present."),
                },
                "countable_slots": {"type": "integer", "description": _("Slots that count so far.")},
                "percent": {
                    "type": ["number", "null"],
                    "minimum": 0,
                    "maximum": 100,
                    "description": _("0–100, one decimal, floored; null before the start."),
                },
            },
        },
        {"title": "A plugin's own type", "type": "object", "additionalProperties": True},
    ],
}


class RuleSerializer(serializers.Serializer):
    key = serializers.CharField(source="rule_key")
    version = serializers.IntegerField(source="rule_version")


@extend_schema_field(EVIDENCE_SCHEMA)
class EvidenceField(serializers.Field):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, row: Completion) -> dict[str, Any]:
        return evidence_of(row, now=self.context["view"].now)


class CompletionSerializer(serializers.ModelSerializer):
    participant = ParticipantRefSerializer(source="*", help_text=_("Whose row it is, by id only."))
    activity = ActivityRefSerializer(help_text=_("What has to be completed."))
    course = CourseRefSerializer(
        source="activity.course", allow_null=True, help_text=_("Null for an activity outside any course.")
    )
    state = serializers.ChoiceField(
        choices=CompletionState.choices, source="state_at", help_text=_("True at the moment of the answer.")
    )
    share = serializers.FloatField(
        min_value=0, max_value=1, help_text=_("How much of the activity is credited, 0–1.")
    )
    track = serializers.CharField(help_text=_("Track of the curriculum: `base` or `pro`."))
    season = serializers.CharField(help_text=_("Key of the season."))
    completed_at = InstantField(allow_null=True, help_text=_("When the rule was first met."))
    closes_at = InstantField(
        allow_null=True,
        help_text=_("The person's own deadline, extensions included: the first instant after it."),
    )
    rule = RuleSerializer(source="*", help_text=_("The rule that decided the state, and its version then."))
    evidence = EvidenceField()
    updated_at = InstantField(help_text=CHANGED_AT)

    class Meta:
        model = Completion
        fields = [
            "id",
            "participant",
            "activity",
            "course",
            "track",
            "season",
            "state",
            "share",
            "completed_at",
            "closes_at",
            "rule",
            "evidence",
            "updated_at",
        ]


class ChangedFilter(FilterSet):
    updated_since = InstantFilter(field_name="updated_at", lookup_expr="gte", label=UPDATED_SINCE)


class CourseFilter(ChangedFilter):
    class Meta:
        model = Course
        fields: list[str] = []


class ActivityFilter(ChangedFilter):
    course = IdFilter(field_name="course_id", label=_("Id of the course."))
    type = CharFilter(label=_("Key of the type, such as `webinar` or `live_stream`."))

    class Meta:
        model = Activity
        fields: list[str] = []


class CompletionFilter(ChangedFilter):
    participant = IdFilter(field_name="participant_id", label=_("Id of the participant."))
    activity = IdFilter(field_name="activity_id", label=_("Id of the activity."))
    course = IdFilter(field_name="activity__course_id", label=_("Id of the course."))
    type = CharFilter(field_name="activity__type", label=_("Key of the type of the activity."))
    track = CharFilter(label=_("Track of the curriculum: `base` or `pro`."))
    season = CharFilter(label=_("Key of the season."))
    state = ChoiceFilter(
        field_name="state_at", choices=CompletionState.choices, label=_("State at this moment.")
    )
    completed_after = InstantFilter(
        field_name="completed_at", lookup_expr="gte", label=_("Completed then or later.")
    )
    completed_before = InstantFilter(
        field_name="completed_at", lookup_expr="lt", label=_("Completed before then.")
    )

    class Meta:
        model = Completion
        fields: list[str] = []


@describe_resource(
    many=_("Courses"),
    one=_("One course"),
    text=_("Themed sets of activities."),
    example=api_examples.COURSES,
)
class CourseViewSet(ResourceViewSet):
    queryset = Course.objects.none()
    serializer_class = CourseSerializer
    filterset_class = CourseFilter

    def get_queryset(self) -> QuerySet[Course]:
        return courses_for(user=self.user)


@describe_resource(
    many=_("Activities"),
    one=_("One activity"),
    text=_("What participants complete: recorded webinars, live streams and types that plugins add."),
    example=api_examples.ACTIVITIES,
)
class ActivityViewSet(ResourceViewSet):
    queryset = Activity.objects.none()
    serializer_class = ActivitySerializer
    filterset_class = ActivityFilter

    def get_queryset(self) -> QuerySet[Activity]:
        return activities_for(user=self.user)


@describe_resource(
    many=_("Completions"),
    one=_("One completion"),
    text=_(
        "One row for each participant and activity of their curriculum; an untouched one is `not_started`."
    ),
    example=api_examples.COMPLETIONS,
)
class CompletionViewSet(ResourceViewSet):
    queryset = Completion.objects.none()
    serializer_class = CompletionSerializer
    filterset_class = CompletionFilter

    def get_queryset(self) -> QuerySet[Completion]:
        return completions_for(user=self.user, now=self.now)
