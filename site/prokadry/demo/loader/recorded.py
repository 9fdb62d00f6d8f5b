"""What the demo shows of recordings: a title sequence left out, a lecture cut anew, a bulk extension."""

import subprocess
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import imageio_ffmpeg
from django.core.files import File

from courses.domain.evidence.recut import Part
from courses.domain.recut_editing import find_recut, save_edits
from courses.domain.video import prepare
from courses.models import Activity, Completion, ExcludedRange, Video, VideoRevision
from prokadry.accounts.enums import FederalDistrict
from prokadry.accounts.models import User
from prokadry.demo.lecture import Lecture
from tracks.domain.extension_plan import Choice, Request, plan_extensions
from tracks.domain.extensions import grant_extensions
from tracks.enums import BatchSource, Unfinished
from tracks.models import ExtensionBatch, Season

from .moments import Moments

WITH_INTRO = "kak-prinimayut-resheniya"
INTRO_S = 6
RECUT = "pasport-proekta"
# The opening words that were added to the lecture after people had watched it without them.
ADDED_S = 10
EXTENSION = UUID("5f0e7d2a-6a63-4f0c-9d5a-2f3c0d3b7a11")


def excluded_of(slug: str) -> list[ExcludedRange]:
    """Return the parts of a webinar that do not count."""
    if slug != WITH_INTRO:
        return []
    return [ExcludedRange(sort_order=0, start_s=0, end_s=INTRO_S, note="Заставка")]


def put_first_cut(video: Video, lecture: Lecture, *, now: datetime) -> None:
    """Give a video the file that people watched first: the lecture without its opening words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"first-cut-{lecture.path.name}"
        subprocess.run(
            [
                imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-ss", str(ADDED_S), "-i", str(lecture.path),
                "-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", str(path),
            ],
            check=True,
        )  # fmt: skip
        with path.open("rb") as source:
            video.file.save(path.name, File(source), save=False)
        video.save()
    prepare(video.revisions.get(source=video.file.name), now=now)


def describe_recut(video: Video) -> None:
    """Say that the new cut has the whole of the first one after the opening words."""
    recut = find_recut(video)
    if recut is not None and recut.revision.edits is None and recut.units_after is not None:
        kept_s = min(recut.units_before, recut.units_after - ADDED_S)
        save_edits(revision=recut.revision, rows=[Part(0, kept_s, ADDED_S)])


def watched_in_their_cuts(rows: Iterable[Completion]) -> list[Completion]:
    """Return the rows so that every other person watches the recut lecture as it was first."""
    listed = list(rows)
    first = VideoRevision.objects.filter(video__webinars__slug=RECUT, status="ready").order_by("pk").first()
    recut = Activity.objects.filter(page__slug=RECUT).first()
    for row in listed:
        if first is not None and row.activity == recut and row.participant_id % 2:
            row.activity.rev, row.activity.duration_ms = first.pk, first.duration_ms
    return listed


def extend_closed(*, season: Season, organiser: User, moments: Moments) -> None:
    """Give Siberia three days more for what closed yesterday; once, however often the demo is loaded."""
    activity = Activity.objects.filter(type="webinar", closes_at=moments.moscow_midnight(0)).first()
    if activity is None or ExtensionBatch.objects.filter(key=EXTENSION).exists():
        return
    choice = Choice(BatchSource.FILTER, district=FederalDistrict.SIBERIAN.value, unfinished=Unfinished.MISSED)
    request = Request(season, activity, moments.moscow_midnight(3), choice)
    grant_extensions(
        plan=plan_extensions(request=request, now=moments.now),
        key=EXTENSION,
        reason="Авария у провайдера в Новосибирске: вечером перед сроком сайт не открывался.",
        granted_by=organiser,
        now=moments.now,
    )
