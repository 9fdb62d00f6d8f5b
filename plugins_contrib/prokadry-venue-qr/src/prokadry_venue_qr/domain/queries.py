"""What the pages of a meeting show, each in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from courses.domain.queries.lecture import Place, Standing, read_place, read_standing
from courses.domain.timeline.check_ins import name_method
from courses.extensions import Text
from courses.models import Activity, CheckIn, Completion
from prokadry.accounts.models import User
from prokadry.ui.choosers import match_words

from ..models import VenueMeetingPage
from .facts import ACTIVITY_TYPE, PERMISSION, point_of

SHORTEST_QUERY = 3
MOST_FOUND = 20
MOST_RECENT = 20

Person = User | AnonymousUser


class Door(StrEnum):
    """Whether the door takes codes now."""

    SOON = "soon"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class MeetingView:
    """A meeting and where one person stands with it. `checked_in_at` is when they were let in.

    A preview shows what the invited see before the door opens.
    """

    activity: Activity
    standing: Standing
    place: Place | None
    door: Door
    checked_in_at: datetime | None
    may_confirm: bool
    is_preview: bool = False

    @property
    def is_invited(self) -> bool:
        return self.standing.is_assigned or self.is_preview

    @property
    def is_withdrawn(self) -> bool:
        return not self.activity.is_live and not self.is_preview


@dataclass(frozen=True)
class Guest:
    """An invited participant; `came` is their check-in."""

    person: User
    came: CheckIn | None = None


@dataclass(frozen=True)
class Arrival:
    """Somebody who came: when, by which method, confirmed by whom, and why by hand."""

    participant: User
    answered_at: datetime
    how: Text
    confirmed_by: User | None
    reason: str


@dataclass(frozen=True)
class DoorView:
    """The list at the door: how many of the invited came, who was found, and who came last."""

    activity: Activity
    door: Door
    invited: int
    came: int
    found: Sequence[Guest] = field(default_factory=tuple)
    recent: Sequence[Arrival] = field(default_factory=tuple)


def may_confirm(user: Person) -> bool:
    """Tell whether this person may confirm who came."""
    return user.is_authenticated and user.has_perm(PERMISSION)


def door_of(activity: Activity, *, now: datetime) -> Door:
    """Return whether the door of a meeting takes codes now; one that is taken off the site is over."""
    if activity.opens_at is None or activity.closes_at is None or not activity.is_live:
        return Door.OVER
    if now < activity.opens_at:
        return Door.SOON
    return Door.OPEN if now < activity.closes_at else Door.OVER


def view_meeting(*, page: VenueMeetingPage, user: Person, now: datetime, is_preview: bool) -> MeetingView:
    """Return what the page of a meeting shows."""
    standing = read_standing(page=page, user=user, now=now, is_preview=is_preview)
    activity = standing.activity
    came = None
    if standing.completion is not None:
        came = find_check_in(activity_id=activity.pk, participant_id=standing.completion.participant_id)
    return MeetingView(
        activity=activity,
        standing=standing,
        place=read_place(page=page, activity=activity) if activity.pk else None,
        door=Door.SOON if is_preview else door_of(activity, now=now),
        checked_in_at=came.answered_at if came else None,
        may_confirm=bool(activity.pk) and may_confirm(user),
        is_preview=is_preview,
    )


def find_meeting(activity_id: int) -> Activity | None:
    """Return a meeting with its page, or None for a number that is none."""
    return Activity.objects.select_related("page").filter(pk=activity_id, type=ACTIVITY_TYPE).first()


def find_check_in(*, activity_id: int, participant_id: int) -> CheckIn | None:
    """Return the check-in of a person at the door of a meeting, or None."""
    return CheckIn.objects.filter(
        activity_id=activity_id, participant_id=participant_id, checkpoint=point_of(activity_id)
    ).first()


def is_invited(*, activity_id: int, participant_id: int) -> bool:
    """Tell whether a person has the meeting in their curriculum."""
    rows = Completion.objects.filter(activity_id=activity_id, participant_id=participant_id)
    return rows.filter(is_assigned=True).exists()


def view_door(*, activity: Activity, query: str, now: datetime) -> DoorView:
    """Return the list at the door; `query` looks for invited people by name or e-mail, three letters at least."""
    invited = Completion.objects.filter(activity=activity, is_assigned=True)
    came = _came(activity)
    return DoorView(
        activity=activity,
        door=door_of(activity, now=now),
        invited=invited.count(),
        came=came.count(),
        found=_find_guests(activity, query) if len(query.strip()) >= SHORTEST_QUERY else (),
        recent=[_arrival_of(row) for row in came[:MOST_RECENT]],
    )


def list_arrivals(activity: Activity) -> list[Arrival]:
    """Return everybody who came to a meeting, the earliest first; one query."""
    return [_arrival_of(row) for row in _came(activity).order_by("answered_at", "pk")]


def count_came(activity: Activity) -> int:
    """Return how many came to a meeting."""
    return _came(activity).count()


def _arrival_of(row: CheckIn) -> Arrival:
    return Arrival(row.participant, row.answered_at, name_method(row.method), row.confirmed_by, row.reason)


def _came(activity: Activity) -> QuerySet[CheckIn]:
    """The check-ins of a meeting with person and who confirmed, the latest first."""
    rows = CheckIn.objects.filter(activity=activity, checkpoint=point_of(activity.pk))
    return rows.select_related("participant", "confirmed_by").order_by("-answered_at", "-pk")


def _find_guests(activity: Activity, query: str) -> list[Guest]:
    rows = (
        Completion.objects.filter(activity=activity, is_assigned=True)
        .filter(match_words(query, "participant__last_name", "participant__first_name", "participant__email"))
        .select_related("participant")
        .order_by("participant__last_name", "participant__first_name", "participant_id")
    )
    people = [row.participant for row in rows[:MOST_FOUND]]
    came = {row.participant_id: row for row in _came(activity).filter(participant__in=people)}
    return [Guest(person, came.get(person.pk)) for person in people]


def list_ahead(*, now: datetime, limit: int = 5) -> list[Activity]:
    """Return the published meetings that are not over, the soonest first; one query."""
    meetings = Activity.objects.filter(type=ACTIVITY_TYPE, is_live=True, closes_at__gt=now)
    return list(meetings.order_by("opens_at", "pk")[:limit])
