"""The API of tracks: curricula, who studies them, and how far each participant is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from courses.domain.api_queries import completions_for, sees_everyone
from courses.enums import CompletionState
from courses.models import Activity
from prokadry.accounts.enums import Scope
from prokadry.accounts.models import User
from prokadry.rest.filters import IdFilter, refuse_unknown
from prokadry.rest.instants import InstantField, InstantFilter
from prokadry.rest.resources import ParticipantRefSerializer, ResourceViewSet, describe_resource

from ..domain.curricula import CurriculumItem, combine
from ..domain.plugins import types_off_by_season
from ..enums import Level
from ..models import Curriculum, CurriculumCourse, CurriculumOverride, Enrolment
from . import api_examples


class TrackCourseSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()


class TrackActivitySerializer(serializers.Serializer):
    id = serializers.IntegerField(source="activity.pk")
    required = serializers.BooleanField(source="is_required")
    opens_at = InstantField(allow_null=True)
    closes_at = InstantField(allow_null=True, help_text=_("The first instant after the deadline."))


class TrackSerializer(serializers.ModelSerializer):
    key = serializers.CharField(source="track", help_text=_("`base` or `pro`: the `track` of completions."))
    season = serializers.CharField(source="season.key")
    courses = serializers.SerializerMethodField(help_text=_("In the order of study."))
    activities = serializers.SerializerMethodField(
        help_text=_(
            "Published activities in the order of study, with the window of everyone without an extension."
        )
    )

    class Meta:
        model = Curriculum
        fields = ["id", "key", "title", "season", "courses", "activities"]

    @extend_schema_field(TrackCourseSerializer(many=True))
    def get_courses(self, curriculum: Curriculum) -> list[dict[str, Any]]:
        return [{"id": entry.course.pk, "title": entry.course.title} for entry in curriculum.courses.all()]

    @extend_schema_field(TrackActivitySerializer(many=True))
    def get_activities(self, curriculum: Curriculum) -> list[dict[str, Any]]:
        return TrackActivitySerializer(self.context["items"][curriculum.pk], many=True).data


@extend_schema_field({"type": ["number", "null"], "minimum": 0, "maximum": 100})
class PercentField(serializers.Field):
    """Tenths of a percent shown as a number with one decimal."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, tenths: int) -> float:
        return tenths / 10


class EnrolmentSerializer(serializers.ModelSerializer):
    participant = ParticipantRefSerializer(source="*", help_text=_("Whose row it is, by id only."))
    season = serializers.CharField(source="season.key", help_text=_("Key of the season."))
    track = serializers.CharField(
        source="curriculum.track", help_text=_("Track of the curriculum: `base` or `pro`.")
    )
    level = serializers.ChoiceField(choices=Level.choices)
    enrolled_at = InstantField()
    presence_percent = PercentField(
        source="presence_tenths", help_text=_("Mean presence at the streams held so far.")
    )
    presence_best_percent = PercentField(
        source="presence_best_tenths", help_text=_("Mean presence if no stream is missed from now on.")
    )
    updated_at = InstantField()

    class Meta:
        model = Enrolment
        fields = [
            "id",
            "participant",
            "season",
            "track",
            "level",
            "enrolled_at",
            "required_total",
            "required_done",
            "recorded_total",
            "recorded_done",
            "missed_total",
            "streams_total",
            "streams_held",
            "presence_percent",
            "presence_best_percent",
            "updated_at",
        ]
        extra_kwargs = {
            "required_total": {"help_text": _("Required activities.")},
            "required_done": {"help_text": _("Of these completed or excused.")},
            "recorded_total": {"help_text": _("Required recordings.")},
            "recorded_done": {"help_text": _("Of these watched or excused.")},
            "missed_total": {"help_text": _("Required activities missed.")},
            "streams_total": {"help_text": _("Required live streams that count for the person.")},
            "streams_held": {"help_text": _("Of these held so far.")},
        }


class CourseCountsSerializer(serializers.Serializer):
    course = serializers.SerializerMethodField(help_text=_("Null for activities outside any course."))
    total = serializers.IntegerField()
    required_total = serializers.IntegerField()
    required_done = serializers.IntegerField(help_text=_("Completed or excused."))
    not_started = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    completed = serializers.IntegerField()
    missed = serializers.IntegerField()
    excused = serializers.IntegerField()

    @extend_schema_field(TrackCourseSerializer(allow_null=True))
    def get_course(self, row: dict[str, Any]) -> dict[str, Any] | None:
        if row["activity__course_id"] is None:
            return None
        return {"id": row["activity__course_id"], "title": row["activity__course__title"]}


class ProgressSerializer(EnrolmentSerializer):
    courses = serializers.SerializerMethodField()

    class Meta(EnrolmentSerializer.Meta):
        fields = [*EnrolmentSerializer.Meta.fields, "courses"]

    @extend_schema_field(CourseCountsSerializer(many=True))
    def get_courses(self, enrolment: Enrolment) -> list[dict[str, Any]]:
        return CourseCountsSerializer(self.context["courses"], many=True).data


class TrackFilter(FilterSet):
    season = CharFilter(field_name="season__key", label=_("Key of the season."))
    updated_since = InstantFilter(
        method="changed_since",
        label=_("The curriculum or one of its activities changed at this instant or later."),
    )

    class Meta:
        model = Curriculum
        fields: list[str] = []

    def changed_since(self, rows: QuerySet[Curriculum], name: str, since: datetime) -> QuerySet[Curriculum]:
        """Keep the curricula whose answer may differ from what was read before `since`."""
        taught = CurriculumCourse.objects.filter(course__activities__updated_at__gte=since)
        named = CurriculumOverride.objects.filter(activity__updated_at__gte=since)
        return rows.filter(
            Q(updated_at__gte=since)
            | Q(pk__in=taught.values("curriculum"))
            | Q(pk__in=named.values("curriculum"))
        )


class EnrolmentFilter(FilterSet):
    participant = IdFilter(field_name="participant_id", label=_("Id of the participant."))
    season = CharFilter(field_name="season__key", label=_("Key of the season."))
    track = CharFilter(field_name="curriculum__track", label=_("Track of the curriculum: `base` or `pro`."))
    level = ChoiceFilter(choices=Level.choices, label=_("Level of the participant."))
    updated_since = InstantFilter(
        field_name="updated_at", lookup_expr="gte", label=_("Changed at this instant or later.")
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []


@describe_resource(
    many=_("Tracks"),
    one=_("One track"),
    text=_("Curricula: what a track studies in a season."),
    example=api_examples.TRACKS,
)
class TrackViewSet(ResourceViewSet):
    queryset = Curriculum.objects.select_related("season").prefetch_related(
        "courses__course", "overrides__activity__course"
    )
    serializer_class = TrackSerializer
    filterset_class = TrackFilter

    def get_serializer(self, *args: Any, **kwargs: Any) -> serializers.BaseSerializer:
        serializer = super().get_serializer(*args, **kwargs)
        if args:
            shown = args[0] if isinstance(args[0], list) else [args[0]]
            serializer.context["items"] = _items(shown)
        return serializer


@describe_resource(
    many=_("Enrolments"),
    one=_("One enrolment"),
    text=_("Who studies which curriculum, with the roll-up of their completions."),
    example=api_examples.ENROLMENTS,
)
class EnrolmentViewSet(ResourceViewSet):
    queryset = Enrolment.objects.select_related("season", "curriculum")
    serializer_class = EnrolmentSerializer
    filterset_class = EnrolmentFilter

    def get_queryset(self) -> QuerySet[Enrolment]:
        return _enrolments_for(self.user)


class ProgressView(APIView):
    scope = Scope.COMPLETIONS_READ.value

    @extend_schema(
        summary=_("Progress of a participant"),
        description=_("How far one participant is: the roll-up of their enrolment and counts by course."),
        operation_id="participants_progress_retrieve",
        parameters=[
            OpenApiParameter(
                "season", str, description=str(_("Key of the season; without it, the latest one."))
            ),
        ],
        responses=ProgressSerializer,
        examples=[api_examples.PROGRESS],
    )
    def get(self, request: Request, participant_id: int) -> Response:
        refuse_unknown(request, known={"season"})
        user = cast(User, request.user)
        rows = _enrolments_for(user).filter(participant_id=participant_id)
        if season := request.query_params.get("season", "").replace("\0", ""):
            rows = rows.filter(season__key=season)
        enrolment = rows.order_by("-season__is_current", "-season__key").first()
        if enrolment is None:
            raise NotFound
        counts = _count_by_course(enrolment, user)
        return Response(ProgressSerializer(enrolment, context={"courses": counts}).data)


def _enrolments_for(user: User) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.select_related("season", "curriculum")
    return rows if sees_everyone(user) else rows.filter(participant=user)


def _items(curricula: Iterable[Curriculum]) -> dict[int, list[CurriculumItem]]:
    """Return the items of each curriculum by its id, with one query for all and one for types of plugins."""
    course_ids = {entry.course_id for curriculum in curricula for entry in curriculum.courses.all()}
    activities = list(Activity.objects.filter(course_id__in=course_ids).order_by("position", "id"))
    off = types_off_by_season({curriculum.season_id for curriculum in curricula})
    return {
        curriculum.pk: combine(
            courses=[(entry.course, entry.is_required) for entry in curriculum.courses.all()],
            overrides=list(curriculum.overrides.all()),
            activities=activities,
            without_types=off[curriculum.season_id],
        ).items
        for curriculum in curricula
    }


def _count_by_course(enrolment: Enrolment, user: User) -> list[dict[str, Any]]:
    done = Q(state_at__in=(CompletionState.COMPLETED, CompletionState.EXCUSED))
    rows = completions_for(user=user, now=timezone.now()).filter(
        participant_id=enrolment.participant_id, season=enrolment.season.key, is_assigned=True
    )
    return list(
        rows.values("activity__course_id", "activity__course__title", "activity__course__position")
        .annotate(
            total=Count("pk"),
            required_total=Count("pk", filter=Q(is_required=True)),
            required_done=Count("pk", filter=Q(is_required=True) & done),
            **{state.value: Count("pk", filter=Q(state_at=state.value)) for state in CompletionState},
        )
        .order_by("activity__course__position", "activity__course_id")
    )
