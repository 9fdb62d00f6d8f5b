"""The cuts of a video: which were ever watched, and where the seconds of earlier ones are now."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F

from ..enums import RevisionStatus
from ..models import Activity, VideoRevision
from .evidence.recut import Cut, Edits, edits_between, read_edits
from .evidence.units import units_of


def edits_of(*, activity_id: int) -> Mapping[int, Edits]:
    """Return where the seconds of each earlier cut are in the one an activity shows now, by revision.

    A revision that is missing here kept its places: the present one, and those of another video that the
    page has shown before. One query.
    """
    revisions = VideoRevision.objects.filter(
        video__revisions__pk__in=Activity.objects.filter(pk=activity_id).values("rev"),
        video__revisions__pk__gte=F("pk"),
    )
    return chain(watched(revisions))


def watched(revisions: Iterable[VideoRevision]) -> list[VideoRevision]:
    """Return the revisions of a video that were in use at some time, the oldest first.

    One that failed never was, nor one that became ready only after a newer one.
    """
    ready = [revision for revision in revisions if revision.status == RevisionStatus.READY]
    in_use: list[VideoRevision] = []
    for revision in sorted(ready, key=lambda revision: revision.pk, reverse=True):
        newer = in_use[-1] if in_use else None
        late = newer and newer.ready_at and revision.ready_at and revision.ready_at > newer.ready_at
        if not late:
            in_use.append(revision)
    return in_use[::-1]


def chain(revisions: Sequence[VideoRevision]) -> dict[int, Edits]:
    """Return where the seconds of each revision but the last are in the last one; ordered, the oldest first."""
    cuts = [Cut(units_of(revision.duration_ms), read_edits(revision.edits)) for revision in revisions]
    return {
        revision.pk: edits_between(cuts[place].units, cuts[place + 1 :])
        for place, revision in enumerate(revisions[:-1])
    }
