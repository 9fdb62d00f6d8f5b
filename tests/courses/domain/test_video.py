import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils import translation

from courses.domain import hls, transcode, video
from courses.enums import RevisionStatus, VideoFault
from courses.models import Activity, Video, VideoRevision
from tests.courses.films import make_film, make_sound
from tests.factories import NOW, make_course, make_webinar

pytestmark = pytest.mark.django_db


def upload(path: Path) -> VideoRevision:
    """Store a file as an editor's upload does, without starting the background task."""
    item = Video(title="Лекция", type="video")
    with path.open("rb") as stream:
        item.file.save(path.name, File(stream))
    return item.revisions.get()


def upload_text(text: str) -> VideoRevision:
    item = Video(title="Лекция", type="video")
    item.file.save("lecture.mp4", ContentFile(text.encode()))
    return item.revisions.get()


def rung_sizes(revision: VideoRevision) -> list[str]:
    return re.findall(r"RESOLUTION=(\d+x\d+)", (revision.folder / transcode.MASTER).read_text())


def test_makes_two_renditions_a_poster_and_a_duration(tmp_path):
    revision = video.prepare(upload(make_film(tmp_path / "a.mp4", seconds=9)), now=NOW)
    assert (revision.status, revision.error, revision.ready_at) == (RevisionStatus.READY, "", NOW)
    assert rung_sizes(revision) == ["1280x720", "640x360"]
    assert (revision.folder / transcode.POSTER).read_bytes()[:2] == b"\xff\xd8"
    for rung in ("720p", "360p"):
        rendition = hls.read_rendition(revision.folder / rung / transcode.RUNG)
        assert [segment.duration_ms for segment in rendition.segments[:2]] == [4000, 4000]
        assert (revision.folder / rung / rendition.init).is_file()
    assert revision.duration_ms == pytest.approx(9000, abs=100)
    assert not list(revision.folder.parent.glob("*.*"))


@pytest.mark.parametrize(
    ("size", "audio", "suffix", "expected"),
    [
        ("641x359", False, ".mkv", ["638x358"]),
        ("320x180", True, ".mp4", ["320x180"]),
        ("854x480", False, ".mp4", ["854x480", "640x360"]),
        ("360x640", True, ".mov", ["360x640", "202x360"]),
        ("1920x1080", False, ".mp4", ["1280x720", "640x360"]),
    ],
)
def test_takes_any_size_and_never_enlarges(tmp_path, size, audio, suffix, expected):
    source = make_film(tmp_path / f"a{suffix}", seconds=2, size=size, fps=12, audio=audio)
    revision = video.prepare(upload(source), now=NOW)
    assert revision.status == RevisionStatus.READY
    assert rung_sizes(revision) == expected


def broken_copy(path: Path) -> Path:
    whole = make_film(path.with_name("whole.mp4")).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda path: upload_text("это не видео"), VideoFault.UNREADABLE),
        (lambda path: upload_text(""), VideoFault.EMPTY),
        (lambda path: upload(make_sound(path / "voice.m4a")), VideoFault.NO_PICTURE),
        (lambda path: upload(broken_copy(path / "half.mp4")), VideoFault.UNREADABLE),
    ],
)
def test_tells_the_editor_what_is_wrong_with_a_file(tmp_path, make, fault):
    revision = video.prepare(make(tmp_path), now=NOW)
    revision.refresh_from_db()
    assert revision.status == RevisionStatus.FAILED
    assert revision.error.splitlines()[0] == fault
    with translation.override("en"):
        assert revision.fault == str(fault.label)
    assert not revision.folder.exists()


def test_a_failed_file_leaves_the_previous_revision_in_use(tmp_path):
    good = video.prepare(upload(make_film(tmp_path / "a.mp4", seconds=4)), now=NOW)
    item = good.video
    item.file.save("new.mp4", ContentFile(b"junk"))
    bad = video.prepare(item.newest, now=NOW)
    assert bad.status == RevisionStatus.FAILED
    assert item.current == good
    assert (good.folder / transcode.MASTER).is_file()


def test_every_upload_gets_one_revision_even_under_the_same_name(tmp_path):
    revision = upload_text("one")
    item = revision.video
    item.save()
    assert item.revisions.count() == 1
    item.file.save("lecture.mp4", ContentFile(b"two"))
    assert [one.source for one in item.revisions.all()] == [item.file.name, revision.source]


def test_may_be_run_twice(tmp_path):
    revision = video.prepare(upload(make_film(tmp_path / "a.mp4", seconds=2)), now=NOW)
    master = (revision.folder / transcode.MASTER).stat().st_mtime_ns
    again = video.prepare(VideoRevision.objects.get(pk=revision.pk), now=NOW + timedelta(hours=1))
    assert again.ready_at == NOW
    assert (revision.folder / transcode.MASTER).stat().st_mtime_ns == master


def test_a_retry_takes_up_a_revision_that_failed_and_not_one_that_is_ready(tmp_path):
    revision = video.prepare(upload_text("junk"), now=NOW)
    make_film(Path(revision.video.file.path), seconds=2)
    assert video.retry(revision=revision)
    assert (revision.status, revision.error) == (RevisionStatus.QUEUED, "")
    assert video.prepare(revision, now=NOW).status == RevisionStatus.READY
    assert not video.retry(revision=revision)


def test_a_published_webinar_takes_the_recording_into_use_when_it_is_ready(tmp_path):
    revision = upload(make_film(tmp_path / "a.mp4", seconds=4))
    page = make_webinar(make_course(), video=revision.video)
    assert (page.activity.duration_ms, page.activity.rev) == (0, 0)
    video.prepare(revision, now=NOW)
    activity = Activity.objects.get(page_id=page.pk)
    assert (activity.duration_ms, activity.rev) == (revision.duration_ms, revision.pk)


def test_deleting_a_video_deletes_its_renditions(tmp_path, django_capture_on_commit_callbacks):
    revision = video.prepare(upload(make_film(tmp_path / "a.mp4", seconds=2)), now=NOW)
    folder = revision.folder
    with django_capture_on_commit_callbacks(execute=True):
        revision.video.delete()
    assert not folder.exists()
