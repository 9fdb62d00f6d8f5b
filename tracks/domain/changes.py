"""What follows when an organiser or editor changed something that a curriculum is made of."""

from datetime import datetime

from django.db import transaction

from cms_pages.signals import public_content_changed
from courses.models import Activity

from ..models import Curriculum, Enrolment, Season
from ..tasks import sync_curriculum
from .curricula import CHUNK, find_curricula_of, sync_changed


def apply_season_change(*, season: Season, now: datetime) -> None:
    """Carry a changed season into the rows of its participants and onto the public pages."""
    public_content_changed.send(Season)
    for curriculum in season.curricula.all():
        _schedule_sync(curriculum, now)


def apply_curriculum_change(*, curriculum: Curriculum, now: datetime) -> None:
    """Carry a changed curriculum into the rows of its participants and onto the public pages."""
    public_content_changed.send(Curriculum)
    _schedule_sync(curriculum, now)


def apply_activity_change(*, activity: Activity, now: datetime) -> None:
    """Carry a published, moved or withdrawn activity into the curricula that contain it."""
    for curriculum in find_curricula_of(activity=activity, now=now):
        _schedule_sync(curriculum, now)


def _schedule_sync(curriculum: Curriculum, now: datetime) -> None:
    """Sync on commit: at once for as many participants as a request can wait for, else in the background."""

    def sync() -> None:
        if Enrolment.objects.filter(curriculum=curriculum).count() <= CHUNK:
            sync_changed(curriculum=curriculum, now=now)
        else:
            sync_curriculum.enqueue(curriculum.pk)

    transaction.on_commit(sync)
