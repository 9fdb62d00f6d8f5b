"""Whom a bulk extension would touch: worked out once for the preview and once more for the decision."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from courses.domain.completion import SETTLED, completed_by
from courses.models import Activity, Completion
from prokadry.accounts.models import User

from ..enums import BatchSource, Level, SkipReason, Track, Unfinished
from ..models import Curriculum, Season
from . import kinds
from .addresses import Address, read_addresses
from .curricula import CurriculumItem, resolve_items

CHUNK = 5000
PEOPLE_ORDER = ("participant__last_name", "participant__first_name", "participant_id")
# The line of a list, its text or the person's name, and their row.
Found = tuple[int | None, str, Completion]


@dataclass(frozen=True)
class Choice:
    """Whom an organiser means. Empty fields of a filter let everybody through; a list uses `emails` alone."""

    source: BatchSource
    emails: str = ""
    track: Track | str = ""
    level: Level | str = ""
    district: str = ""
    region_id: int | None = None
    unfinished: Unfinished = Unfinished.ALL

    def as_filter(self) -> dict[str, Any]:
        """What was set, for the record; nothing of a list."""
        if self.source == BatchSource.LIST:
            return {}
        asked = {name: getattr(self, name) for name in ("track", "level", "district", "region_id")}
        if self.source == BatchSource.FILTER:
            asked["unfinished"] = self.unfinished
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Request:
    """What an organiser asks for; `closes_at` is exclusive and absolute."""

    season: Season
    activity: Activity
    closes_at: datetime
    choice: Choice


@dataclass(frozen=True)
class Skipped:
    """A line or a person left out, and why; `line` is None for a person a filter found."""

    line: int | None
    text: str
    reason: SkipReason


@dataclass(frozen=True)
class Plan:
    """Whom a request touches: their Completion rows with `participant`, as they are before it.

    `items` are the activity in the curricula of the season, by track.
    """

    request: Request
    items: Mapping[str, tuple[Curriculum, CurriculumItem]]
    rows: list[Completion]
    skipped: list[Skipped]

    @cached_property
    def digest(self) -> str:
        """Changes when anybody else would be touched, or the deadline is another."""
        facts = (self.request.activity.pk, self.request.closes_at.isoformat(), self.participant_ids)
        return sha256(repr(facts).encode()).hexdigest()

    @property
    def participant_ids(self) -> list[int]:
        return sorted(row.participant_id for row in self.rows)

    @property
    def skip_counts(self) -> list[tuple[SkipReason, int]]:
        """How many were left out, by reason, in the order of the reasons."""
        counts = Counter(item.reason for item in self.skipped)
        return [(reason, counts[reason]) for reason in SkipReason if counts[reason]]


def plan_extensions(*, request: Request, now: datetime) -> Plan:
    """Return whom a request would touch and who is left out and why; writes nothing.

    Reads in a number of queries that grows with chunks of 5,000 addresses only. Raises ValidationError by
    field: an activity that has no deadlines, a deadline that is not ahead, a list without a single address.
    """
    _check(request, now)
    items = _items_of(request)
    rows = _rows_of(request, items)
    skipped: list[Skipped] = []
    if request.choice.source == BatchSource.LIST:
        found = _find_listed(request, rows, skipped)
    else:
        chosen = rows.filter(_condition(request, now)).order_by(*PEOPLE_ORDER)
        found = [(None, str(row.participant), row) for row in chosen]
    kept = []
    for line, text, row in found:
        reason = _reason_against(row, request.closes_at)
        if reason is None:
            kept.append(row)
        else:
            skipped.append(Skipped(line, text, reason))
    skipped.sort(key=lambda item: item.line or 0)
    return Plan(request, items, kept, skipped)


def find_completers(*, plan: Plan, now: datetime) -> set[int]:
    """Return the participants who have seen enough by the new deadline, and so will complete at once."""
    request = plan.request
    return completed_by(activity=request.activity, rows=plan.rows, closes_at=request.closes_at, now=now)


def _check(request: Request, now: datetime) -> None:
    if kinds.is_stream(request.activity):
        raise ValidationError(
            {"activity": _("A live stream cannot be extended: presence counts only while it is on the air.")}
        )
    if request.closes_at <= now:
        raise ValidationError({"closes_at": _("The new deadline must be in the future.")})


def _items_of(request: Request) -> dict[str, tuple[Curriculum, CurriculumItem]]:
    return {
        curriculum.track: (curriculum, item)
        for curriculum in Curriculum.objects.filter(season=request.season).select_related("season")
        for item in resolve_items(curriculum)
        if item.activity.pk == request.activity.pk
    }


def _rows_of(request: Request, tracks: Collection[str]) -> QuerySet[Completion]:
    """The rows of everybody who has the activity in their curriculum now; an unpublished one nobody has."""
    rows = Completion.objects.filter(
        activity=request.activity, season=request.season.key, track__in=tracks, is_assigned=True,
        participant__erased_at__isnull=True,
    )  # fmt: skip
    return rows.select_related("participant")


def _condition(request: Request, now: datetime) -> Q:
    """What a filter lets through. Whoever has completed the activity is not meant by any."""
    choice = request.choice
    condition = ~Q(state__in=SETTLED)
    if choice.track:
        condition &= Q(track=choice.track)
    if choice.source == BatchSource.TRACK:
        return condition
    if choice.level:
        enrolled = Q(
            participant__enrolments__season=request.season, participant__enrolments__level=choice.level
        )
        condition &= enrolled
    if choice.district:
        condition &= Q(participant__region__district=choice.district)
    if choice.region_id:
        condition &= Q(participant__region_id=choice.region_id)
    if choice.unfinished == Unfinished.MISSED:
        condition &= Q(closes_at__lte=now)
    return condition


def _find_listed(request: Request, rows: QuerySet[Completion], skipped: list[Skipped]) -> list[Found]:
    """Return the rows of a list's people with their lines; add to `skipped` the lines that name nobody."""
    addresses = read_addresses(request.choice.emails)
    if not any(address.email for address in addresses):
        raise ValidationError({"emails": _("There is not one e-mail address in the list.")})
    wanted = _once_each(addresses, skipped)
    people = _people_by_email([address.email for address in wanted])
    by_person: dict[int, Completion] = {}
    for ids in _chunks(list(people.values())):
        by_person.update((row.participant_id, row) for row in rows.filter(participant_id__in=ids))
    found: list[Found] = []
    for address in wanted:
        person_id = people.get(address.email)
        if person_id is None:
            skipped.append(Skipped(address.line, address.text, SkipReason.UNKNOWN))
        elif person_id not in by_person:
            skipped.append(Skipped(address.line, address.text, SkipReason.NOT_ASSIGNED))
        else:
            found.append((address.line, address.text, by_person[person_id]))
    return found


def _once_each(addresses: Iterable[Address], skipped: list[Skipped]) -> list[Address]:
    seen: set[str] = set()
    wanted = []
    for address in addresses:
        if not address.email:
            skipped.append(Skipped(address.line, address.text, SkipReason.NO_ADDRESS))
        elif address.email in seen:
            skipped.append(Skipped(address.line, address.text, SkipReason.REPEATED))
        else:
            seen.add(address.email)
            wanted.append(address)
    return wanted


def _people_by_email(emails: Collection[str]) -> Mapping[str, int]:
    """Return the ids of accounts by address in small letters."""
    found: dict[str, int] = {}
    for chunk in _chunks(list(emails)):
        people = User.objects.annotate(small=Lower("email")).filter(small__in=chunk)
        found.update(people.values_list("small", "pk"))
    return found


Item = TypeVar("Item")


def _chunks(items: list[Item]) -> Iterable[list[Item]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def _reason_against(row: Completion, closes_at: datetime) -> SkipReason | None:
    if row.state in SETTLED:
        return SkipReason.DONE
    if row.closes_at is None:
        return SkipReason.NO_DEADLINE
    if row.closes_at >= closes_at:
        return SkipReason.LATER
    if row.opens_at is not None and row.opens_at >= closes_at:
        return SkipReason.NOT_OPEN
    return None
