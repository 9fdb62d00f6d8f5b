"""What the home page shows of the current season."""

from collections import Counter
from collections.abc import Iterable

from cms_pages.extensions import Direction, SeasonInfo, SeasonStage, season_sources
from courses.enums import SessionKind
from courses.extensions import session_kind_of
from courses.models import Activity, Course

from .models import CurriculumCourse, Season, Stage


class CurrentSeason:
    """The season marked as current, and the courses of its curricula as directions of study."""

    key = "tracks.current"
    order = 10

    def season(self) -> SeasonInfo | None:
        """Return the current season with its stages, or None."""
        season = Season.objects.filter(is_current=True).first()
        if season is None:
            return None
        return SeasonInfo(title=season.title, stages=[_describe(stage) for stage in season.stages.all()])

    def directions(self) -> list[Direction]:
        """Return the published courses of the current season, base track first, each once; in 2 queries."""
        entries = CurriculumCourse.objects.filter(
            curriculum__season__is_current=True, course__is_live=True, course__page__live=True
        ).select_related("curriculum", "course__page")
        tracks: dict[int, list[str]] = {}
        courses: dict[int, Course] = {}
        for entry in entries.order_by("curriculum__track", "sort_order"):
            courses.setdefault(entry.course_id, entry.course)
            tracks.setdefault(entry.course_id, []).append(entry.curriculum.track)
        counts = _count_activities(courses)
        return [
            Direction(
                title=course.title,
                url=(course.page.url if course.page else None) or "",
                tracks=tracks[course_id],
                webinars=counts[course_id, SessionKind.RECORDED],
                streams=counts[course_id, SessionKind.LIVE],
                others=counts[course_id, ""],
            )
            for course_id, course in courses.items()
        ]


def register() -> None:
    """Offer the current season to the public site; called once when the app is ready."""
    season_sources.register(CurrentSeason())


def _describe(stage: Stage) -> SeasonStage:
    return SeasonStage(
        kind=stage.kind,
        title=stage.title,
        summary=stage.summary,
        starts_at=stage.starts_at,
        ends_at=stage.ends_at,
    )


def _count_activities(course_ids: Iterable[int]) -> Counter[tuple[int, str]]:
    published = Activity.objects.filter(course_id__in=list(course_ids), is_live=True).order_by()
    found = published.values_list("course_id", "type")
    return Counter((course_id, session_kind_of(kind)) for course_id, kind in found if course_id)
