"""The season of the demo: stages around today, both curricula, and everybody enrolled with seeded progress."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.text import capfirst

from courses.domain.completion import rebuild_all, recompute
from courses.domain.progress import rebuild_progress, refresh_progress
from courses.models import Activity, Completion, CoursePage, WatchSession
from prokadry.accounts.models import User
from prokadry.demo.specs import CourseSpec, CourseTrack, StageText
from tracks.domain.enrolments import enrol_many
from tracks.enums import Level, Track
from tracks.models import Curriculum, CurriculumCourse, Enrolment, Season, Stage

from .amendments import fault_of, load_amendments
from .crowd_evidence import Sitting, close_lanes, has_presence, load_presence, load_recorded, make_session
from .moments import CLOSED_YESTERDAY, CLOSES_SOON, Moments
from .people import ACCOUNTS
from .recorded import extend_closed, watched_in_their_cuts

SEASON = "demo"
# First and last day of each stage, in days from today; None is open-ended.
STAGE_DAYS: Mapping[str, tuple[int, int | None]] = {
    "application": (-80, 6),
    "education": (-21, 32),
    "interviews": (5, 62),
    "internships": (40, 115),
    "closing": (95, 125),
    "reserve": (125, None),
}
OPTIONAL = "obmen-opytom"


def put_season(stages: Sequence[StageText], moments: Moments) -> Season:
    """Return the current season, with today inside its educational block."""
    season = Season.objects.filter(key=SEASON).first()
    if (
        season
        and season.stages.filter(starts_at=moments.moscow_midnight(STAGE_DAYS["education"][0])).exists()
    ):
        return season
    season = season or Season(key=SEASON)
    season.title, season.is_current = f"Сезон {moments.now.year}", True
    season.stages = [_stage(place, text, moments) for place, text in enumerate(stages)]
    Season.objects.exclude(key=SEASON).update(is_current=False)
    season.save()
    return season


def _stage(place: int, text: StageText, moments: Moments) -> Stage:
    first, last = STAGE_DAYS[text.key]
    return Stage(
        sort_order=place, kind=text.key, title=text.title, summary=text.text,
        starts_at=moments.moscow_midnight(first),
        ends_at=None if last is None else moments.moscow_midnight(last + 1),
    )  # fmt: skip


def put_curricula(
    season: Season, specs: Sequence[CourseSpec], pages: Mapping[str, CoursePage]
) -> list[Curriculum]:
    """Return the curricula of both tracks, with the courses that the content names for each."""
    return [
        _put_curriculum(
            season, track, [spec for spec in specs if spec.tracks in (CourseTrack.BOTH, track.value)], pages
        )
        for track in Track
    ]


def _put_curriculum(
    season: Season, track: Track, specs: Sequence[CourseSpec], pages: Mapping[str, CoursePage]
) -> Curriculum:
    curriculum = Curriculum.objects.filter(season=season, track=track).first()
    curriculum = curriculum or Curriculum(
        season=season, track=track, title=f"{capfirst(track.label)}, {season}"
    )
    curriculum.courses = [
        CurriculumCourse(sort_order=place, course=pages[spec.slug].course, is_required=spec.slug != OPTIONAL)
        for place, spec in enumerate(specs)
    ]
    curriculum.save()
    return curriculum


def load_people(
    *, season: Season, accounts: Mapping[str, User], crowd: Sequence[tuple[User, Level]], moments: Moments
) -> None:
    """Enrol everybody and give them evidence: sessions once, presence again at every load."""
    levels = {user.pk: level for user, level in crowd}
    levels |= {accounts[account.email].pk: account.level for account in ACCOUNTS if account.level}
    enrolled = set(Enrolment.objects.filter(season=season).values_list("participant_id", flat=True))
    fresh = {
        participant_id: level for participant_id, level in levels.items() if participant_id not in enrolled
    }
    if fresh:
        enrol_many(levels=fresh, season=season, now=moments.now - timedelta(days=22))
    crowd_ids = {user.pk for user, _level in crowd}
    account_ids = set(levels) - crowd_ids
    is_first_load = not WatchSession.objects.filter(participant_id__in=crowd_ids).exists()
    if is_first_load:
        rows = Completion.objects.filter(participant_id__in=crowd_ids, activity__type="webinar")
        load_recorded(watched_in_their_cuts(rows.select_related("activity")), now=moments.now)
        for participant_id in account_ids:
            _load_account(participant_id)
    streams = _load_streams(account_ids, moments.now)
    for running in Activity.objects.filter(starts_at__lte=moments.now, ends_at__gt=moments.now):
        load_amendments(
            running, late_ids=crowd_ids, organiser=accounts["organiser@example.org"], now=moments.now
        )
    if is_first_load:
        rebuild_progress(now=moments.now)
        rebuild_all(now=moments.now)
    else:
        for activity, participant_ids in streams.items():
            refresh_progress(activity_id=activity, participant_ids=participant_ids, now=moments.now)
            recompute(activity_id=activity, now=moments.now)
    extend_closed(season=season, organiser=accounts["organiser@example.org"], moments=moments)


def _load_streams(account_ids: set[int], now: datetime) -> dict[int, list[int]]:
    """Mark presence in streams over or running; return whom, by activity, where it had to be written.

    The named accounts have not entered the running one.
    """
    written = {}
    for activity in Activity.objects.filter(type="live_stream", starts_at__lt=now):
        rows = Completion.objects.filter(activity=activity)
        is_running = activity.ends_at is None or activity.ends_at > now
        if is_running:
            rows = rows.exclude(participant_id__in=account_ids)
        participant_ids = sorted(rows.values_list("participant_id", flat=True))
        if not has_presence(activity):
            load_presence(activity, participant_ids, now=now, lost=fault_of(activity) if is_running else None)
            written[activity.pk] = participant_ids
    return written


def _load_account(participant_id: int) -> None:
    """Give a named account its history: two webinars watched, one missed midway, one to be finished now."""
    rows = Completion.objects.filter(
        participant_id=participant_id, activity__type="webinar", closes_at__isnull=False
    )
    ordered = list(rows.select_related("activity").order_by("closes_at", "position")[: CLOSES_SOON + 1])
    sessions = []
    for place, row in enumerate(ordered):
        length_s = row.activity.duration_ms / 1000
        spans = {CLOSED_YESTERDAY: [(0.0, 0.35)], CLOSES_SOON: [(0.0, 0.4), (0.5, 0.7)]}.get(
            place, [(0.0, 1.0)]
        )
        assert row.closes_at is not None
        begins_at = row.closes_at - timedelta(days=3, hours=place)
        for number, (start, end) in enumerate(spans):
            span = (start * length_s, end * length_s)
            sitting = Sitting(begins_at + timedelta(hours=2 * number), (span,))
            sessions.append(make_session(row.activity, participant_id, sitting, rate=1.0))
    close_lanes(sessions)
    WatchSession.objects.bulk_create(sessions)
