"""What is collected for the web server: everything but the sources of the bundled styles."""

from typing import ClassVar

from django.contrib.staticfiles.apps import StaticFilesConfig


class BundledStaticFilesConfig(StaticFilesConfig):
    # The sources import parts that only the bundler finds, so collecting them would fail on the missing files.
    ignore_patterns: ClassVar[list[str]] = [*StaticFilesConfig.ignore_patterns, "prokadry/css/*"]
