"""Theme folders made for a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from prokadry.ui.themes import Theme, read_theme, themes

BASE_CSS = settings.ROOT / "themes/base/static/prokadry/css"
MANIFEST = """
[theme]
name = "{name}"
title = {{ ru = "Проба", en = "Trial" }}
description = {{ ru = "Для проверки", en = "For a test" }}
modes = {modes}
overlays = {overlays}
"""


def write_theme(
    root: Path,
    *,
    name: str = "trial",
    modes: str = '["light", "dark", "legible"]',
    tokens: str = "",
    files: dict[str, str] | None = None,
) -> Path:
    """Write a theme folder; every template in `files` is declared as an overlay."""
    folder = root / name
    files = files or {}
    overlays = [path.removeprefix("templates/") for path in files if path.startswith("templates/")]
    folder.mkdir(parents=True)
    manifest = MANIFEST.format(name=name, modes=modes, overlays=str(overlays).replace("'", '"'))
    (folder / "theme.toml").write_text(manifest + tokens)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@contextmanager
def registered(folder: Path) -> Iterator[Theme]:
    """Have the theme in `folder` among the site's until the block ends."""
    theme = themes.register(read_theme(folder))
    try:
        yield theme
    finally:
        themes.unregister(theme.key)
