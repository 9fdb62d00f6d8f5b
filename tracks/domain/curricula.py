"""From a curriculum to the rows that say who has to do what, and by when."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from courses.domain.assignments import Assignment, assign, withdraw
from courses.models import Activity, Completion, Course

from ..models import Curriculum, CurriculumCourse, CurriculumOverride, Enrolment, Extension, Season
from . import kinds
from .plugins import types_off
from .rollup import roll_up

CHUNK = 500


@dataclass(frozen=True)
class CurriculumItem:
    """One activity of a curriculum.

    The window is that of everybody without an extension, `closes_at` exclusive.
    """

    activity: Activity
    course: Course | None
    position: int
    is_required: bool
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True)
class Resolved:
    """A curriculum resolved: what it asks for, and activities it names but does not ask for now.

    withheld  they are not published
    switched_off  their plugin is off in the season
    """

    items: list[CurriculumItem]
    withheld: list[Activity]
    switched_off: list[Activity] = field(default_factory=list)


def resolve_items(curriculum: Curriculum) -> list[CurriculumItem]:
    """Return the published activities of a curriculum in order, in 3 queries.

    These are all activities of its courses but the excluded ones, then those that overrides add from outside.
    A window is the override's, else the activity's; a stream without any closes when it ends. Unpublished
    activities keep their place, so the numbers of the others do not change with them.
    """
    return resolve(curriculum).items


def resolve(curriculum: Curriculum) -> Resolved:
    """Return the items of a curriculum and the activities in it that nobody is asked for, in 3 queries.

    Types of plugins take a fourth.
    """
    # Asked of the tables, as a curriculum that comes from a form still holds what was in the form.
    courses = list(CurriculumCourse.objects.filter(curriculum=curriculum).select_related("course"))
    overrides = list(
        CurriculumOverride.objects.filter(curriculum=curriculum).select_related("activity__course")
    )
    taught = Activity.objects.filter(course_id__in=[entry.course_id for entry in courses])
    return combine(
        courses=[(entry.course, entry.is_required) for entry in courses],
        overrides=overrides,
        activities=list(taught.order_by("position", "id")),
        without_types=types_off(curriculum.season),
    )


def combine(
    *,
    courses: Sequence[tuple[Course, bool]],
    overrides: Sequence[CurriculumOverride],
    activities: Sequence[Activity],
    without_types: Collection[str] = (),
) -> Resolved:
    """Return what courses (with whether they are required) and overrides amount to; reads nothing.

    `activities` are those of the courses, in the order of each course. Those of `without_types` are left out.
    """
    by_activity = {override.activity_id: override for override in overrides}
    candidates: list[tuple[Activity, Course | None, bool]] = [
        (activity, course, is_required)
        for course, is_required in courses
        for activity in activities
        if activity.course_id == course.pk
    ]
    listed = {activity.pk for activity, _course, _is_required in candidates}
    candidates += [
        (override.activity, override.activity.course, override.is_required)
        for override in overrides
        if override.activity_id not in listed
    ]
    items: list[CurriculumItem] = []
    withheld: list[Activity] = []
    switched_off: list[Activity] = []
    for activity, course, is_required in candidates:
        own = by_activity.get(activity.pk)
        if own is not None and own.is_excluded:
            continue
        if activity.type in without_types:
            switched_off.append(activity)
            continue
        if not activity.is_live:
            withheld.append(activity)
            continue
        items.append(
            _resolve_item(activity, course, is_required, own, position=len(items) + len(withheld) + 1)
        )
    return Resolved(items=items, withheld=withheld, switched_off=switched_off)


def _resolve_item(
    activity: Activity,
    course: Course | None,
    is_required: bool,
    own: CurriculumOverride | None,
    *,
    position: int,
) -> CurriculumItem:
    return CurriculumItem(
        activity=activity,
        course=course,
        position=position,
        is_required=own.is_required if own else is_required,
        opens_at=(own.opens_at if own else None) or activity.opens_at,
        closes_at=(own.closes_at if own else None) or default_deadline(activity),
    )


def default_deadline(activity: Activity) -> datetime | None:
    """Return when an activity closes where no curriculum says otherwise; a stream closes when it ends."""
    return activity.closes_at or (activity.ends_at if kinds.is_stream(activity) else None)


def sync_assignments(
    *, curriculum: Curriculum, participant_ids: Collection[int] | None = None, now: datetime
) -> set[int]:
    """Give enrolled participants (None: all) the rows their curriculum asks for; return whose rows changed.

    The deadline is the latest granted extension if that is later, else the override's, else the activity's. What the
    curriculum no longer asks for is withdrawn, and the enrolments are rolled up. Queries do not grow with the
    number of participants within a chunk of 500.

    An unpublished activity is in nobody's way: rows that exist are left exactly as they are, so a short
    withdrawal of a page costs nobody anything; nobody gets a new row; and the roll-up does not ask for it,
    except that who has completed it keeps it as done. Published again, it counts again under its present
    window.
    """
    resolved = resolve(curriculum)
    touched: set[int] = set()
    for chunk in _enrolled_chunks(curriculum, participant_ids):
        touched |= _sync_chunk(curriculum, resolved, chunk, now)
    return touched


def _enrolled_chunks(curriculum: Curriculum, participant_ids: Collection[int] | None) -> Iterator[list[int]]:
    # Whoever was erased has left: nothing more is asked of them, and what they had done stays as it is.
    enrolled = Enrolment.objects.filter(curriculum=curriculum, participant__erased_at__isnull=True)
    enrolled = enrolled.order_by("participant_id")
    if participant_ids is not None:
        enrolled = enrolled.filter(participant_id__in=participant_ids)
    ids = list(enrolled.values_list("participant_id", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


@transaction.atomic
def _sync_chunk(
    curriculum: Curriculum, resolved: Resolved, participant_ids: list[int], now: datetime
) -> set[int]:
    season = curriculum.season
    extended = _latest_extensions(resolved.items, participant_ids)
    touched = assign(
        assignments=[
            make_assignment(
                item, participant_id, curriculum, extended.get((participant_id, item.activity.pk))
            )
            for participant_id in participant_ids
            for item in resolved.items
        ],
        now=now,
    )
    touched |= withdraw(
        season=season.key,
        participant_ids=participant_ids,
        keep_activity_ids=[item.activity.pk for item in resolved.items]
        + [held.pk for held in resolved.withheld],
        now=now,
    )
    roll_up(participant_ids=participant_ids, season=season, now=now)
    return touched


def _latest_extensions(
    items: Sequence[CurriculumItem], participant_ids: Collection[int]
) -> Mapping[tuple[int, int], datetime]:
    granted = Extension.objects.filter(
        participant_id__in=participant_ids, activity_id__in=[item.activity.pk for item in items]
    ).order_by("granted_at", "id")
    return {
        (participant_id, activity_id): closes_at
        for participant_id, activity_id, closes_at in granted.values_list(
            "participant_id", "activity_id", "closes_at"
        )
    }


def make_assignment(
    item: CurriculumItem, participant_id: int, curriculum: Curriculum, extended_to: datetime | None
) -> Assignment:
    """Return what an item of a curriculum asks of one participant, under their own deadline if it is a later one.

    An extension of another season, or one that everybody's deadline has overtaken, shortens nothing.
    """
    if extended_to is not None and (item.closes_at is None or extended_to <= item.closes_at):
        extended_to = None
    is_stream = kinds.is_stream(item.activity)
    return Assignment(
        participant_id=participant_id,
        activity_id=item.activity.pk,
        season=curriculum.season.key,
        track=curriculum.track,
        position=item.position,
        is_required=item.is_required,
        opens_at=item.opens_at,
        closes_at=extended_to or item.closes_at,
        is_extended=extended_to is not None,
        rule_params={"threshold_pct": curriculum.season.presence_threshold_pct} if is_stream else {},
    )


def sync_changed(*, curriculum: Curriculum, now: datetime) -> set[int]:
    """Sync a whole curriculum unless it resolves to exactly what was synced last; return whose rows changed.

    Reordering a course changes a dozen activities at once, and each of them asks for a sync.
    """
    resolved = resolve(curriculum)
    state = _fingerprint(curriculum, resolved)
    if state == curriculum.synced_state:
        return set()
    touched = sync_assignments(curriculum=curriculum, now=now)
    curriculum.synced_state = state
    Curriculum.objects.filter(pk=curriculum.pk).update(synced_state=state)
    return touched


def _fingerprint(curriculum: Curriculum, resolved: Resolved) -> str:
    facts = [
        (item.activity.pk, item.activity.type, item.activity.rule_key, item.activity.rule_params,
         item.is_required, str(item.opens_at), str(item.closes_at))
        for item in resolved.items
    ]  # fmt: skip
    held = [activity.pk for activity in resolved.withheld]
    whole = (curriculum.season.key, curriculum.track, curriculum.season.presence_threshold_pct, facts, held)
    return sha256(repr(whole).encode()).hexdigest()


def find_curricula_of(*, activity: Activity, now: datetime) -> list[Curriculum]:
    """Return the curricula of seasons that still run which contain `activity` or whose participants have it.

    The second part matters after a move: the curriculum of the course it left has to let it go.
    """
    assigned = (
        Completion.objects.filter(activity=activity, is_assigned=True)
        .order_by()
        .values_list("season", "track")
        .distinct()
    )
    contains = Q(courses__course=activity.course_id) | Q(overrides__activity=activity)
    for season, track in assigned:
        contains |= Q(season__key=season, track=track)
    running = Curriculum.objects.filter(season__in=running_seasons(now=now))
    return list(running.filter(contains).select_related("season").distinct())


def running_seasons(*, now: datetime) -> list[Season]:
    """Return seasons whose rows may still change: the current one, and those with a stage not yet over.

    A finished season is history: editing an old lecture must not move its deadlines.
    """
    ahead = Q(stages__ends_at__isnull=True, stages__isnull=False) | Q(stages__ends_at__gt=now)
    return list(Season.objects.filter(Q(is_current=True) | ahead).distinct())
