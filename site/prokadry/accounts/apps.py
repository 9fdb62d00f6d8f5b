from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "prokadry.accounts"
    label = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        # Imported for its effect: it tells drf-spectacular what the authentication classes expect.
        from .http import openapi  # noqa: F401 - importing registers the authentication schemes

        post_migrate.connect(keep_roles, sender=self)


def keep_roles(**_kwargs: Any) -> None:
    """Give the groups of staff what they need after every migration."""
    from .domain.roles import ensure_roles

    ensure_roles()
