"""Write docs/plugins-reference.md and docs/plugins-api.txt: `python -m prokadry.plugins.reference [--check]`.

`--imports FOLDER` names instead what the sources of a plugin import though it is not public.

The second lists every public name with what it is made of. New ones are added to it; one that is gone stays there
until somebody takes it out, and until then a test says what that means for plugins.
"""

import argparse
import sys
from pathlib import Path

import django

DOCS = Path(__file__).resolve().parents[4] / "docs"
SETTINGS = "DJANGO_SETTINGS_MODULE=prokadry.settings.testing PYTHONPATH=site:."
COMMAND = f"{SETTINGS} .venv/bin/python -m prokadry.plugins.reference"


def main(arguments: list[str]) -> int:
    """Write what differs; with `--check` or `--imports` name what is wrong and return 1."""
    parser = argparse.ArgumentParser(description="Write the reference of plugins out of the docstrings.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when something differs")
    parser.add_argument("--imports", type=Path, metavar="FOLDER", help="the sources of a plugin to look at")
    options = parser.parse_args(arguments)
    django.setup()
    if options.imports:
        return _tell_imports(options.imports)
    return _write(only_check=options.check)


def _tell_imports(folder: Path) -> int:
    from .imports import list_unlisted  # models can be imported from here on

    found = list_unlisted(folder)
    for line in found:
        print(f"{line} is not public")
    return int(bool(found))


def _write(*, only_check: bool) -> int:
    from .markdown import write_reference  # as above
    from .surface import list_surface

    names = DOCS / "plugins-api.txt"
    known = names.read_text(encoding="utf-8").splitlines() if names.exists() else []
    wanted = {
        DOCS / "plugins-reference.md": write_reference(),
        names: "\n".join(sorted({*known, *list_surface()})) + "\n",
    }
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        if only_check:
            print(f"docs/{path.name} is not what the sources say. Run: {COMMAND}")
        else:
            path.write_text(wanted[path], encoding="utf-8")
            print(f"docs/{path.name} is written.")
    return int(only_check and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
