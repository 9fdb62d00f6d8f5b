"""A plugin's source tree installed into a folder as pip would, without pip or a network."""

import atexit
import os
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import polib

from ..discovery import GROUP


def turn_on_source(project: Path) -> Path:
    """Turn on the plugin of a source tree in this process, as if it were installed from where it lies.

    For a settings module of tests, before it takes the settings of the site: those find the plugin. Translations are
    compiled beside their sources. Returns a folder for what the tests write, which is deleted when the process ends.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{project.name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _compile_messages(project / "src")
    _write_metadata(project, folder / "metadata")
    sys.path[:0] = [str(project / "src"), str(folder / "metadata")]
    os.environ["PROKADRY_PLUGINS"] = ",".join(_entry_points(project))
    return folder


def install_source(project: Path, folder: Path) -> Path:
    """Copy the packages of `project` (its `pyproject.toml` and `src/`) into `folder` and write their metadata.

    With `folder` on PYTHONPATH and PROKADRY_PLUGINS set, the plugin is found like an installed one. Returns `folder`.
    Translations are compiled. What an earlier call wrote for the same distribution is replaced.
    """
    for package in sorted((project / "src").iterdir()):
        if package.is_dir() and package.name.isidentifier():
            shutil.copytree(
                package,
                folder / package.name,
                dirs_exist_ok=True,
                ignore=shutil.ignore_patterns("__pycache__"),
            )
            _compile_messages(folder / package.name)
    _write_metadata(project, folder)
    return folder


def _write_metadata(project: Path, folder: Path) -> None:
    described = _described(project)
    name, version = described["name"], described["version"]
    stem = name.replace("-", "_")
    for old in folder.glob(f"{stem}-*.dist-info"):
        shutil.rmtree(old)
    info = folder / f"{stem}-{version}.dist-info"
    info.mkdir(parents=True)
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    lines = [f"[{GROUP}]", *(f"{key} = {value}" for key, value in _entry_points(project).items()), ""]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")


def _described(project: Path) -> dict[str, Any]:
    content = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    described: dict[str, Any] = content["project"]
    return described


def _entry_points(project: Path) -> dict[str, str]:
    points: dict[str, str] = _described(project)["entry-points"][GROUP]
    return points


def _compile_messages(folder: Path) -> None:
    for source in folder.rglob("locale/*/LC_MESSAGES/*.po"):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
