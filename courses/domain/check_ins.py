"""Checkpoints and the built-in way to answer them: the code on the screen, typed by somebody who is in the stream."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ..extensions import CheckInPoint, CheckInRefused
from ..models import Activity, CheckInAttempt, Checkpoint
from .evidence import codes, live
from .evidence.ranges import Ranges, subtracted
from .instants import to_ms

TRY_EVERY = timedelta(seconds=5)
TRIES = 8


class WrongCode(CheckInRefused):
    """The code is not that of an open checkpoint; one try is used up."""

    def __init__(self) -> None:
        super().__init__(_("This is not the code of this minute."))


class TooFast(CheckInRefused):
    """No try is left, or the last one was a moment ago; `retry_after_s` says how long to wait."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(_("Too many requests. Wait a moment."))
        self.retry_after_s = retry_after_s


def open_checkpoints(*, activity_id: int, now: datetime) -> list[Checkpoint]:
    """Return the checkpoints of a published stream that take answers now, the earliest first."""
    page_ids = Activity.objects.filter(pk=activity_id, is_live=True).values("page_id")
    return list(
        Checkpoint.objects.filter(
            page_id__in=page_ids, page__live=True, opens_at__lte=now, closes_at__gt=now
        ).order_by("opens_at", "pk")
    )


def checkpoints_of(activity: Activity) -> list[Checkpoint]:
    """Return the checkpoints planned for a stream, in their order; none once its page is gone."""
    return list(Checkpoint.objects.filter(page_id=activity.page_id or 0).order_by("opens_at", "pk"))


def count_needed(asked: int, checkpoints: Sequence[Checkpoint], *, left_out: Ranges) -> int:
    """Return how many answers a person needs where `asked` of all `checkpoints` are needed of everybody.

    `left_out` are the times in which nothing could be asked of them, as Amendments give them.
    """
    if not asked or not left_out:
        return asked
    return live.needed_check_ins(asked, len(checkpoints), len(theirs(checkpoints, left_out=left_out)))


def theirs(checkpoints: Sequence[Checkpoint], *, left_out: Ranges) -> list[Checkpoint]:
    """Return the checkpoints a person can be asked for: not wholly within the times left out."""
    return [
        point
        for point in checkpoints
        if subtracted([(to_ms(point.opens_at), to_ms(point.closes_at))], left_out)
    ]


def code_of(checkpoint: Checkpoint | CheckInPoint, *, activity_id: int, now: datetime) -> str:
    """Return the six digits to show or say in the minute of `now`."""
    return codes.check_in_code(
        _secret(), stream=activity_id, checkpoint=checkpoint.key, minute=int(now.timestamp()) // 60
    )


class ScreenCode:
    """The code of a checkpoint, shown or said in the stream and typed by those who are in it."""

    key = "screen_code"
    order = 10
    label = _("Code on the screen")
    by_staff = False

    def open_points(self, *, activity_id: int, now: datetime) -> list[CheckInPoint]:
        """Return the open checkpoints of a stream."""
        return [
            CheckInPoint(point.key, point.opens_at, point.closes_at)
            for point in open_checkpoints(activity_id=activity_id, now=now)
        ]

    def recognise(
        self,
        *,
        participant_id: int,
        activity_id: int,
        points: Sequence[CheckInPoint],
        proof: object,
        now: datetime,
    ) -> UUID:
        """Return the checkpoint whose code this is. Wrong codes are counted against the first of `points`.

        Raises TooFast before it looks at the code, then WrongCode.
        """
        attempt = (
            CheckInAttempt.objects.select_for_update()
            .filter(participant_id=participant_id, checkpoint=points[0].key)
            .first()
        )
        if attempt:
            _check_pace(attempt, points[0], now)
        at_s = int(now.timestamp())
        for point in points:
            if codes.code_is_valid(proof, _secret(), stream=activity_id, checkpoint=point.key, at_s=at_s):
                return point.key
        _count_try(attempt, participant_id, points[0].key, now)
        raise WrongCode


def _check_pace(attempt: CheckInAttempt, point: CheckInPoint, now: datetime) -> None:
    next_at = point.closes_at if attempt.tries >= TRIES else attempt.last_try_at + TRY_EVERY
    if now < next_at:
        raise TooFast(-((now - next_at) // timedelta(seconds=1)))


def _count_try(attempt: CheckInAttempt | None, participant_id: int, key: UUID, now: datetime) -> None:
    if attempt:
        attempt.tries, attempt.last_try_at = attempt.tries + 1, now
        attempt.save(update_fields=["tries", "last_try_at"])
        return
    try:
        with transaction.atomic():
            CheckInAttempt.objects.create(
                participant_id=participant_id, checkpoint=key, tries=1, last_try_at=now
            )
    except IntegrityError:
        # The same person's other request was first, this very moment.
        raise TooFast(int(TRY_EVERY.total_seconds())) from None


def _secret() -> bytes:
    return settings.SECRET_KEY.encode()
