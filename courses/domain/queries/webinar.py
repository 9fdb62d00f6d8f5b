"""What the page of a recorded webinar shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from ...extensions import ShownVideo, Viewing
from ...models import Speaker, WebinarPage
from .. import videos
from ..chapters import ChapterView, notable, view_chapters
from ..evidence.ranges import Ranges, total
from ..evidence.recording import Recording
from .lecture import (
    MaterialView,
    Person,
    Place,
    Standing,
    explained_url,
    read_materials,
    read_place,
    read_speakers,
    read_standing,
    to_ranges,
)


@dataclass(frozen=True)
class Gap:
    """A stretch that is not credited yet; `resumes` is set on the one that begins where the person stopped."""

    start_s: int
    end_s: int
    resumes: bool


@dataclass(frozen=True)
class Credit:
    """What is credited of a recording, in whole seconds. `left_s` is what is still needed to complete it."""

    recording: Recording
    required_s: int
    seen: Ranges
    position_s: int
    last_seen_at: datetime | None

    @property
    def duration_s(self) -> int:
        return self.recording.units

    @property
    def countable_s(self) -> int:
        return self.recording.countable

    @property
    def excluded(self) -> Ranges:
        """What nobody has to watch."""
        return self.recording.excluded

    @property
    def credited_s(self) -> int:
        return total(self.seen)

    @property
    def left_s(self) -> int:
        return max(self.required_s - self.credited_s, 0)

    @property
    def missing(self) -> Ranges:
        return notable(self.recording.missing(self.seen))

    @property
    def gaps(self) -> list[Gap]:
        """The missing stretches, first the one where the person stopped or the next after it."""
        missing = self.missing
        here = next((gap for gap in missing if gap[1] > self.position_s), missing[0] if missing else None)
        ordered = [here, *(gap for gap in missing if gap != here)] if here else []
        return [Gap(self._resume_at(gap, here), gap[1], gap == here) for gap in ordered if gap]

    def _resume_at(self, gap: tuple[int, int], here: tuple[int, int] | None) -> int:
        return max(gap[0], self.position_s) if gap == here and gap[0] <= self.position_s < gap[1] else gap[0]


@dataclass(frozen=True)
class WebinarView:
    """Everything the template needs.

    state     `watch`, `preparing`, `unavailable` (who provides the video is gone or broken), or the reason of
              a refusal: `anonymous`, `not_assigned`, `not_open`, `closed`, `unpublished`, `broken`, or what a
              policy of a plugin says
    video     how it is played; None unless the state is `watch`
    player    what the player's script is told; None unless the state is `watch`
    """

    state: str
    standing: Standing
    place: Place
    credit: Credit
    chapters: list[ChapterView]
    speakers: list[Speaker]
    materials: list[MaterialView]
    explained_url: str
    is_preview: bool = False
    video: ShownVideo | None = None
    player: dict[str, Any] | None = field(default=None)

    @property
    def is_tracked(self) -> bool:
        """Whether watching counts for this person: staff look without being credited."""
        return self.standing.is_assigned

    @property
    def shows_progress(self) -> bool:
        """Whether there is progress to show; a preview shows the place where it will stand."""
        return self.is_tracked or self.is_preview

    @property
    def is_done(self) -> bool:
        return self.standing.is_done


def webinar_view(
    *, page: WebinarPage, user: Person, now: datetime, login: str, is_preview: bool = False
) -> WebinarView:
    """Return what `page` shows to `user` at `now`.

    `login` is the key of their session, to which the addresses of the video are bound. A preview shows the
    page as a participant sees it who has not watched anything yet.
    """
    standing = read_standing(page=page, user=user, now=now, is_preview=is_preview)
    state, video = _watch(page, standing, user, login, now)
    duration_ms = standing.activity.duration_ms or (video.facts.duration_ms if video else 0)
    recording = Recording.of(duration_ms, standing.activity.excluded)
    credit = read_credit(standing, page.required_share, recording)
    # A webinar taken off the site shows what was credited, and nothing of its content.
    shows_content = state != "unpublished"
    return WebinarView(
        state=state,
        standing=standing,
        place=read_place(page=page, activity=standing.activity),
        credit=credit,
        chapters=view_chapters(_chapters(page), recording=recording, seen=credit.seen)
        if shows_content
        else [],
        speakers=read_speakers(page) if shows_content else [],
        materials=read_materials(page) if standing.access.allowed else [],
        explained_url=explained_url(),
        is_preview=is_preview,
        video=video,
        player=_player(standing, video, credit, now) if video else None,
    )


def read_credit(standing: Standing, share: Decimal, recording: Recording) -> Credit:
    """Return what is credited, judged by the share the person's own row was given."""
    completion, progress = standing.completion, standing.progress
    own_share = completion.rule_params.get("share") if completion else None
    return Credit(
        recording=recording,
        required_s=recording.required(Decimal(own_share) if own_share else share),
        seen=to_ranges(progress.ranges) if progress else (),
        position_s=progress.position_s if progress else 0,
        last_seen_at=progress.last_seen_at if progress else None,
    )


def _watch(
    page: WebinarPage, standing: Standing, user: Person, login: str, now: datetime
) -> tuple[str, ShownVideo | None]:
    """Return the state of the page and, where it can be watched, the recording."""
    if not standing.access.allowed:
        return standing.access.reason, None
    viewing = Viewing(user_id=user.pk or 0, login=login, now=now, closes_at=standing.closes_at)
    try:
        video = videos.show_video(page=page, viewing=viewing)
    except videos.Unavailable:
        return "unavailable", None
    return ("watch" if video else "preparing"), video


def _chapters(page: WebinarPage) -> Iterable[tuple[int, str]]:
    return [(chapter.start_s, chapter.title) for chapter in page.chapters.all()]


def _player(standing: Standing, video: ShownVideo, credit: Credit, now: datetime) -> dict[str, Any]:
    position_s = credit.position_s if credit.position_s < credit.duration_s - 3 else 0
    return {
        "activity": standing.activity.pk,
        "kind": "recorded" if standing.counts_at(now) else "",
        "rev": video.facts.rev,
        "duration_s": credit.duration_s,
        "required_s": credit.required_s,
        "position_s": position_s,
        "is_done": standing.is_done,
        "seen": [list(span) for span in credit.seen],
        "excluded": [list(span) for span in credit.excluded],
        **_source(video, standing),
    }


def _source(video: ShownVideo, standing: Standing) -> dict[str, Any]:
    """Return what the script plays. Whoever is not credited is told where the length is wrong: staff can mend it."""
    if video.frame is None:
        return {"source": video.source}
    frame = {"url": video.frame.url, "origins": video.frame.origins, "script": video.frame.script}
    return {"embed": {**frame, "checks_length": not standing.is_assigned}}
