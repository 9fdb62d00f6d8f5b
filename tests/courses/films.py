"""Small real video files for tests, made by the encoder that ships with the product."""

import subprocess
from pathlib import Path

import imageio_ffmpeg


def make_film(
    path: Path, *, seconds: float = 6, size: str = "1280x720", fps: float = 5, audio: bool = True
) -> Path:
    """Write a test picture with or without a tone to `path`; the suffix names the format."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"]
    command += ["-f", "lavfi", "-i", f"testsrc=s={size}:r={fps}:d={seconds}"]
    if audio:
        command += ["-f", "lavfi", "-i", f"sine=d={seconds}", "-c:a", "aac"]
    command += [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p" if _is_even(size) else "yuv444p",
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*command, str(path)], check=True)
    return path


def make_sound(path: Path) -> Path:
    """Write an audio file without a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        "sine=d=2",
        str(path),
    ]
    subprocess.run(command, check=True)
    return path


def _is_even(size: str) -> bool:
    return all(int(side) % 2 == 0 for side in size.split("x"))
