"""Compile the translation catalogues without GNU gettext: `python site/prokadry/compile_messages.py`."""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("site", "courses", "tracks", "cms_pages", "themes", "plugins_contrib")


def main() -> int:
    """Write a .mo beside every .po that is newer than its own."""
    for folder in FOLDERS:
        for source in sorted((ROOT / folder).rglob("locale/*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))
    return 0


if __name__ == "__main__":
    sys.exit(main())
