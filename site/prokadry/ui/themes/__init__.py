"""Themes: folders of templates, styles and tokens laid over `base`. They declare; they run no code."""

from pathlib import Path

from prokadry.plugins.registry import Registry

from .manifest import Theme, ThemeError, read_theme

BASE = "base"

themes: Registry[Theme] = Registry("themes", Theme)
"""Fails open. A site whose theme is gone wears that of the installation; a template that does not compile gives way to
the one of `base`. A plugin adds a theme in its `ready()`: `themes.register(read_theme(folder))`. Themes run no code:
see [Themes](themes.md).
"""
#: What could not be read, folder name to reason; the system checks report it, the site runs without it.
broken: dict[str, str] = {}


def register_folders(root: Path) -> None:
    """Register each folder under `root` that holds a theme.toml; a broken one is kept for the checks."""
    for manifest in sorted(root.glob("*/theme.toml")):
        try:
            themes.register(read_theme(manifest.parent))
        except ThemeError as error:
            if manifest.parent.name == BASE:
                raise
            broken[manifest.parent.name] = str(error)


__all__ = ["BASE", "Theme", "ThemeError", "broken", "read_theme", "register_folders", "themes"]
