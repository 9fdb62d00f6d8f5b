"""Lecture videos: timing, captions, the cache, and both voices."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import pytest

from prokadry.demo import lettering, voice
from prokadry.demo.captions import LINE_LENGTH, make_captions
from prokadry.demo.content import load_content
from prokadry.demo.lecture import FRAMES_PER_S, Lecture, LectureError, fingerprint, make_lecture
from prokadry.demo.lettering import Face, FontMissingError
from prokadry.demo.slides import SIZE, draw_chapter, draw_title
from prokadry.demo.specs import LectureSpec
from prokadry.demo.voice import Line, VoiceError, find_voice, read_aloud, split_sentences


@pytest.fixture(scope="module")
def spec() -> LectureSpec:
    """The first lecture cut down to two chapters of a sentence or two."""
    lecture = load_content().lectures()[0]
    one, two = lecture.chapters[:2]
    return replace(
        lecture,
        chapters=(
            replace(one, text="Здравствуйте. Начнём.", bullets=("Первое", "Второе")),
            replace(two, text="Спасибо!", bullets=("Всё",)),
        ),
    )


@pytest.fixture(scope="module")
def silent(spec: LectureSpec, tmp_path_factory: pytest.TempPathFactory) -> Lecture:
    return make_lecture(spec, tmp_path_factory.mktemp("silent"), voice=None)


def probe(path: Path) -> str:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def test_the_video_is_what_browsers_play(silent: Lecture) -> None:
    report = probe(silent.path)
    assert "Video: h264" in report
    assert "yuv420p" in report
    assert f"{SIZE[0]}x{SIZE[1]}" in report
    assert f"{FRAMES_PER_S} fps" in report
    assert "Audio: aac" in report
    hours, minutes, seconds = re.search(r"Duration: (\d+):(\d+):([\d.]+)", report).groups()
    assert int(hours) * 3600 + int(minutes) * 60 + float(seconds) == pytest.approx(silent.duration_s, abs=0.3)


def test_chapters_and_transcript_follow_the_speech(silent: Lecture, spec: LectureSpec) -> None:
    assert not silent.voiced
    starts = [start_s for start_s, _ in silent.chapters]
    assert starts[0] == 0
    assert 0 < starts[1] < silent.duration_s
    assert [title for _, title in silent.chapters] == [chapter.title for chapter in spec.chapters]
    assert [text for _, text in silent.transcript] == ["Здравствуйте.", "Начнём.", "Спасибо!"]
    assert silent.transcript[2][0] == starts[1]


def test_a_second_call_finds_the_files(silent: Lecture, spec: LectureSpec) -> None:
    written_at = silent.path.stat().st_mtime_ns
    assert make_lecture(spec, silent.path.parent, voice=None) == silent
    assert silent.path.stat().st_mtime_ns == written_at
    assert sorted(path.suffix for path in silent.path.parent.iterdir()) == [".json", ".mp4", ".vtt"]


def test_equal_content_gives_equal_bytes(silent: Lecture, spec: LectureSpec, tmp_path: Path) -> None:
    again = make_lecture(spec, tmp_path, voice=None)
    assert again.path.name == silent.path.name
    assert again.path.read_bytes() == silent.path.read_bytes()
    assert again.vtt.read_bytes() == silent.vtt.read_bytes()


def test_any_change_gives_another_file(spec: LectureSpec) -> None:
    other = replace(spec, chapters=(replace(spec.chapters[0], text="Иначе."), *spec.chapters[1:]))
    prints = {
        fingerprint(spec, voiced=True),
        fingerprint(spec, voiced=False),
        fingerprint(other, voiced=False),
    }
    assert len(prints) == 3


def test_a_failing_ffmpeg_leaves_nothing_behind(
    spec: LectureSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "prokadry.demo.lecture._command", lambda duration_s: ["sh", "-c", "echo no >&2; exit 1"]
    )
    with pytest.raises(LectureError, match="no"):
        make_lecture(spec, tmp_path, voice=None)
    assert list(tmp_path.iterdir()) == []


def test_the_voice_speaks_for_a_believable_time(spec: LectureSpec) -> None:
    binary = find_voice()
    if binary is None:
        assert read_aloud(spec, None).duration_s > 0
        return
    speech = read_aloud(spec, binary)
    assert any(speech.pcm)
    for line in speech.lines:
        assert 0.3 < line.end_s - line.start_s < 4
    assert speech.duration_s == pytest.approx(len(speech.pcm) / 2 / voice.SAMPLE_RATE)


def test_a_failing_voice_is_reported(spec: LectureSpec, tmp_path: Path) -> None:
    broken = tmp_path / "espeak-ng"
    broken.write_text("#!/bin/sh\necho out of breath >&2\nexit 1\n")
    broken.chmod(0o755)
    with pytest.raises(VoiceError, match="out of breath"):
        read_aloud(spec, str(broken))


def test_silence_takes_as_long_as_reading() -> None:
    content = load_content()
    minutes = sum(read_aloud(lecture, None).duration_s for lecture in content.lectures()) / 60
    assert minutes >= 40


def test_sentences_are_split_at_their_ends() -> None:
    text = "Раз, два. «Три?» Четыре! Пять: 6 семь… Восемь."
    assert split_sentences(text) == ["Раз, два.", "«Три?» Четыре!", "Пять: 6 семь…", "Восемь."]


def test_captions_are_short_lines_in_order() -> None:
    long = "Налог на прибыль организаций и налог на доходы физических лиц зачисляются в бюджет региона " * 2
    vtt = make_captions([Line(0, 2.5, 14.5, long.strip()), Line(0, 3661.25, 3662, "Да.")])
    assert vtt.startswith("WEBVTT\n\n00:00:02.500 --> ")
    assert "01:01:01.250 --> 01:01:02.000\nДа.\n" in vtt
    cues = [block.splitlines() for block in vtt.split("\n\n")[1:]]
    assert len(cues) > 3
    for _, *rows in cues:
        assert len(rows) <= 2
        assert max(map(len, rows)) <= LINE_LENGTH
    ends = [cue[0].split(" --> ")[1] for cue in cues]
    starts = [cue[0].split(" --> ")[0] for cue in cues]
    assert starts[1:-1] == ends[:-2]


def test_slides_grow_with_their_points(spec: LectureSpec) -> None:
    title, one, two = draw_title(spec), draw_chapter(spec, 0, 1), draw_chapter(spec, 0, 2)
    assert title.size == one.size == SIZE
    assert len({image.tobytes() for image in (title, one, two)}) == 3


def test_lines_fit_and_never_end_with_a_short_word() -> None:
    face = lettering.get_face(26, 700)
    lines = face.wrap("Пётр Пантелеймонов-Верхнекамский и его работа в регионе", 300)
    assert max(face.width(line) for line in lines) <= 300
    assert "Пантелеймонов-" in lines[1] or "Пантелеймонов-" in lines[0]
    assert not any(line.endswith((" и", " в")) for line in lines)


def test_without_golos_a_system_font_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", ("no-such-font.ttf",))
    with pytest.raises(FontMissingError, match=r"no-such-font\.ttf"):
        Face(20, 400, fonts=tmp_path)
