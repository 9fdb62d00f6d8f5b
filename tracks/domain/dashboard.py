"""The first page of the personal area: what to do next and by when, and where the person stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from courses.models import Progress
from prokadry.accounts.models import User
from prokadry.ui.clock import person_zone

from ..models import Stage
from .agenda import Entry, is_this_week, is_today, list_coming
from .study import Status, Study, StudyItem, find_enrolment, load_study

WEEK_ENTRIES = 7


class Situation(StrEnum):
    """What the page is about.

    `step`: there is something to do now. `waiting`: nothing now, but something comes. `done`: all required is
    done. `over`: nothing comes any more, and something was missed. `empty`: the curriculum asks for nothing
    yet.
    """

    STEP = "step"
    WAITING = "waiting"
    DONE = "done"
    OVER = "over"
    EMPTY = "empty"


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now.

    `ranges` are its credited seconds, `position_s` where to resume; for recordings only.
    """

    item: StudyItem
    ranges: list[list[int]]
    position_s: int


@dataclass(frozen=True)
class Dashboard:
    """Everything `/learn/` shows of an enrolled participant."""

    zone: ZoneInfo
    study: Study
    situation: Situation
    step: NextStep | None
    upcoming: Entry | None
    today: list[Entry]
    week: list[Entry]
    stage: Stage | None
    next_stages: list[Stage]


def load_dashboard(*, participant: User, now: datetime) -> Dashboard | None:
    """Return a participant's dashboard, or None for someone who is not enrolled; in at most 4 queries."""
    enrolment = find_enrolment(participant_id=participant.pk)
    if enrolment is None:
        return None
    study = load_study(enrolment=enrolment, now=now)
    zone = person_zone(participant)
    coming = list_coming(study.items, now=now)
    step = choose_step(study.items)
    stages = list(enrolment.season.stages.all())
    return Dashboard(
        zone=zone,
        study=study,
        situation=_describe_situation(study, step, coming),
        step=_load_step(step) if step else None,
        upcoming=next((entry for entry in coming if entry.item.status == Status.SOON), None),
        today=[entry for entry in coming if is_today(entry, now=now, zone=zone)],
        week=[entry for entry in coming if is_this_week(entry, now=now, zone=zone)][:WEEK_ENTRIES],
        stage=find_stage(stages, now=now),
        next_stages=[stage for stage in stages if stage.starts_at > now],
    )


def choose_step(items: Sequence[StudyItem]) -> StudyItem | None:
    """Return the most urgent thing that can be done now, or None.

    Required things come before optional ones. A running stream comes first, because each missed minute of it
    is lost; then the nearest deadline, what has been begun before what has not, and the order of the
    curriculum.
    """
    candidates = [item for item in items if item.is_to_do and item.url]
    return min(candidates, key=_urgency, default=None)


def _urgency(item: StudyItem) -> tuple[bool, bool, bool, float, bool, int]:
    closes_at = item.activity.ends_at if item.is_stream else item.closes_at
    return (
        not item.row.is_required,
        item.status != Status.RUNNING,
        closes_at is None,
        closes_at.timestamp() if closes_at else 0.0,
        item.status != Status.STARTED,
        item.row.position,
    )


def find_stage(stages: Sequence[Stage], *, now: datetime) -> Stage | None:
    """Return the stage of the season that runs now: of several the one that began last."""
    running = [
        stage for stage in stages if stage.starts_at <= now and (stage.ends_at is None or now < stage.ends_at)
    ]
    return max(running, key=lambda stage: stage.starts_at, default=None)


def _describe_situation(study: Study, step: StudyItem | None, coming: Sequence[Entry]) -> Situation:
    if step is not None and step.row.is_required:
        return Situation.STEP
    if not study.items:
        return Situation.EMPTY
    if any(entry.item.row.is_required for entry in coming):
        return Situation.STEP if step else Situation.WAITING
    if study.missed or any(not item.is_done for item in study.required):
        return Situation.OVER
    return Situation.DONE


def _load_step(item: StudyItem) -> NextStep:
    progress = None
    if item.is_recorded and item.status == Status.STARTED:
        progress = Progress.objects.filter(
            participant_id=item.row.participant_id, activity_id=item.activity.pk
        ).first()
    if progress is None:
        return NextStep(item=item, ranges=[], position_s=0)
    return NextStep(item=item, ranges=progress.ranges, position_s=progress.position_s)
