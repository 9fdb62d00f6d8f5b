"""Lecture videos made on the spot: slides drawn from the text, a voice where there is one, captions timed to it."""

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import imageio_ffmpeg
from PIL import Image

from prokadry.demo.captions import make_captions
from prokadry.demo.lettering import get_face
from prokadry.demo.slides import draw_chapter, draw_title
from prokadry.demo.specs import LectureSpec
from prokadry.demo.voice import Speech, find_voice, read_aloud, write_wave

FRAMES_PER_S = 2
KEYFRAME_S = 2

_EDITION = 2


class LectureError(Exception):
    """ffmpeg could not make the video; the message is its own."""


@dataclass(frozen=True, slots=True)
class Lecture:
    """A finished lecture: an MP4 (H.264, AAC, 1280 × 720), its WebVTT captions, and what is where in it."""

    path: Path
    vtt: Path
    duration_s: float
    chapters: tuple[tuple[float, str], ...]
    transcript: tuple[tuple[float, str], ...]
    voiced: bool


def make_lecture(webinar: LectureSpec, out_dir: Path, *, voice: str | bool | None = True) -> Lecture:
    """Make the video and captions of a webinar, or find them made by an earlier call with equal content.

    `voice` is espeak-ng's path, None for silence, True to look for it. Files are `SLUG-HASH.mp4`, `.vtt` and `.json`
    in `out_dir`; the last is written when the others are whole, so a broken run leaves nothing half-made behind.
    Raises LectureError, VoiceError, FontMissingError.
    """
    binary = find_voice() if voice is True else voice or None
    stem = out_dir / f"{webinar.slug}-{fingerprint(webinar, voiced=bool(binary))}"
    video, captions, record = (stem.with_name(f"{stem.name}.{kind}") for kind in ("mp4", "vtt", "json"))
    if record.exists() and video.exists() and captions.exists():
        return _recall(record, video, captions)
    out_dir.mkdir(parents=True, exist_ok=True)
    speech = read_aloud(webinar, binary)
    with tempfile.TemporaryDirectory(dir=out_dir, prefix=".making-") as folder:
        _encode(webinar, speech, Path(folder))
        os.replace(Path(folder) / "lecture.mp4", video)
    captions.write_text(make_captions(speech.lines), encoding="utf-8")
    _remember(record, webinar, speech, voiced=bool(binary))
    return _recall(record, video, captions)


def fingerprint(webinar: LectureSpec, *, voiced: bool) -> str:
    """Twelve hex digits that change with anything that changes the files."""
    facts = {
        "edition": _EDITION,
        "voiced": voiced,
        "fallback_font": get_face(28).fallback,
        "spec": asdict(webinar),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def list_frames(webinar: LectureSpec, speech: Speech) -> Iterator[tuple[float, Image.Image]]:
    """Every different picture of the video with the second it appears at, in order."""
    yield 0.0, draw_title(webinar)
    for number, chapter in enumerate(webinar.chapters):
        starts = [line.start_s for line in speech.lines if line.chapter == number]
        for shown in range(len(chapter.bullets)):
            at = starts[shown * len(starts) // len(chapter.bullets)]
            yield at, draw_chapter(webinar, number, shown + 1)


def _encode(webinar: LectureSpec, speech: Speech, folder: Path) -> None:
    write_wave(speech, folder / "voice.wav")
    frames = [
        (at, folder / f"{index:03d}.ppm", image)
        for index, (at, image) in enumerate(list_frames(webinar, speech))
    ]
    for _, path, image in frames:
        image.save(path)
    ends = [at for at, _, _ in frames[1:]] + [speech.duration_s]
    script = [
        f"file {path.name}\nduration {end - at:.3f}" for (at, path, _), end in zip(frames, ends, strict=True)
    ]
    (folder / "frames.txt").write_text("\n".join([*script, f"file {frames[-1][1].name}"]))
    done = subprocess.run(
        _command(speech.duration_s), cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LectureError(f"«{webinar.title}»: {done.stderr.strip()}")


def _command(duration_s: float) -> list[str]:
    keyframe = str(FRAMES_PER_S * KEYFRAME_S)
    return [
        imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-nostdin",
        "-f", "concat", "-i", "frames.txt", "-i", "voice.wav",
        "-vf", f"format=yuv420p,fps={FRAMES_PER_S}",
        "-c:v", "libx264", "-preset", "ultrafast", "-tune", "stillimage", "-crf", "30",
        "-g", keyframe, "-keyint_min", keyframe, "-sc_threshold", "0",
        "-c:a", "aac", "-aac_coder", "fast", "-b:a", "48k", "-ar", "48000",
        "-threads", "1", "-filter_threads", "1",
        "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
        "-t", f"{duration_s:.3f}", "-movflags", "+faststart", "lecture.mp4",
    ]  # fmt: skip


def _remember(record: Path, webinar: LectureSpec, speech: Speech, *, voiced: bool) -> None:
    starts = {line.chapter: line.start_s for line in reversed(speech.lines)}
    facts = {
        "duration_s": round(speech.duration_s, 3),
        "chapters": [
            (round(starts[n], 3) if n else 0.0, chapter.title) for n, chapter in enumerate(webinar.chapters)
        ],
        "transcript": [(round(line.start_s, 3), line.text) for line in speech.lines],
        "voiced": voiced,
    }
    draft = record.with_suffix(".json.part")
    draft.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    os.replace(draft, record)


def _recall(record: Path, video: Path, captions: Path) -> Lecture:
    facts = json.loads(record.read_text(encoding="utf-8"))
    return Lecture(
        path=video,
        vtt=captions,
        duration_s=facts["duration_s"],
        chapters=tuple((start_s, title) for start_s, title in facts["chapters"]),
        transcript=tuple((start_s, text) for start_s, text in facts["transcript"]),
        voiced=facts["voiced"],
    )
