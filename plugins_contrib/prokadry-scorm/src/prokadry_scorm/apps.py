from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from prokadry.plugins import PluginConfig


class ScormConfig(PluginConfig):
    name = "prokadry_scorm"
    label = "scorm"
    verbose_name = _("SCORM courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses.extensions import ActivityType, activity_types, completion_rules
        from prokadry.accounts.extensions import personal_data

        from . import receivers
        from .personal import Attempts
        from .rules import ScormStatus, scorm_facts

        personal_data.register(Attempts())
        completion_rules.register(ScormStatus())
        activity_types.register(
            ActivityType(
                key="scorm",
                label=_("Interactive course"),
                icon="play",
                rule=ScormStatus.key,
                facts=scorm_facts,
                order=70,
                words={
                    "condition": _("what decides"),
                    "condition=completed": _("that the course is gone through"),
                    "condition=passed": _("that the test is passed"),
                    "condition=score": _("the points"),
                    "required_points": _("points needed, of 100, where points decide"),
                    "points": _("best result reported, points of 100"),
                    "min_s": _("seconds with the course open, at least"),
                    "source": _("who says so"),
                    "source=package": _("the course itself"),
                    "status": _("state the course reported"),
                    "status=incomplete": _("not finished"),
                    "status=completed": _("gone through"),
                    "status=passed": _("test passed"),
                    "open_s": _("seconds with the course open, of those needed"),
                },
            )
        )
        receivers.connect()
        post_migrate.connect(let_editors_upload, sender=self, dispatch_uid="scorm.permission")


def let_editors_upload(sender: AppConfig, **kwargs: object) -> None:
    """Give the group of editors the permission to upload packages; others get it in the CMS."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    from prokadry.accounts.enums import Role

    create_permissions(sender, verbosity=0)
    permission = Permission.objects.filter(
        content_type__app_label="scorm", codename="add_scormpackage"
    ).first()
    group = Group.objects.filter(name=Role.EDITORS.value).first()
    if permission and group:
        group.permissions.add(permission)
