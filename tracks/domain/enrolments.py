"""Taking participants into a curriculum."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prokadry.accounts.models import User

from ..enums import LEVEL_TRACKS, Level
from ..models import Curriculum, Enrolment, Season
from ..models.enrolment import new_feed_key
from .curricula import sync_assignments

NOBODY = gettext_lazy(
    "The personal data of this participant was erased: nothing can be asked of them any more."
)


class EnrolmentError(Exception):
    """A participant cannot be enrolled; the message says why, in words for an organiser."""


def enrol(*, participant: User, season: Season, level: Level | str, now: datetime) -> Enrolment:
    """Enrol a participant in the curriculum of their level, with its activities; return the enrolment.

    Safe to repeat and to run twice at once: the first enrolment is kept. Raises EnrolmentError when the
    season has no curriculum for the level, or the participant is enrolled in another level already or was erased.
    """
    if participant.erased_at:
        raise EnrolmentError(NOBODY)
    curriculum = find_curriculum(season=season, level=Level(level))
    with transaction.atomic():
        enrolment, _is_new = Enrolment.objects.get_or_create(
            participant=participant,
            season=season,
            defaults={"curriculum": curriculum, "level": level, "enrolled_at": now, "updated_at": now},
        )
        if enrolment.level != level:
            raise EnrolmentError(
                _("%(participant)s is already enrolled as “%(level)s”.")
                % {"participant": participant, "level": enrolment.get_level_display()}
            )
        sync_assignments(curriculum=curriculum, participant_ids=[participant.pk], now=now)
    enrolment.refresh_from_db()
    return enrolment


def enrol_many(*, levels: Mapping[int, Level | str], season: Season, now: datetime) -> int:
    """Enrol many participants (user id → level) at once; return how many of them were not enrolled before.

    Those who are enrolled keep their level. Raises EnrolmentError when a level has no curriculum.
    """
    curricula = {level: find_curriculum(season=season, level=Level(level)) for level in set(levels.values())}
    with transaction.atomic():
        known = set(
            Enrolment.objects.filter(season=season, participant_id__in=levels).values_list(
                "participant_id", flat=True
            )
        )
        fresh = [
            Enrolment(
                participant_id=participant_id,
                season=season,
                curriculum=curricula[level],
                level=level,
                enrolled_at=now,
                updated_at=now,
            )
            for participant_id, level in levels.items()
            if participant_id not in known
        ]
        Enrolment.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
        for curriculum in {curriculum.pk: curriculum for curriculum in curricula.values()}.values():
            sync_assignments(curriculum=curriculum, participant_ids=list(levels), now=now)
    return len(fresh)


def find_curriculum(*, season: Season, level: Level) -> Curriculum:
    """Return the curriculum that serves a level in a season. Raises EnrolmentError when there is none."""
    track = LEVEL_TRACKS[level]
    found = Curriculum.objects.select_related("season").filter(season=season, track=track)
    curriculum: Curriculum | None = found.first()
    if curriculum is None:
        raise EnrolmentError(
            _("The season “%(season)s” has no curriculum of the %(track)s.")
            % {"season": season, "track": track.label}
        )
    return curriculum


def renew_feed_key(*, enrolment: Enrolment, now: datetime) -> Enrolment:
    """Give the personal calendar a new secret address; the old one stops working at once."""
    enrolment.feed_key = new_feed_key()
    enrolment.updated_at = now
    enrolment.save(update_fields=["feed_key", "updated_at"])
    return enrolment
