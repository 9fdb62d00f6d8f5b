from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from prokadry.plugins import PluginConfig


class VenueQrConfig(PluginConfig):
    name = "prokadry_venue_qr"
    label = "venue_qr"
    verbose_name = _("meetings at a venue")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses.extensions import ActivityType, activity_types, check_in_methods, completion_rules

        from .domain.facts import meeting_facts
        from .methods import VenueByHand, VenueQr
        from .rules import VenuePresence

        check_in_methods.register(VenueQr())
        check_in_methods.register(VenueByHand())
        completion_rules.register(VenuePresence())
        activity_types.register(
            ActivityType(
                key="venue_meeting",
                label=_("Meeting at a venue"),
                icon="pin",
                rule=VenuePresence.key,
                facts=meeting_facts,
                order=60,
                happens_once=True,
            )
        )
        post_migrate.connect(let_organisers_confirm, sender=self, dispatch_uid="venue_qr.permission")


def let_organisers_confirm(sender: AppConfig, **kwargs: Any) -> None:
    """Give the group of organisers the permission to confirm; others get it in the CMS."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    from prokadry.accounts.enums import Role

    create_permissions(sender, verbosity=0)
    permission = Permission.objects.filter(
        content_type__app_label="venue_qr", codename="confirm_attendance"
    ).first()
    group = Group.objects.filter(name=Role.ORGANISERS.value).first()
    if permission and group:
        group.permissions.add(permission)
