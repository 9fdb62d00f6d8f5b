"""What the page of a text shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import ngettext

from courses.domain.instants import to_ms
from courses.domain.queries.lecture import Person, Place, Standing, explained_url, read_place, read_standing

from .models import ReadingPage
from .openings import next_second, opened_at, sign_opening
from .pace import needed_s
from .recording import HORIZON_S, Kept, Refused, read_kept
from .rules import Pace
from .texts import count_words


@dataclass(frozen=True)
class SectionView:
    """A section; `needed_s` is how long reading it takes at least, `kept_s` what is credited of that."""

    number: int
    key: str
    title: str
    body: Any
    is_read: bool
    needed_s: int
    kept_s: int


@dataclass(frozen=True)
class ReadingView:
    """Everything the template needs.

    state    `read`, or the reason of a refusal
    opening  a signed token, by which the page reports; "" where nothing is credited to this person now
    age_s, free_s   how long ago the page was opened, and how much of that is not given to any section yet
    """

    state: str
    standing: Standing
    place: Place
    sections: list[SectionView]
    is_preview: bool
    explained_url: str
    opening: str = ""
    age_s: int = 0
    free_s: int = 0

    @property
    def shows_progress(self) -> bool:
        """Whether there is progress to show; a preview shows the place where it will stand."""
        return self.standing.is_assigned or self.is_preview

    @property
    def summary(self) -> str:
        """How many sections are read, in words."""
        return summarise(sum(section.is_read for section in self.sections), len(self.sections))


def summarise(read: int, sections: int) -> str:
    """Return how many sections of how many are read, in words."""
    words = ngettext("Read: %(read)d of %(count)d section", "Read: %(read)d of %(count)d sections", sections)
    return words % {"read": read, "count": sections}


def reading_view(
    *, page: ReadingPage, user: Person, opening: str, now: datetime, is_preview: bool = False
) -> ReadingView:
    """Return what `page` shows to `user` at `now`.

    `opening` is the token of an earlier opening of the same page, which goes on.
    """
    standing = read_standing(page=page, user=user, now=now, is_preview=is_preview)
    counts = standing.completion is not None and standing.counts_at(now)
    opened_s = next_second(now)
    if counts and opening:
        found = opened_at(opening, participant_id=user.pk or 0, activity_id=standing.activity.pk)
        if found is not None and found > opened_s - HORIZON_S:
            opened_s = found
    kept = _kept(standing, opened_s, now)
    pace = Pace.of(standing.activity, standing.completion)
    return ReadingView(
        state="read" if standing.access.allowed else standing.access.reason,
        standing=standing,
        place=read_place(page=page, activity=standing.activity),
        sections=_sections(page, kept, pace) if standing.access.allowed else [],
        is_preview=is_preview,
        explained_url=explained_url(),
        opening=sign_opening(participant_id=user.pk or 0, activity_id=standing.activity.pk, opened_s=opened_s)
        if counts
        else "",
        age_s=max(0, to_ms(now) // 1000 - opened_s),
        free_s=kept.free_s,
    )


def _kept(standing: Standing, opened_s: int, now: datetime) -> Kept:
    if standing.completion is None:
        return Kept({}, set(), 0)
    standing.completion.activity = standing.activity
    try:
        return read_kept(completion_row=standing.completion, opened_s=opened_s, now=now)
    except Refused:
        return Kept({}, set(), 0)


def _sections(page: ReadingPage, kept: Kept, pace: Pace) -> list[SectionView]:
    return [
        SectionView(
            number=number,
            key=str(section.id),
            title=section.value["title"],
            body=section.value["body"],
            is_read=str(section.id) in kept.read,
            needed_s=needed_s(count_words(section), pace.wpm),
            kept_s=kept.seconds.get(str(section.id), 0),
        )
        for number, section in enumerate(page.sections, start=1)
    ]
