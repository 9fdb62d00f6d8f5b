"""Write docs/plugins-reference.md and docs/plugins-api.txt: `python -m prokadry.plugins.reference [--check]`.

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
    """Write what differs; with `--check` name it and return 1."""
    parser = argparse.ArgumentParser(description="Write the reference of plugins out of the docstrings.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when something differs")
    only_check = parser.parse_args(arguments).check
    django.setup()
    from .markdown import write_reference  # models can be imported from here on
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
