"""Groups of staff and what they may do. Permissions of apps that are absent are left out."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from ..enums import Role

PERMISSIONS: dict[Role, set[str]] = {
    Role.EDITORS: {
        "wagtailadmin.access_admin",
        "courses.preview_activity",
        *(f"courses.{verb}_speaker" for verb in ("add", "change", "view")),
        "cms_pages.*",
        "ui.change_sitetheme",
    },
    Role.ORGANISERS: {
        "wagtailadmin.access_admin",
        "courses.preview_activity",
        "courses.view_all_completions",
        "courses.view_completion",
        "courses.decide_appeal",
        "courses.view_appeal",
        *(f"courses.{verb}_{model}" for verb in ("add", "change", "view") for model in ("excuse", "outage")),
        "tracks.grant_extension",
        "tracks.switch_plugin",
        *(
            f"tracks.{verb}_{model}"
            for verb in ("add", "change", "view")
            for model in (
                "season",
                "stage",
                "curriculum",
                "curriculumcourse",
                "curriculumoverride",
                "enrolment",
            )
        ),
        *(f"tracks.delete_{model}" for model in ("stage", "curriculumcourse", "curriculumoverride")),
        "tracks.add_extension",
        "tracks.view_extension",
        "tracks.add_extensionbatch",
        "tracks.view_extensionbatch",
        "accounts.view_user",
        *(f"accounts.{verb}_region" for verb in ("add", "change", "view")),
    },
    Role.EXPERTS: set(),
}
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
COLLECTION_PERMISSIONS = (
    *(f"wagtailimages.{verb}_image" for verb in ("add", "change", "choose")),
    *(f"wagtaildocs.{verb}_document" for verb in ("add", "change", "choose")),
    *(f"wagtailmedia.{verb}_media" for verb in ("add", "change", "delete")),
)


@transaction.atomic
def ensure_roles() -> None:
    """Create the groups of staff and give them their permissions; what organisers added is kept.

    May run before or after the permissions of the other apps are made: it makes them itself.
    """
    if Page._meta.db_table not in connection.introspection.table_names():
        return
    for label in sorted({name.partition(".")[0] for wanted in PERMISSIONS.values() for name in wanted}):
        create_permissions(apps.get_app_config(label), verbosity=0)
    for role, wanted in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.add(*_find(wanted))
    _let_edit_pages(Group.objects.get(name=Role.EDITORS.value))


def role_label(group: Group) -> str:
    """Return the name of a group as people read it; a group of their own keeps its name."""
    return str(Role(group.name).label) if group.name in Role.values else group.name


def _let_edit_pages(group: Group) -> None:
    page, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    if page is not None:
        for permission in _find(f"wagtailcore.{codename}" for codename in PAGE_PERMISSIONS):
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    if collection is not None:
        for permission in _find(COLLECTION_PERMISSIONS):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )


def _find(names: Iterable[str]) -> list[Permission]:
    """Return the permissions named `app.codename` that exist; `app.*` names all of the app."""
    wanted = Q(pk__in=[])
    for name in names:
        app, _dot, codename = name.partition(".")
        chosen = Q(content_type__app_label=app)
        wanted |= chosen if codename == "*" else chosen & Q(codename=codename)
    return list(Permission.objects.filter(wanted))
