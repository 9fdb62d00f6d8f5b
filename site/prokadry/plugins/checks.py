"""What `manage.py check` says of plugins."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from . import health
from .advice import advice_for


def connect() -> None:
    """Register the check of this module."""
    register(check_plugins, Tags.compatibility)


def check_plugins(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Name each plugin that is off: an error in strict mode, else a warning, for `migrate` must not be refused."""
    kind = Error if settings.PLUGINS_STRICT else Warning
    return [
        kind(
            f"The plugin {failure.plugin!r} is off ({failure.stage}): {failure.cause}",
            hint=advice_for(failure),
            id="plugins.001",
        )
        for failure in health.failures()
    ]
