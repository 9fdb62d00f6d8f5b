"""Our own outages: declared for a stream, credited to everybody who stayed through them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prokadry.accounts.models import User

from ..models import Activity, Outage
from ..tasks import measure_activity
from .amendments import read_amendments
from .evidence.crowd import people_by_count
from .evidence.live import outage_credit, tenths_of_percent
from .evidence.ranges import Ranges, merged, subtracted
from .excuses import AlreadyWithdrawn, check_times
from .instants import to_ms
from .presence import read_all_marks, without_excused
from .rules import countable_slots_of, whole_slots_of

LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class OutageEffect:
    """What declaring or withdrawing an outage does to one stream.

    `gains` are (percent, people) pairs, the largest first: by how much of the whole stream so many people's
    presence changes; percents are 0–100 with one decimal.
    """

    activity: Activity
    gains: list[tuple[float, int]]

    @property
    def people(self) -> int:
        return sum(people for _percent, people in self.gains)


def find_streams_at(*, starts_at: datetime, ends_at: datetime) -> list[Activity]:
    """Return the published streams that were on the air in [starts_at, ends_at), the earliest first."""
    streams = Activity.objects.filter(is_live=True, starts_at__lt=ends_at, ends_at__gt=starts_at)
    return list(streams.order_by("starts_at", "pk"))


def check_outage(
    *, activities: Sequence[Activity], starts_at: datetime, ends_at: datetime, reason: str, now: datetime
) -> None:
    """Raise ValidationError by field unless this outage can be declared for each of these streams."""
    if not activities:
        raise ValidationError({"starts_at": _("No stream was on the air then.")})
    for activity in activities:
        check_times(activity, starts_at, ends_at)
    if ends_at > now:
        raise ValidationError({"ends_at": _("Declare an outage once it is over: who came back decides.")})
    if ends_at - starts_at > LONGEST:
        raise ValidationError({"ends_at": _("An outage lasts at most 12 hours. Check the day.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the reason is kept for ever.")})
    overlapping = Outage.objects.filter(
        activity__in=activities, withdrawn_at__isnull=True, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    first = overlapping.select_related("activity").first()
    if first is not None:
        raise ValidationError(
            {
                "starts_at": _("An outage of “%(title)s” that overlaps this one is declared already.")
                % {"title": first.activity.title}
            }
        )


@transaction.atomic
def declare_outage(
    *,
    activities: Sequence[Activity],
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    declared_by: User,
    now: datetime,
) -> list[Outage]:
    """Declare [starts_at, ends_at) an outage of ours in each of these streams; return one row for each.

    Everybody is measured anew in the background after the commit. Whether `declared_by` may do it is checked
    by the caller. Raises ValidationError by field.
    """
    # Two at once must not declare the same: the streams are locked before what is declared is read.
    ids = [activity.pk for activity in activities]
    list(Activity.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    check_outage(activities=activities, starts_at=starts_at, ends_at=ends_at, reason=reason, now=now)
    declared = []
    for activity in activities:
        declared.append(
            Outage.objects.create(
                activity=activity, starts_at=starts_at, ends_at=ends_at, reason=reason.strip(),
                declared_by=declared_by, declared_at=now,
            )
        )  # fmt: skip
        _measure_on_commit(activity.pk)
    return declared


@transaction.atomic
def withdraw_outage(*, outage: Outage, now: datetime) -> None:
    """Take an outage back; everybody is measured anew in the background, what was completed stays completed.

    Raises AlreadyWithdrawn, also for the later of two at once.
    """
    if not Outage.objects.filter(pk=outage.pk, withdrawn_at__isnull=True).update(withdrawn_at=now):
        raise AlreadyWithdrawn
    outage.withdrawn_at = now
    _measure_on_commit(outage.activity_id)


def preview_outage(*, activity: Activity, starts_at: datetime, ends_at: datetime) -> OutageEffect:
    """Return whose presence in a stream an outage raises if it is declared, and by how much."""
    declared = read_amendments(activity_id=activity.pk)
    after = merged([*declared.outages, (to_ms(starts_at), to_ms(ends_at))])
    return _effect(activity, before=declared.outages, after=after, excused=declared.excused)


def preview_withdrawal(*, outage: Outage) -> OutageEffect:
    """Return whose presence falls if an outage is withdrawn, and by how much."""
    declared = read_amendments(activity_id=outage.activity_id)
    before = subtracted(declared.outages, [(to_ms(outage.starts_at), to_ms(outage.ends_at))])
    return _effect(outage.activity, before=before, after=declared.outages, excused=declared.excused)


def _effect(
    activity: Activity, *, before: Ranges, after: Ranges, excused: Mapping[int, Ranges]
) -> OutageEffect:
    """Compare two sets of outages over the same marks, for everybody at once; the excused one by one."""
    marks = read_all_marks(activity_id=activity.pk)
    credited = outage_credit(marks, before)
    more = outage_credit(marks, after)
    ends_at = activity.ends_at or activity.updated_at
    counts_at = {slot for span in countable_slots_of(activity, now=ends_at) for slot in range(*span)}
    new = ((slot, more[slot] & ~marks.get(slot, 0) & ~credited.get(slot, 0)) for slot in sorted(more))
    groups = people_by_count(bitmap for slot, bitmap in without_excused(new, excused) if slot in counts_at)
    whole = whole_slots_of(activity)
    own = {person: whole_slots_of(activity, excused=times) for person, times in excused.items()}
    gains: Counter[int] = Counter()
    for slots, people in groups.items():
        ones = {person: size for person, size in own.items() if people >> person & 1}
        gains[tenths_of_percent(slots, whole) or 0] += people.bit_count() - len(ones)
        for size in ones.values():
            gains[tenths_of_percent(slots, size) or 0] += 1
    return OutageEffect(
        activity, [(tenths / 10, gains[tenths]) for tenths in sorted(gains, reverse=True) if gains[tenths]]
    )


def _measure_on_commit(activity_id: int) -> None:
    transaction.on_commit(lambda: measure_activity.enqueue(activity_id=activity_id))
