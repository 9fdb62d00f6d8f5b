"""Static files of themes: what is collected of them, and their addresses where they lie over those of `base`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.contrib.staticfiles.utils import get_files
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from . import BASE, themes
from .checks import BASE_CSS
from .current import current_theme
from .stylesheet import write_sheet

FOLDER = "themes"


class ThemeFinder(BaseFinder):
    """Finds `themes/KEY/…`: what lies in a theme's static/, and the style sheet made of its tokens and theme.css."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # type: ignore[override]  # two overloads in the stubs
        found = [
            storage.path(name)
            for storage in _storages()
            if (name := path.removeprefix(f"{storage.prefix}/")) != path and storage.exists(name)
        ]
        # Django takes an empty list, and not None, for «nothing found».
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for storage in _storages():
            for name in get_files(storage, [*(ignore_patterns or [])]):
                yield name, storage


class ThemeStorage(FileSystemStorage):
    """A folder of a theme; `prefix` tells finders where its files are put."""

    def __init__(self, folder: Path, key: str) -> None:
        super().__init__(location=folder)
        self.prefix = f"{FOLDER}/{key}"


def _storages() -> Iterator[ThemeStorage]:
    for theme in themes:
        if theme.key == BASE:
            continue
        sheet = write_sheet(theme, settings.VAR / FOLDER, BASE_CSS)
        for folder in (sheet.parent, theme.folder / "static"):
            if folder.is_dir():
                yield ThemeStorage(folder, theme.key)


class ThemedUrls:
    """Gives the address of the current theme's own file where it lays one over."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        theme = current_theme()
        own = f"{FOLDER}/{theme.key}/{name}" if name in theme.static else name
        return super().url(own, *args, **kwargs)  # type: ignore[misc]  # the storage it is mixed into


class ThemedStorage(ThemedUrls, StaticFilesStorage):  # type: ignore[misc]  # url() takes what the storage takes
    """Static files from where they lie."""


class ThemedManifestStorage(ThemedUrls, CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # url() passes on
    """Static files with their hash in the name, compressed."""
