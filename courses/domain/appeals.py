"""Objections to what was credited: a participant files one, an organiser decides it once, both are kept for ever."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from prokadry.accounts.domain.notices import send_notice
from prokadry.accounts.models import User

from ..enums import Verdict
from ..models import Appeal, AppealDecision, Completion
from .appeal_mail import APPEAL_DECIDED
from .completion import excuse
from .timeline import credited_timeline, take_snapshot
from .timeline.read import find_completion

TEXT_MIN = 20
TEXT_MAX = 4000
# Of all activities together: more than anybody needs, fewer than a script would send.
FILED_PER_DAY = 5
DAY = timedelta(days=1)
# What must differ before an organiser may say that the numbers were corrected.
NUMBERS = ("state", "share", "evidence", "closes_at", "rule")


class AlreadyOpen(Exception):  # noqa: N818 - says what is wrong
    """An earlier appeal of the person on the same activity still waits for its decision."""


class TooManyAppeals(Exception):  # noqa: N818 - says what is wrong
    """The person has filed as many appeals in the last 24 hours as they may."""


class AlreadyDecided(Exception):  # noqa: N818 - says what is wrong
    """Another organiser was first; `decision` is what they decided."""

    def __init__(self, decision: AppealDecision) -> None:
        super().__init__(f"appeal {decision.appeal_id} is decided")
        self.decision = decision


def file_appeal(*, participant_id: int, activity_id: int, text: str, now: datetime) -> Appeal:
    """Write and return an appeal with the numbers and the timeline of this moment.

    Two requests of one person wait for each other, so one appeal at most is open on an activity. Raises
    Completion.DoesNotExist for an activity that is not the person's, ValidationError for a text too short or too
    long, AlreadyOpen, TooManyAppeals.
    """
    text = text.strip()
    if not TEXT_MIN <= len(text) <= TEXT_MAX:
        raise ValidationError(
            _("Write between %(min)d and %(max)d characters."), params={"min": TEXT_MIN, "max": TEXT_MAX}
        )
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=participant_id)
        completion = find_completion(participant_id=participant_id, activity_id=activity_id)
        if completion is None:
            raise Completion.DoesNotExist
        own = Appeal.objects.filter(participant_id=participant_id)
        if own.filter(activity_id=activity_id, decision__isnull=True).exists():
            raise AlreadyOpen
        if own.filter(filed_at__gt=now - DAY).count() >= FILED_PER_DAY:
            raise TooManyAppeals
        return Appeal.objects.create(
            participant_id=participant_id,
            activity_id=activity_id,
            text=text,
            snapshot=take_snapshot(credited_timeline(completion=completion, now=now), now=now),
            filed_at=now,
        )


def list_appeals(*, participant_id: int, activity_id: int) -> list[Appeal]:
    """Return the person's appeals on one activity with their decisions, the newest first; one query."""
    own = Appeal.objects.filter(participant_id=participant_id, activity_id=activity_id)
    return list(own.select_related("decision"))


def count_open() -> int:
    """Return how many appeals wait for a decision."""
    return Appeal.objects.filter(decision__isnull=True).count()


def decide_appeal(
    *, appeal_id: int, verdict: Verdict, reason: str, decided_by: User, now: datetime
) -> AppealDecision:
    """Write the one decision on an appeal, and excuse the activity where that is the verdict; return it.

    The participant is written to after the commit. Of two organisers the database lets one decide. Raises
    ValidationError by field for a missing reason or a verdict that the facts contradict, AlreadyDecided,
    Appeal.DoesNotExist. Whether `decided_by` may decide is checked by the caller.
    """
    reason = reason.strip()
    if not reason or len(reason) > TEXT_MAX:
        raise ValidationError({"reason": _("Say why: the participant reads it, and it is kept for ever.")})
    try:
        with transaction.atomic():
            return _decide(appeal_id, verdict, reason, decided_by, now)
    except IntegrityError:
        decision = AppealDecision.objects.select_related("decided_by").filter(appeal_id=appeal_id).first()
        if decision is None:
            raise
        raise AlreadyDecided(decision) from None


def _decide(appeal_id: int, verdict: Verdict, reason: str, decided_by: User, now: datetime) -> AppealDecision:
    appeal = Appeal.objects.select_related("decision__decided_by").get(pk=appeal_id)
    _check_open(appeal)
    completion = _completion_of(appeal)
    snapshot = take_snapshot(credited_timeline(completion=completion, now=now), now=now) if completion else {}
    if verdict == Verdict.CORRECTED and not (snapshot and has_changed(appeal.snapshot, snapshot)):
        raise ValidationError(
            {
                "verdict": _(
                    "Nothing has changed since the appeal was filed: correct the numbers first, or choose another "
                    "decision."
                )
            }
        )
    # Written before anything follows from it: whoever is second fails here and changes nothing.
    decision = AppealDecision.objects.create(
        appeal=appeal,
        verdict=verdict,
        reason=reason,
        snapshot=snapshot,
        decided_by=decided_by,
        decided_at=now,
    )
    if verdict == Verdict.EXCUSED and not (completion and excuse(completion_id=completion.pk, now=now)):
        raise ValidationError({"verdict": _("The activity is settled already: there is nothing to excuse.")})
    send_notice(kind=APPEAL_DECIDED.key, object_id=decision.pk)
    return decision


def _check_open(appeal: Appeal) -> None:
    if hasattr(appeal, "decision"):
        raise AlreadyDecided(appeal.decision)


def _completion_of(appeal: Appeal) -> Completion | None:
    if appeal.participant_id is None:
        return None
    return find_completion(participant_id=appeal.participant_id, activity_id=appeal.activity_id)


def has_changed(before: dict[str, object], after: dict[str, object]) -> bool:
    """Tell whether the result, its numbers or its deadline differ between two snapshots."""
    return any(before.get(name) != after.get(name) for name in NUMBERS)
