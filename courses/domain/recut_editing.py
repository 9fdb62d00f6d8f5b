"""What editors say of a re-cut video: how the newest cut came from the one before it, and what viewers keep."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from ..enums import RevisionStatus, SessionKind
from ..models import Activity, Video, VideoRevision, WatchSession
from .evidence.ranges import merged, total
from .evidence.recut import Cut, Edits, Fault, Part, edits_between, find_faults, moved
from .evidence.seen import Lane, seen
from .evidence.units import units_of
from .notices import announce_activity_change
from .recuts import chain, watched
from .sessions import decode_lane


@dataclass(frozen=True)
class Recut:
    """The newest cut of a video and the one it was made from; `waits_for` is one still being prepared before it."""

    revision: VideoRevision
    before: VideoRevision
    waits_for: VideoRevision | None

    @property
    def units_before(self) -> int:
        return units_of(self.before.duration_ms)

    @property
    def units_after(self) -> int | None:
        """How long it is, None while that is not known."""
        return units_of(self.revision.duration_ms) or None

    def kept(self, edits: Edits | None) -> Edits:
        """What an edit list, or None, keeps of the earlier cut; as if nothing were cut off while no end is known."""
        longest = max((part.target[1] for part in edits or ()), default=self.units_before)
        return edits_between(self.units_before, [Cut(self.units_after or longest, edits)])


@dataclass(frozen=True)
class Forecast:
    """What viewers keep of an earlier cut, in seconds summed up over `viewers`; `is_partial`: there are more."""

    kept_of_cut_s: int
    viewers: int
    seen_s: int
    kept_s: int
    is_partial: bool


class BadEdits(Exception):  # noqa: N818 - says what is wrong
    """The edit list contradicts itself or the lengths of the cuts; `faults` say where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.row} {fault.field}: {fault.code}" for fault in faults))
        self.faults = faults


FORECAST_VIEWERS = 2_000


def find_recut(video: Video) -> Recut | None:
    """Return the newest cut of a video with the one before it; None for a first file, or one that failed."""
    revisions = list(video.revisions.order_by("pk"))
    if not revisions or revisions[-1].status == RevisionStatus.FAILED:
        return None
    revision, earlier = revisions[-1], revisions[:-1]
    before = watched(earlier)
    if not before:
        return None
    unready = [
        one
        for one in earlier
        if one.pk > before[-1].pk and one.status in (RevisionStatus.QUEUED, RevisionStatus.PROCESSING)
    ]
    return Recut(revision, before[-1], unready[0] if unready else None)


def forecast(*, recut: Recut, edits: Edits | None) -> Forecast:
    """Return what those who watched the earlier cut would keep under an edit list; writes nothing.

    Reads at most 2,000 viewers, whose sum is meant to be looked at, not to be stored.
    """
    kept = recut.kept(edits)
    revisions = watched(recut.before.video.revisions.filter(pk__lte=recut.before.pk))
    moves = chain(revisions)
    sessions = WatchSession.objects.filter(
        rev__in=[revision.pk for revision in revisions], kind=SessionKind.RECORDED
    )
    viewers = list(
        sessions.order_by("participant_id").values_list("participant_id", flat=True).distinct()[
            : FORECAST_VIEWERS + 1
        ]
    )  # fmt: skip
    lanes: dict[tuple[int, int], list[Lane]] = {}
    for session in sessions.filter(participant_id__in=viewers[:FORECAST_VIEWERS]):
        key = (session.participant_id, session.activity_id)
        lanes.setdefault(key, []).append(decode_lane(session, moves.get(session.rev)))
    films = [seen(own, units=recut.units_before) for own in lanes.values()]
    return Forecast(
        kept_of_cut_s=sum(part.end - part.start for part in kept),
        viewers=min(len(viewers), FORECAST_VIEWERS),
        seen_s=sum(total(film) for film in films),
        kept_s=sum(total(merged(moved(film, kept))) for film in films),
        is_partial=len(viewers) > FORECAST_VIEWERS,
    )


def save_edits(*, revision: VideoRevision, rows: Sequence[Part] | None) -> None:
    """Store how the newest cut of a video came from the one before it, and have all who watched measured anew.

    None: seconds kept their places; no rows: nothing is left of the earlier cut. Completed stays completed.
    Sends `activity_changed` on commit for every activity that shows the video. Raises BadEdits, and ValueError
    for a revision that does not follow another one or is not the newest.
    """
    with transaction.atomic():
        video = Video.objects.select_for_update().get(pk=revision.video_id)
        recut = find_recut(video)
        if recut is None or recut.revision.pk != revision.pk or recut.waits_for:
            raise ValueError(f"revision {revision.pk} cannot be described now")
        if rows is not None:
            faults = find_faults(rows, units_before=recut.units_before, units_after=recut.units_after)
            if faults:
                raise BadEdits(faults)
        edits = None if rows is None else [list(part) for part in sorted(rows)]
        VideoRevision.objects.filter(pk=revision.pk).update(edits=edits)
        for activity in Activity.objects.filter(rev=revision.pk):
            announce_activity_change(activity)
