"""Static files can be collected for production, where each file's references are checked."""

from pathlib import Path
from typing import Any

from django.core.management import call_command


def test_collectstatic_finds_every_file_that_styles_name(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = {path.name for path in (tmp_path / "prokadry").iterdir()}
    assert "dist" in collected
    assert "css" not in collected
