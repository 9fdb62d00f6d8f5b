"""Checkpoints of a stream for those who run it: the code to show, and one opened on the spot."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prokadry.accounts.models import User

from ..models import Activity, Checkpoint, LiveStreamPage
from .check_ins import code_of

CHOICES_MIN = (3, 5, 10, 15)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class CodeView:
    """What the screen of the code shows at one moment.

    `code` is empty while no checkpoint is open; `changes_at` is when the digits change, `closes_at` when the
    open checkpoint ends, `next_at` when the next one opens, None where none is planned.
    """

    code: str = ""
    changes_at: datetime | None = None
    closes_at: datetime | None = None
    next_at: datetime | None = None


def read_code(*, activity: Activity, now: datetime) -> CodeView:
    """Return the code of the open checkpoint of a published stream, and when what comes next; one query."""
    if not activity.is_live:
        return CodeView()
    points = Checkpoint.objects.filter(page_id=activity.page_id, page__live=True, closes_at__gt=now)
    ahead = list(points.order_by("opens_at", "pk"))
    current = next((point for point in ahead if point.opens_at <= now), None)
    next_at = next((point.opens_at for point in ahead if point.opens_at > now), None)
    if current is None:
        return CodeView(next_at=next_at)
    return CodeView(
        code=code_of(current, activity_id=activity.pk, now=now),
        changes_at=_minute_of(now) + MINUTE,
        closes_at=current.closes_at,
        next_at=next_at,
    )


@transaction.atomic
def open_checkpoint(*, activity: Activity, minutes: int, user: User, now: datetime) -> Checkpoint:
    """Open a checkpoint now for so many minutes, up to the next one or the end of the stream; return it.

    Writes it into the published page and into the draft of whoever is editing, so that no later publication
    loses it. Whether `user` may do it is checked by the caller. Raises ValidationError when the stream is not on
    the air or a checkpoint is open already.
    """
    page = (
        LiveStreamPage.objects.select_for_update(of=("self",)).filter(pk=activity.page_id, live=True).first()
    )
    if page is None or not activity.starts_at or not activity.ends_at:
        raise ValidationError(_("This stream is not published."))
    if not activity.starts_at <= now < activity.ends_at:
        raise ValidationError(_("A checkpoint can be opened only while the stream is on the air."))
    if minutes not in CHOICES_MIN:
        raise ValidationError(_("Choose for how many minutes."))
    opens_at, closes_at = _find_window(page, activity.starts_at, activity.ends_at, minutes, now)
    point = Checkpoint(opens_at=opens_at, closes_at=closes_at)
    if not page.has_unpublished_changes:
        page.checkpoints.add(point)
        # Who runs streams need not be an editor of pages.
        page.save_revision(user=user, log_action=True).publish(user=user, skip_permission_checks=True)
        return Checkpoint.objects.get(key=point.key)
    draft = page.get_latest_revision_as_object()
    point.page, point.sort_order = page, page.checkpoints.count()
    point.save()
    draft.checkpoints.add(
        Checkpoint(
            pk=point.pk, key=point.key, sort_order=point.sort_order, opens_at=opens_at, closes_at=closes_at
        )
    )
    draft.save_revision(user=user, log_action=True)
    return point


def _find_window(
    page: LiveStreamPage, starts_at: datetime, ends_at: datetime, minutes: int, now: datetime
) -> tuple[datetime, datetime]:
    """Whole minutes, as editors see them in the form, that overlap no other checkpoint."""
    windows = list(page.checkpoints.values_list("opens_at", "closes_at"))
    if any(first <= now < last for first, last in windows):
        raise ValidationError(_("A checkpoint is open already."))
    opens_at = max([_minute_of(now), starts_at, *(last for _first, last in windows if last <= now)])
    wanted = _minute_of(now) + (minutes + (now > _minute_of(now))) * MINUTE
    closes_at = min([wanted, ends_at, *(first for first, _last in windows if first > now)])
    if closes_at - now < MINUTE:
        raise ValidationError(
            _("Too late: the next checkpoint or the end of the stream is less than a minute away.")
        )
    return opens_at, closes_at


def _minute_of(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
