"""Work that is done in the background; every task may be run twice."""

from django.utils import timezone
from django_tasks import task

from .domain import fold, video
from .domain.amendments import read_excuses
from .extensions import session_kind_of
from .models import Activity, Progress, VideoRevision


@task()
def prepare_video(revision_id: int) -> None:
    """Make an uploaded video watchable; a revision deleted meanwhile is no error."""
    revision = VideoRevision.objects.select_related("video").filter(pk=revision_id).first()
    if revision is not None:
        video.prepare(revision, now=timezone.now())


@task()
def measure_activity(activity_id: int) -> None:
    """Judge all evidence of an activity by what is true of it now: its schedule, its length, its rule."""
    activity = Activity.objects.filter(pk=activity_id).first()
    if activity is not None and not session_kind_of(activity.type):
        # Whose evidence there is, only its rule knows.
        fold.judge(activity_id=activity_id, participant_ids=None, now=timezone.now())
        return
    known = Progress.objects.filter(activity_id=activity_id).values_list("participant_id", flat=True)
    # Somebody who never came may be excused from all of a stream, and no longer from all of a longer one.
    participant_ids = {*known, *read_excuses(activity_id=activity_id)}
    if participant_ids:
        fold.derive(activity_id=activity_id, participant_ids=participant_ids, now=timezone.now())
