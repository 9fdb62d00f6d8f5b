"""For the tests of a plugin: a source tree is installed into a folder as pip would, without pip or a network."""

import shutil
import tomllib
from pathlib import Path

from .discovery import GROUP


def install_source(project: Path, folder: Path) -> Path:
    """Copy the packages of `project` (its `pyproject.toml` and `src/`) into `folder` and write their metadata.

    With `folder` on PYTHONPATH and PROKADRY_PLUGINS set, the plugin is found like an installed one. Returns `folder`.
    What an earlier call wrote for the same distribution is replaced.
    """
    described = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = described["name"], described["version"]
    folder.mkdir(parents=True, exist_ok=True)
    for package in sorted((project / "src").iterdir()):
        if package.is_dir() and package.name.isidentifier():
            shutil.copytree(
                package,
                folder / package.name,
                dirs_exist_ok=True,
                ignore=shutil.ignore_patterns("__pycache__"),
            )
    stem = name.replace("-", "_")
    for old in folder.glob(f"{stem}-*.dist-info"):
        shutil.rmtree(old)
    info = folder / f"{stem}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
    )
    points = described["entry-points"][GROUP].items()
    lines = [f"[{GROUP}]", *(f"{key} = {value}" for key, value in points), ""]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder
