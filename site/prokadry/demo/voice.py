"""The speaker's voice: Russian speech by espeak-ng, or silence of the length that reading aloud would take."""

import re
import shutil
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path

from prokadry.demo.specs import LectureSpec, Speaker

SAMPLE_RATE = 22050
INTRO_S = 2.5
SENTENCE_PAUSE_S = 0.3
CHAPTER_PAUSE_S = 1.2
OUTRO_S = 1.5
WORDS_PER_MIN = 150

_SILENT_WORDS_PER_S = 1.75
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[«А-ЯЁA-Z\d])")
_UNSPOKEN = str.maketrans({"«": "", "»": "", "—": ",", "–": " ", "\u00a0": " "})


class VoiceError(Exception):
    """espeak-ng is installed and failed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One spoken sentence; seconds from the start of the lecture."""

    chapter: int
    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Speech:
    lines: tuple[Line, ...]
    duration_s: float
    pcm: bytes


def find_voice() -> str | None:
    """Path of espeak-ng, or None where it is not installed."""
    return shutil.which("espeak-ng")


def split_sentences(text: str) -> list[str]:
    return _SENTENCE_END.split(" ".join(text.split()))


def read_aloud(lecture: LectureSpec, binary: str | None) -> Speech:
    """Speak all chapters in order, with pauses; `binary` None gives silence of a like length.

    Raises VoiceError.
    """
    pcm = bytearray(_silence(INTRO_S))
    lines: list[Line] = []
    for number, chapter in enumerate(lecture.chapters):
        if number:
            pcm += _silence(CHAPTER_PAUSE_S)
        for sentence in split_sentences(chapter.text):
            start_s = _seconds(pcm)
            pcm += _speak(sentence, chapter.speaker, binary) if binary else _silence(estimate_s(sentence))
            lines.append(Line(number, start_s, _seconds(pcm), sentence))
            pcm += _silence(SENTENCE_PAUSE_S)
    pcm += _silence(OUTRO_S)
    return Speech(tuple(lines), _seconds(pcm), bytes(pcm))


def estimate_s(sentence: str) -> float:
    """Seconds a sentence takes when read aloud, judged by its words."""
    return 0.4 + len(sentence.split()) / _SILENT_WORDS_PER_S


def write_wave(speech: Speech, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(speech.pcm)


def _speak(sentence: str, speaker: Speaker, binary: str) -> bytes:
    command = [
        binary,
        "-v",
        f"ru+{speaker.voice}",
        "-s",
        str(WORDS_PER_MIN),
        "-p",
        str(speaker.pitch),
        "--stdin",
        "--stdout",
    ]
    done = subprocess.run(
        command, input=sentence.translate(_UNSPOKEN).encode(), capture_output=True, check=False
    )
    header = done.stdout.find(b"data")
    if done.returncode or header < 0:
        raise VoiceError(
            f"espeak-ng could not say «{sentence[:60]}»: {done.stderr.decode(errors='replace').strip()}"
        )
    pcm = done.stdout[header + 8 :]
    return pcm[: len(pcm) // 2 * 2]


def _silence(seconds: float) -> bytes:
    return b"\0\0" * round(seconds * SAMPLE_RATE)


def _seconds(pcm: bytearray) -> float:
    return len(pcm) / 2 / SAMPLE_RATE
