"""What every activity page shows: its place in the course, its people and papers, and who may come in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import FilteredRelation, Prefetch, Q, QuerySet, prefetch_related_objects
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Page

from prokadry.accounts.models import User

from ...enums import RevisionStatus
from ...extensions import Access, ActivityFacts
from ...models import Activity, ActivityPage, Completion, Material, Progress, Speaker, VideoRevision
from ..access import ALLOWED, check_access
from ..activities import FactsUnavailable, facts_of
from ..completion import SETTLED

Person = User | AnonymousUser

PORTRAIT = "fill-240x240"
EXPLAINED_SLUG = "kak-schitaem"
EXPLAINED_KEPT_S = 300


@dataclass(frozen=True)
class Neighbour:
    """Another activity of the same course."""

    number: int
    title: str
    url: str


@dataclass(frozen=True)
class Place:
    """Where an activity stands in its course; `number` counts published activities from 1, 0 when it is none."""

    course_title: str
    course_url: str
    number: int
    of: int
    next: Neighbour | None


@dataclass(frozen=True)
class MaterialView:
    """Something to read; `meta` says what the link leads to, such as «PDF, 3,1 МБ»."""

    title: str
    url: str
    meta: str
    is_external: bool


@dataclass(frozen=True)
class Standing:
    """An activity with one person's rows on it, and whether they may come in."""

    activity: Activity
    completion: Completion | None
    progress: Progress | None
    access: Access

    @property
    def closes_at(self) -> datetime | None:
        """The person's own deadline, else the activity's."""
        return self.completion.closes_at if self.completion else self.activity.closes_at

    @property
    def opens_at(self) -> datetime | None:
        return self.completion.opens_at if self.completion else self.activity.opens_at

    @property
    def is_assigned(self) -> bool:
        return self.completion is not None and self.completion.is_assigned

    @property
    def is_done(self) -> bool:
        return self.completion is not None and self.completion.state in SETTLED

    def counts_at(self, now: datetime) -> bool:
        """Tell whether what is done now can still be credited."""
        return self.is_assigned and self.access.allowed and not (self.closes_at and now >= self.closes_at)


def read_standing(*, page: ActivityPage, user: Person, now: datetime, is_preview: bool) -> Standing:
    """Return a page's activity and the person's rows, in one query, with the answer of the access policies.

    In a preview, and for a page that was never published, the activity is made of what the page says and not
    saved; a preview is open to whoever may see it.
    """
    user_id = user.pk or 0
    rows = Activity.objects.filter(page_id=page.pk).annotate(
        own=FilteredRelation("completions", condition=Q(completions__participant_id=user_id)),
        done=FilteredRelation("progress", condition=Q(progress__participant_id=user_id)),
    )
    related = rows.select_related("own", "done", "course__page")  # type: ignore[misc]  # relations made just above
    activity = None if is_preview else related.first()
    if activity is None:
        return Standing(
            _activity_of(page), None, None, ALLOWED if is_preview else Access(False, "unpublished")
        )
    completion, progress = getattr(activity, "own", None), getattr(activity, "done", None)
    access = check_access(user=user, activity=activity, now=now, completion=completion)
    return Standing(activity, completion, progress, access)


def _activity_of(page: ActivityPage) -> Activity:
    try:
        facts = facts_of(page)
    except FactsUnavailable:
        facts = ActivityFacts(rule_params={})
    return Activity(
        pk=0,
        type=page.activity_type,
        title=page.title,
        opens_at=page.opens_at,
        closes_at=page.closes_at,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        breaks=[list(pause) for pause in facts.breaks],
        duration_ms=facts.duration_ms,
        excluded=[list(part) for part in facts.excluded],
        rev=facts.rev,
        rule_params=facts.rule_params,
    )


def is_known_to(*, user: Person, page_id: int) -> bool:
    """Tell whether this person has worked on a page, so that they may be told what became of it."""
    if not user.is_authenticated:
        return False
    return Completion.objects.filter(participant_id=user.pk, activity__page_id=page_id).exists()


def read_place(*, page: ActivityPage, activity: Activity) -> Place:
    """Return where the activity stands among the published ones of its course."""
    course_page = activity.course.page if activity.course else None
    course_page = course_page or page.get_parent()
    siblings = list(
        Activity.objects.filter(course_id=activity.course_id or 0, is_live=True)
        .select_related("page")
        .order_by("position", "id")
    )
    number = next((place for place, one in enumerate(siblings, start=1) if one.pk == activity.pk), 0)
    following = siblings[number] if 0 < number < len(siblings) else None
    return Place(
        course_title=course_page.title,
        course_url=course_page.url or "",
        number=number,
        of=len(siblings),
        next=Neighbour(number + 1, following.title, following.page.url)
        if following and following.page
        else None,
    )


def read_speakers(page: ActivityPage) -> list[Speaker]:
    """Return the speakers of a page with the renditions of their portraits, in three queries for any number."""
    photos = get_image_model().objects.prefetch_renditions(PORTRAIT)
    links = page.speakers.all()
    if isinstance(links, QuerySet):
        links = links.select_related("speaker")
    people = [link.speaker for link in links]
    prefetch_related_objects(people, Prefetch("photo", queryset=photos))
    return people


def read_materials(page: ActivityPage) -> list[MaterialView]:
    """Return what there is to read beside the lecture, in one query."""
    related = page.materials.all()
    # A preview has its rows in memory.
    if isinstance(related, QuerySet):
        related = related.select_related("document")
    return [view for view in map(_view_material, related) if view]


def _view_material(material: Material) -> MaterialView | None:
    if material.link:
        return MaterialView(material.title, material.link, _("another site"), True)
    document = material.document
    if document is None:
        return None
    size = document.file_size or 0
    parts = [document.file_extension.upper(), filesizeformat(size) if size else ""]
    return MaterialView(material.title, document.url, ", ".join(part for part in parts if part), False)


def current_revision(video_id: int | None) -> VideoRevision | None:
    """Return the revision of a video that is watched now, with its video, in one query."""
    if video_id is None:
        return None
    ready = VideoRevision.objects.filter(video_id=video_id, status=RevisionStatus.READY)
    return ready.select_related("video").order_by("-pk").first()


def explained_url() -> str:
    """Return the address of the page that explains how watching and presence are counted, "" where there is none."""
    return cache.get_or_set("courses.explained_url", _find_explained, EXPLAINED_KEPT_S) or ""


def _find_explained() -> str:
    page = Page.objects.live().filter(slug=EXPLAINED_SLUG).first()
    return (page.url if page else "") or ""


def to_ranges(stored: Iterable[Iterable[int]] | None) -> tuple[tuple[int, int], ...]:
    """Return half-open ranges as JSON keeps them as tuples."""
    return tuple((start, end) for start, end in stored or ())
