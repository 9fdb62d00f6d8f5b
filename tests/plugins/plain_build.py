"""What `setuptools.build_meta` does for a plugin, where the setuptools that is installed cannot build a wheel offline.

Copied into the environment of the tutorial by that name, so that pip itself is used in every case.
"""

import base64
import hashlib
import tempfile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from prokadry.plugins.testing import install_source


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """Nothing is to be downloaded."""
    return []


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: Any = None) -> str:
    """Write the wheel of the project in the present folder; return its name."""
    with tempfile.TemporaryDirectory() as folder:
        content = install_source(Path.cwd(), Path(folder))
        (info,) = content.glob("*.dist-info")
        (info / "WHEEL").write_text(
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        name = f"{info.name.removesuffix('.dist-info')}-py3-none-any.whl"
        files = sorted(path for path in content.rglob("*") if path.is_file())
        lines = [f"{path.relative_to(content)},{_digest(path)},{path.stat().st_size}" for path in files]
        (info / "RECORD").write_text("\n".join([*lines, f"{info.name}/RECORD,,", ""]))
        with ZipFile(Path(wheel_directory) / name, "w") as wheel:
            for path in (*files, info / "RECORD"):
                wheel.write(path, path.relative_to(content))
    return name


def _digest(path: Path) -> str:
    return (
        f"sha256={base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip('=')}"
    )
