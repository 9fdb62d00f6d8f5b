from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "prokadry.accounts"
    label = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        # Imported for its effect: it tells drf-spectacular what the authentication classes expect.
        from .domain.notices import EmailChannel
        from .domain.personal_parts import (
            ACTS,
            Consents,
            Emails,
            Journal,
            Profile,
            Requests,
            SignIn,
            WorkingState,
        )
        from .extensions import notification_channels, personal_data
        from .http import openapi  # noqa: F401 - importing registers the authentication schemes

        notification_channels.register(EmailChannel())
        for part in (Journal(), Profile(), Emails(), Consents(), SignIn(), WorkingState(), Requests(), ACTS):
            personal_data.register(part)
        post_migrate.connect(keep_roles, sender=self)
        post_migrate.connect(keep_columns, sender=self, dispatch_uid="accounts.columns")
        post_save.connect(follow_time_zone, sender=self.get_model("User"), dispatch_uid="accounts.zone")


def keep_roles(**_kwargs: Any) -> None:
    """Give the groups of staff what they need after every migration."""
    from .domain.roles import ensure_roles

    ensure_roles()


def keep_columns(**_kwargs: Any) -> None:
    """Write down where plugins keep data of people, unless the tables for it are not there yet."""
    from .domain.personal_columns import remember_columns
    from .models import PersonalColumn

    if PersonalColumn._meta.db_table in connection.introspection.table_names():
        remember_columns()


def follow_time_zone(instance: Any, update_fields: Any = None, **_kwargs: Any) -> None:
    """Let the CMS use the zone of a staff member's profile: it reads one of its own."""
    from wagtail.users.models import UserProfile

    if instance.is_staff and (update_fields is None or "time_zone" in update_fields):
        UserProfile.objects.update_or_create(
            user=instance, defaults={"current_time_zone": instance.time_zone}
        )
