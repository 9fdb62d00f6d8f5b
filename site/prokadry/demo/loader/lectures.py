"""Lecture videos of the demo: made from the texts in parallel, then prepared by the product's own pipeline."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path

from django.core.files import File
from django.db import connection

from courses.domain.video import prepare
from courses.models import Video, VideoRevision
from prokadry.demo.lecture import Lecture, make_lecture
from prokadry.demo.specs import LectureSpec

from .recorded import RECUT, describe_recut, put_first_cut


def load_lectures(
    specs: Sequence[LectureSpec], *, cache: Path, now: datetime
) -> dict[str, tuple[Video, Lecture]]:
    """Return the video of every lecture by slug, ready to be watched; makes only what is missing."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        lectures = list(pool.map(partial(make_lecture, out_dir=cache), specs))
    videos = {
        spec.slug: (_put_video(spec, lecture, now), lecture)
        for spec, lecture in zip(specs, lectures, strict=True)
    }
    fresh = [revision for video, _lecture in videos.values() if (revision := _unprepared(video))]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        list(pool.map(partial(_prepare, now=now), fresh))
    if RECUT in videos:
        describe_recut(videos[RECUT][0])
    return videos


def _put_video(spec: LectureSpec, lecture: Lecture, now: datetime) -> Video:
    # The name carries the fingerprint of the content: a changed text makes a new file and a new revision.
    video = Video.objects.filter(title=spec.title).first() or Video(title=spec.title, type="video")
    if Path(video.file.name or "").stem.startswith(lecture.path.stem):
        return video
    if spec.slug == RECUT and not video.pk:
        put_first_cut(video, lecture, now=now)
    with lecture.path.open("rb") as source, lecture.vtt.open("rb") as captions:
        video.file.save(lecture.path.name, File(source), save=False)
        video.captions.save(lecture.vtt.name, File(captions), save=False)
        video.duration = lecture.duration_s
        video.save()
    return video


def _unprepared(video: Video) -> VideoRevision | None:
    return video.revisions.filter(source=video.file.name).exclude(status="ready").first()


def _prepare(revision: VideoRevision, *, now: datetime) -> None:
    try:
        prepare(revision, now=now)
    finally:
        connection.close()
