"""Plugins written on the spot: real distributions in a folder, found by their metadata as pip leaves it."""

from importlib.metadata import EntryPoint, PathDistribution
from pathlib import Path

APPS = """
from prokadry.plugins import PluginConfig


class Config(PluginConfig):
    name = "{name}"

    def ready(self):
        {ready}
"""
MANIFEST = """
[plugin]
name = "{name}"
title = {{ru = "Пример", en = "Example"}}
description = {{ru = "Для проверки", en = "For tests"}}
author = "Tests"
api = ">=1,<2"
"""


def install(
    folder: Path,
    name: str,
    *,
    manifest: str | None = None,
    extra: str = "",
    version: str = "1.0",
    ready: str = "pass",
    files: dict[str, str] | None = None,
) -> EntryPoint:
    """Write the distribution of plugin `name` under `folder` and return its entry point.

    `extra` is appended to the manifest, `ready` is the body of `ready()`, `files` are further files of the package.
    """
    package = folder / name
    content = {
        "__init__.py": "",
        "apps.py": APPS.format(name=name, ready=ready.replace("\n", "\n        ")),
        "plugin.toml": MANIFEST.format(name=name) + extra if manifest is None else manifest,
    } | (files or {})
    for path, text in content.items():
        file = package / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    info = folder / f"prokadry_{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: prokadry-{name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[prokadry.plugins]\n{name} = {name}.apps:Config\n")
    (point,) = PathDistribution(info).entry_points
    return point
