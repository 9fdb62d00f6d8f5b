"""Keeps the stable records, Course and Activity, true to the pages that editors publish, move and delete."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from ..extensions import ActivityFacts, activity_types
from ..models import Activity, ActivityPage, Course, CoursePage, LiveStreamPage, WebinarPage
from . import videos
from .instants import to_ms
from .notices import announce_activity_change

logger = logging.getLogger("courses.activities")


class FactsUnavailable(Exception):  # noqa: N818 - what happened, as it reads where it is caught
    """The plugin of an activity's type is broken or gone, so nothing is known of the activity."""


def facts_of(page: ActivityPage) -> ActivityFacts:
    """Return what the type of the page says about it. Raises FactsUnavailable when it says nothing."""
    kind = activity_types.find(page.activity_type)
    facts = activity_types.call(kind, kind.facts, page, default=None) if kind else None
    if not isinstance(facts, ActivityFacts):
        raise FactsUnavailable(page.activity_type)
    return facts


def webinar_facts(page: ActivityPage) -> ActivityFacts:
    """Return what a recorded webinar is judged by; no duration while its video is still being prepared."""
    assert isinstance(page, WebinarPage)
    facts = videos.read_facts(page=page)
    return ActivityFacts(
        rule_params={"share": str(page.required_share)},
        duration_ms=facts.duration_ms if facts else 0,
        rev=facts.rev if facts else 0,
        excluded=[(part.start_s, part.end_s) for part in page.excluded_ranges.all()],
    )


def live_stream_facts(page: ActivityPage) -> ActivityFacts:
    """Return the real schedule of a live stream where it is known, else the planned one."""
    assert isinstance(page, LiveStreamPage)
    return ActivityFacts(
        rule_params={"check_ins": page.required_check_ins},
        starts_at=page.actual_starts_at or page.starts_at,
        ends_at=page.actual_ends_at or page.ends_at,
        breaks=[(to_ms(pause.starts_at), to_ms(pause.ends_at)) for pause in page.breaks.all()],
        prompts=page.asks_presence,
    )


def sync_course(*, page: CoursePage, now: datetime) -> Course:
    """Write the Course of a page: its title and whether it is published; return it."""
    with transaction.atomic():
        course, created = Course.objects.get_or_create(
            page=page, defaults={"title": page.title, "is_live": page.live, "updated_at": now}
        )
        if not created:
            _update(course, {"title": page.title, "is_live": page.live}, now)
        place_courses(index_page=page.get_parent(), now=now)
        course.refresh_from_db()
    return course


def sync_activity(*, page: ActivityPage, now: datetime) -> Activity:
    """Write the Activity of a published page from the facts its type states; return it.

    Creates the record, and that of its course, where there is none. Sends `activity_changed` on commit when
    anything differs, so repeating it is silent. Raises FactsUnavailable, and writes nothing.
    """
    facts = facts_of(page)
    kind = activity_types.get(page.activity_type)
    parent = page.get_parent()
    fields = {
        "type": kind.key,
        "title": page.title,
        "is_live": page.live,
        "opens_at": page.opens_at,
        "closes_at": page.closes_at,
        "starts_at": facts.starts_at,
        "ends_at": facts.ends_at,
        "breaks": [list(pause) for pause in facts.breaks],
        "prompts": facts.prompts,
        "duration_ms": facts.duration_ms,
        "excluded": [list(part) for part in facts.excluded],
        "rev": facts.rev,
        "rule_key": kind.rule,
        "rule_params": facts.rule_params,
    }
    with transaction.atomic():
        fields["course"] = _course_of(parent, now)
        activity, created = Activity.objects.get_or_create(
            page_id=page.pk, defaults={**fields, "updated_at": now}
        )
        changed = created or _update(activity, fields, now)
        moved = place_activities(course_page=parent, now=now)
        if changed and activity.pk not in moved:
            announce_activity_change(activity)
        activity.refresh_from_db()
    return activity


def sync_published(*, page: ActivityPage, now: datetime) -> None:
    """Like `sync_activity`; what is known of a page whose plugin is broken or gone stays as it was."""
    try:
        sync_activity(page=page, now=now)
    except FactsUnavailable:
        logger.exception("activity page %s was published, and nothing is known of it", page.pk)


def _course_of(page: Page, now: datetime) -> Course:
    course, _created = Course.objects.get_or_create(
        page_id=page.pk, defaults={"title": page.title, "is_live": page.live, "updated_at": now}
    )
    return course


def retire_pages(*, page_ids: Iterable[int], now: datetime) -> None:
    """Mark what belongs to pages that were unpublished or deleted as not published; the records stay."""
    ids = list(page_ids)
    with transaction.atomic():
        Course.objects.filter(page_id__in=ids, is_live=True).update(is_live=False, updated_at=now)
        for activity in Activity.objects.filter(page_id__in=ids, is_live=True):
            _update(activity, {"is_live": False}, now)
            announce_activity_change(activity)


def place_courses(*, index_page: Page, now: datetime) -> None:
    """Number the courses as their pages stand in the tree, from 1."""
    places = _places(index_page)
    for course in Course.objects.filter(page_id__in=places):
        _update(course, {"position": places[course.page_id or 0]}, now)


def place_activities(*, course_page: Page, now: datetime) -> set[int]:
    """Number a course's activities as their pages stand in the tree, from 1; return the ids of those changed.

    Activities moved in from another course take this one. Sends `activity_changed` for each changed one.
    """
    course = Course.objects.filter(page_id=course_page.pk).first()
    if course is None:
        return set()
    places = _places(course_page)
    changed = set()
    for activity in Activity.objects.filter(page_id__in=places):
        if _update(activity, {"course": course, "position": places[activity.page_id or 0]}, now):
            announce_activity_change(activity)
            changed.add(activity.pk)
    return changed


def replace_page(*, page: Page, parent_before: Page, parent_after: Page, now: datetime) -> None:
    """Follow a page that was moved in the tree: renumber where it was and where it is."""
    with transaction.atomic():
        for parent in {parent_before.pk: parent_before, parent_after.pk: parent_after}.values():
            if issubclass(parent.specific_class or Page, CoursePage):
                _course_of(parent, now)
                place_activities(course_page=parent, now=now)
            elif Course.objects.filter(page_id=page.pk).exists():
                place_courses(index_page=parent, now=now)


def _places(parent: Page) -> dict[int, int]:
    ids = Page.objects.child_of(parent).order_by("path").values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(ids, start=1)}


def _update(record: Course | Activity, fields: dict[str, Any], now: datetime) -> bool:
    """Write the fields that differ; return whether any did."""
    different = [name for name, value in fields.items() if getattr(record, name) != value]
    if not different:
        return False
    for name in different:
        setattr(record, name, fields[name])
    record.updated_at = now
    record.save(update_fields=[*different, "updated_at"])
    return True
