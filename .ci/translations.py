"""Fail when a Russian translation is missing, fuzzy, or when a string of the source is in no catalogue."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = "*/locale/ru/LC_MESSAGES/django.po"


def main() -> int:
    """Print every fault; return 1 when there is one."""
    faults = [*_incomplete(), *_not_extracted()]
    print("\n".join(faults))
    return 1 if faults else 0


def _catalogues(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob(CATALOGUES) if ".venv" not in path.parts)


def _incomplete() -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {'fuzzy' if entry.fuzzy else 'untranslated'}: {entry.msgid!r}"
        for path in _catalogues(ROOT)
        for entry in polib.pofile(str(path))
        if not entry.obsolete and (entry.fuzzy or not entry.translated())
    ]


def _not_extracted() -> list[str]:
    """Extract all strings from a copy of the sources and compare: nothing in the work tree is changed."""
    if shutil.which("xgettext") is None:
        message = "GNU gettext is not installed: cannot tell whether every string is in the catalogues"
        return [message] if os.environ.get("CI") == "true" else []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "source"
        # What other programs write at the same time must not be looked at: it may be gone.
        ignored = shutil.ignore_patterns(
            ".*", "__pycache__", "node_modules", "var", "build", "static", "tests"
        )
        shutil.copytree(ROOT, copy, ignore=ignored)
        for path in copy.rglob("static"):
            shutil.rmtree(path)
        result = subprocess.run(
            [sys.executable, "manage.py", "makemessages", "-l", "ru", "--no-location"],
            cwd=copy, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if result.returncode:
            return [result.stderr]
        return [
            f"{path.relative_to(copy)}: not in the catalogue: {entry.msgid!r}"
            for path in _catalogues(copy)
            for entry in polib.pofile(str(path))
            if not entry.obsolete and not _known(path.relative_to(copy), entry)
        ]


def _known(path: Path, entry: polib.POEntry) -> bool:
    source = ROOT / path
    return source.exists() and any(
        known.msgid == entry.msgid and known.msgctxt == entry.msgctxt for known in polib.pofile(str(source))
    )


if __name__ == "__main__":
    sys.exit(main())
