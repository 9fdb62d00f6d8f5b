"""Copying a season: its plan without its people."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from prokadry.accounts.models import User

from ..models import Curriculum, CurriculumCourse, CurriculumOverride, PluginSwitch, Season, Stage
from ..signals import season_copied
from .season_drafts import SeasonDraft, copy_row, draft_copy


@transaction.atomic
def copy_season(
    *, season: Season, key: str, title: str, starts_on: date, by: User | None, now: datetime
) -> Season:
    """Copy a season to one that starts on `starts_on` (a day in Moscow); return it. It is not the current one.

    Stages, curricula with their courses and exceptions, and the plugins that are on are copied. Dates are moved by the
    same number of days and keep their time of day in Moscow. Courses and activities are shared, not copied: what
    becomes of windows that stand on their pages, `CurriculumDraft` says. Enrolments, extensions and all that people
    did stay with the source. Sends `season_copied`. Raises ValidationError for `key` when another season has it, and
    what `draft_copy` raises.
    """
    # Whoever saves the season or turns a plugin on in it meanwhile waits.
    source = Season.objects.select_for_update(no_key=True).get(pk=season.pk)
    draft = draft_copy(season=source, starts_on=starts_on)
    target = copy_row(source, days=draft.days, key=key, title=title, is_current=False)
    _save_new(target)
    _save_stages(draft, target)
    _save_curricula(draft, target)
    PluginSwitch.objects.bulk_create(
        PluginSwitch(season=target, plugin=plugin, is_on=True, changed_by=by, changed_at=now)
        for plugin in draft.plugins
    )
    season_copied.send(Season, source=source, target=target, days=draft.days)
    return target


def _save_new(target: Season) -> None:
    try:
        with transaction.atomic():
            target.save()
    except IntegrityError:
        words = _("There is a season with the key “%(key)s” already.")
        raise ValidationError({"key": words % {"key": target.key}}) from None


def _save_stages(draft: SeasonDraft, target: Season) -> None:
    stages = [stage for _source, stage in draft.stages]
    for stage in stages:
        stage.season = target
    Stage.objects.bulk_create(stages)


def _save_curricula(draft: SeasonDraft, target: Season) -> None:
    copies = [_copy_curriculum(part.source, draft.source, target) for part in draft.curricula]
    for part, copy in zip(draft.curricula, Curriculum.objects.bulk_create(copies), strict=True):
        for entry in part.courses:
            entry.curriculum = copy
        for override in part.overrides:
            override.curriculum = copy
    CurriculumCourse.objects.bulk_create(row for part in draft.curricula for row in part.courses)
    CurriculumOverride.objects.bulk_create(row for part in draft.curricula for row in part.overrides)


def _copy_curriculum(curriculum: Curriculum, source: Season, target: Season) -> Curriculum:
    # «Base track, Season 2026» names the season it belongs to.
    title = curriculum.title.replace(source.title, target.title)
    longest = Curriculum._meta.get_field("title").max_length
    return copy_row(curriculum, days=0, season_id=target.pk, title=title[:longest], synced_state="")
