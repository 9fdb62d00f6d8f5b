"""What a copy of a season would be, worked out without writing anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Model
from django.utils.translation import gettext_lazy as _

from courses.extensions import activity_types
from courses.models import Activity
from prokadry.ui.clock import MOSCOW

from ..models import Curriculum, CurriculumCourse, CurriculumOverride, Season, Stage
from .plugins import enabled_plugins

LATEST_DAYS = 3660

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class CurriculumDraft:
    """A curriculum of the source, and unsaved rows for its copy.

    from_pages  activities whose window stands, in part or whole, on their page: the copy has it, moved, as an exception
    left_out  activities held at a time of their own that are over before the copy begins: the copy leaves them out
    """

    source: Curriculum
    courses: list[CurriculumCourse]
    overrides: list[CurriculumOverride]
    from_pages: list[Activity]
    left_out: list[Activity]


@dataclass(frozen=True)
class SeasonDraft:
    """What a copy of a season would be; nothing of it is saved.

    days  how much later everything is, in days of Moscow's calendar
    stages  each as it is in the source, and as it would be
    plugins  names of those that the source uses
    """

    source: Season
    days: int
    stages: list[tuple[Stage, Stage]]
    curricula: list[CurriculumDraft]
    plugins: list[str]

    @property
    def from_pages(self) -> list[Activity]:
        """`from_pages` of all curricula, each activity once."""
        return _unique(activity for draft in self.curricula for activity in draft.from_pages)

    @property
    def left_out(self) -> list[Activity]:
        """`left_out` of all curricula, each activity once."""
        return _unique(activity for draft in self.curricula for activity in draft.left_out)


@dataclass(frozen=True)
class _Shift:
    days: int
    begins_at: datetime


def move_days(instant: datetime, *, days: int) -> datetime:
    """Return the instant so many days of Moscow's calendar later, at the same time of day there."""
    return (instant.astimezone(MOSCOW) + timedelta(days=days)).astimezone(UTC)


def copy_row(row: Row, *, days: int, **changes: Any) -> Row:
    """Return an unsaved copy of a row, its instants moved; fields in `changes` have the values given there."""
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        is_instant = isinstance(field, DateTimeField) and value is not None
        values[field.attname] = move_days(value, days=days) if is_instant else value
    del values[row._meta.pk.attname]
    return type(row)(**(values | changes))


def first_day(season: Season) -> date | None:
    """Return the day in Moscow on which the first stage of a season starts, None without stages; one query."""
    return _first_day(Stage.objects.filter(season=season))


def draft_copy(*, season: Season, starts_on: date) -> SeasonDraft:
    """Return what a copy of `season` that starts on `starts_on` (a day in Moscow) would be, in 6 queries.

    Raises ValidationError for `starts_on`: the season has no stage to count from, or the day is not after its own
    first day, or is more than ten years later.
    """
    stages = list(Stage.objects.filter(season=season))
    days = _count_days(season, stages, starts_on)
    return SeasonDraft(
        source=season,
        days=days,
        stages=[(stage, copy_row(stage, days=days)) for stage in stages],
        curricula=_draft_curricula(season, _Shift(days, datetime.combine(starts_on, time(), MOSCOW))),
        plugins=sorted(enabled_plugins(season)),
    )


def _first_day(stages: Iterable[Stage]) -> date | None:
    starts_at = min((stage.starts_at for stage in stages), default=None)
    return starts_at.astimezone(MOSCOW).date() if starts_at else None


def _count_days(season: Season, stages: Sequence[Stage], starts_on: date) -> int:
    first = _first_day(stages)
    if first is None:
        words = _("“%(season)s” has no stages, so there is no day to count from. Give it a stage first.")
        raise ValidationError({"starts_on": words % {"season": season}})
    days = (starts_on - first).days
    if days <= 0:
        words = _("“%(season)s” itself starts on %(day)s: its copy has to start later.")
        raise ValidationError({"starts_on": words % {"season": season, "day": f"{first:%d.%m.%Y}"}})
    if days > LATEST_DAYS:
        raise ValidationError({"starts_on": _("This is more than ten years later. Check the year.")})
    return days


def _draft_curricula(season: Season, shift: _Shift) -> list[CurriculumDraft]:
    curricula = list(Curriculum.objects.filter(season=season))
    courses = list(CurriculumCourse.objects.filter(curriculum__in=curricula))
    overrides = list(CurriculumOverride.objects.filter(curriculum__in=curricula).select_related("activity"))
    # An activity whose page is deleted never comes back: nobody needs an exception for it.
    taught: dict[int | None, list[Activity]] = {}
    for activity in Activity.objects.filter(
        course__in={entry.course_id for entry in courses}, page__isnull=False
    ).order_by("position", "id"):
        taught.setdefault(activity.course_id, []).append(activity)
    return [
        _draft_curriculum(
            curriculum,
            [entry for entry in courses if entry.curriculum_id == curriculum.pk],
            [override for override in overrides if override.curriculum_id == curriculum.pk],
            taught,
            shift,
        )
        for curriculum in curricula
    ]


def _draft_curriculum(
    source: Curriculum,
    courses: Sequence[CurriculumCourse],
    overrides: Sequence[CurriculumOverride],
    taught: Mapping[int | None, Sequence[Activity]],
    shift: _Shift,
) -> CurriculumDraft:
    listed = {override.activity_id for override in overrides}
    unlisted = [
        CurriculumOverride(activity=activity, is_required=entry.is_required)
        for entry in courses
        for activity in taught.get(entry.course_id, ())
        if activity.pk not in listed
    ]
    draft = CurriculumDraft(source, [copy_row(entry, days=0) for entry in courses], [], [], [])
    for override in (*overrides, *unlisted):
        _carry_over(override, draft, shift)
    for place, copy in enumerate(draft.overrides):
        copy.sort_order = place
    return draft


def _carry_over(override: CurriculumOverride, draft: CurriculumDraft, shift: _Shift) -> None:
    """Put into the draft what the copy says of an activity; an override without a key stands for none."""
    activity = override.activity
    over_at = _over_at(activity)
    if over_at is None or override.is_excluded:
        window = _window_of(override)
        if window != (override.opens_at, override.closes_at):
            draft.from_pages.append(activity)
        elif override.pk is None:
            return
        opens_at, closes_at = (instant and move_days(instant, days=shift.days) for instant in window)
        draft.overrides.append(copy_row(override, days=0, opens_at=opens_at, closes_at=closes_at))
    elif over_at <= shift.begins_at:
        draft.left_out.append(activity)
        changes = {"is_excluded": True, "opens_at": None, "closes_at": None}
        draft.overrides.append(copy_row(override, days=0, **changes))
    elif override.pk is not None:
        # It is held when it is held, whichever season asks for it.
        draft.overrides.append(copy_row(override, days=0))


def _over_at(activity: Activity) -> datetime | None:
    """Return when an activity held at a time of its own is over, None for one whose window may be moved."""
    kind = activity_types.find(activity.type)
    return activity.ends_at or (activity.closes_at if kind and kind.happens_once else None)


def _window_of(override: CurriculumOverride) -> tuple[datetime | None, datetime | None]:
    """Return the window that counts, the page's where the override has none."""
    activity = override.activity
    opens_at = override.opens_at or activity.opens_at
    closes_at = override.closes_at or activity.closes_at
    if override.is_excluded or (opens_at and closes_at and closes_at <= opens_at):
        # Nobody is asked for it, or nobody can do it: that is for the organiser to mend, not for the copy.
        return override.opens_at, override.closes_at
    return opens_at, closes_at


def _unique(activities: Iterable[Activity]) -> list[Activity]:
    return list({activity.pk: activity for activity in activities}.values())
