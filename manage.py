#!/usr/bin/env python
"""Django's command line, with `site/` and the project root on the import path."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prokadry.settings.dev")
    from prokadry.commands import CommandLine

    CommandLine(sys.argv).execute()


if __name__ == "__main__":
    main()
