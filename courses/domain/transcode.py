"""ffmpeg: what a file is, and how it becomes HLS renditions with a poster. Knows nothing of the database."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from ..enums import VideoFault

SEGMENT_S = 4
MASTER = "master.m3u8"
RUNG = "index.m3u8"
POSTER = "poster.jpg"
# Height and video bitrate of the two rungs; a source is never enlarged.
TOP_HEIGHT, TOP_KBPS = 720, 1200
LOW_HEIGHT, LOW_KBPS = 360, 400
# Below this height a second rung would look like the first.
LOW_WORTH_HEIGHT = 480
AUDIO_KBPS = 96
# Up to this rate a recording is slides, and the encoder may take its quickest way.
SLIDES_FPS = 10
MAX_FPS = 30
POSTER_AT_S = 5.0


class VideoError(Exception):
    """A file cannot be prepared; `fault` says why, `detail` is what ffmpeg said."""

    def __init__(self, fault: VideoFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True)
class Source:
    """What is in an uploaded file. `fps` is 0 where the file does not say; sizes are in pixels as stored."""

    duration_s: float
    width: int
    height: int
    fps: float
    audio: str
    can_copy_audio: bool

    @property
    def has_audio(self) -> bool:
        return bool(self.audio)


@dataclass(frozen=True)
class Rung:
    """One rendition: its name is its folder."""

    height: int
    kbps: int

    @property
    def name(self) -> str:
        return f"{self.height}p"


def probe(path: Path) -> Source:
    """Return what a video file contains. Raises VideoError when it cannot be read or has no picture."""
    if not path.is_file():
        raise VideoError(VideoFault.MISSING)
    if not path.stat().st_size:
        raise VideoError(VideoFault.EMPTY)
    output = _run(["-i", str(path)], check=False)
    return parse_probe(output)


def parse_probe(output: str) -> Source:
    """Read what `ffmpeg -i` prints. Raises VideoError as `probe` does."""
    if "Input #0" not in output:
        raise VideoError(VideoFault.UNREADABLE, _last_words(output))
    picture = _picture_line(output)
    size = re.search(r"[ ,](\d{2,5})x(\d{2,5})", picture)
    if not size:
        raise VideoError(VideoFault.NO_PICTURE)
    clock = re.search(r"Duration: (\d+):(\d\d):(\d\d\.\d+)", output)
    fps = re.search(r"([\d.]+) fps", picture)
    audio = next((line for line in output.splitlines() if re.search(r"Stream #0:\d+.*: Audio:", line)), "")
    return Source(
        duration_s=int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3]) if clock else 0.0,
        width=int(size[1]),
        height=int(size[2]),
        fps=float(fps[1]) if fps else 0.0,
        audio=audio.strip(),
        can_copy_audio=bool(re.search(r"Audio: aac \(LC\).* (44100|48000) Hz, (mono|stereo)", audio)),
    )


def _picture_line(output: str) -> str:
    """The line of the first real video stream: a cover picture inside an audio file is not one."""
    for line in output.splitlines():
        if re.search(r"Stream #0:\d+.*: Video:", line) and "attached pic" not in line:
            return line
    return ""


def choose_rungs(height: int) -> list[Rung]:
    """Return the renditions for a source of this height, the best first. Heights are even."""
    top = max(min(TOP_HEIGHT, height - height % 2), 2)
    rungs = [Rung(top, TOP_KBPS if top > LOW_WORTH_HEIGHT else LOW_KBPS * 2)]
    if top >= LOW_WORTH_HEIGHT:
        rungs.append(Rung(LOW_HEIGHT, LOW_KBPS))
    return rungs


def encode(path: Path, source: Source, folder: Path) -> None:
    """Write master playlist, renditions and poster of `path` into `folder`. Raises VideoError."""
    rungs = choose_rungs(source.height)
    for rung in rungs:
        (folder / rung.name).mkdir(parents=True)
    _run(_encode_arguments(path, source, rungs, folder))
    _run(_poster_arguments(path, source, rungs[0], folder))


def _encode_arguments(path: Path, source: Source, rungs: list[Rung], folder: Path) -> list[str]:
    arguments = ["-i", str(path), "-filter_complex", ";".join(_scale(source, rung) for rung in rungs)]
    for rung in rungs:
        arguments += ["-map", f"[{rung.name}]"]
        if source.has_audio:
            arguments += ["-map", "0:a:0"]
    arguments += ["-c:v", "libx264", *_preset(source), "-pix_fmt", "yuv420p"]
    # A key frame at the same instants in every rendition keeps their segments aligned.
    arguments += ["-sc_threshold", "0", "-force_key_frames", f"expr:gte(t,n_forced*{SEGMENT_S})"]
    for index, rung in enumerate(rungs):
        arguments += [
            f"-b:v:{index}", f"{rung.kbps}k",
            f"-maxrate:v:{index}", f"{rung.kbps * 5 // 4}k",
            f"-bufsize:v:{index}", f"{rung.kbps * 5 // 2}k",
        ]  # fmt: skip
    if source.has_audio:
        arguments += ["-c:a", "copy"] if source.can_copy_audio else _audio_arguments()
    streams = " ".join(
        f"v:{index},a:{index},name:{rung.name}" if source.has_audio else f"v:{index},name:{rung.name}"
        for index, rung in enumerate(rungs)
    )
    return [
        *arguments,
        "-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_playlist_type", "vod",
        "-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4",
        "-hls_segment_filename", str(folder / "%v" / "%05d.m4s"),
        "-master_pl_name", MASTER, "-var_stream_map", streams, str(folder / "%v" / RUNG),
    ]  # fmt: skip


def _scale(source: Source, rung: Rung) -> str:
    """Scale to the rung's height with square pixels and an even width."""
    limit = f",fps={MAX_FPS}" if source.fps > MAX_FPS + 1 else ""
    return f"[0:v:0]scale=w='2*trunc(dar*{rung.height}/2)':h={rung.height},setsar=1{limit}[{rung.name}]"


def _preset(source: Source) -> list[str]:
    if 0 < source.fps <= SLIDES_FPS:
        return ["-preset", "ultrafast", "-tune", "stillimage"]
    return ["-preset", "veryfast"]


def _audio_arguments() -> list[str]:
    return ["-c:a", "aac", "-aac_coder", "fast", "-b:a", f"{AUDIO_KBPS}k", "-ac", "2", "-ar", "48000"]


def _poster_arguments(path: Path, source: Source, rung: Rung, folder: Path) -> list[str]:
    at_s = min(POSTER_AT_S, source.duration_s / 3)
    scale = f"scale=w='2*trunc(dar*{rung.height}/2)':h={rung.height},setsar=1"
    return [
        "-ss", f"{at_s:.2f}", "-i", str(path), "-map", "0:v:0", "-vf", scale,
        "-frames:v", "1", "-update", "1", "-q:v", "4", str(folder / POSTER),
    ]  # fmt: skip


def _run(arguments: list[str], *, check: bool = True) -> str:
    """Run ffmpeg; return what it printed. Raises VideoError when it fails and `check` is set."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-y"]
    if check:
        command += ["-v", "error"]
    done = subprocess.run([*command, *arguments], capture_output=True, check=False)
    output = done.stderr.decode("utf-8", "replace")
    if check and done.returncode:
        fault = VideoFault.NO_SPACE if "No space left" in output else VideoFault.BROKEN
        raise VideoError(fault, _last_words(output))
    return output


def _last_words(output: str) -> str:
    """The line that names the cause: ffmpeg's first complaint, without the address of the part that made it."""
    lines = [re.sub(r"^\[.*?\] ", "", line.strip()) for line in output.splitlines() if line.strip()]
    told = [line for line in lines if "low score" not in line and not line.startswith("Error opening")]
    return (told or lines or [""])[0][:300]
