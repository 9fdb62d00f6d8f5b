import pytest
from django.contrib.auth.models import Group, Permission

from prokadry.accounts.domain.roles import ensure_roles, role_label
from prokadry.accounts.enums import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def member_of(role: Role):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role.value))
    return user


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (
            Role.EDITORS,
            ["wagtailadmin.access_admin", "courses.preview_activity"],
            ["courses.view_all_completions"],
        ),
        (
            Role.ORGANISERS,
            [
                "wagtailadmin.access_admin",
                "courses.view_all_completions",
                "tracks.grant_extension",
                "accounts.view_user",
            ],
            ["accounts.change_user"],
        ),
        (Role.EXPERTS, [], ["wagtailadmin.access_admin"]),
    ],
)
def test_what_each_role_may(role, may, may_not):
    user = member_of(role)
    assert [name for name in may if not user.has_perm(name)] == []
    assert [name for name in may_not if user.has_perm(name)] == []


def test_editors_publish_pages_and_upload():
    group = Group.objects.get(name=Role.EDITORS.value)
    pages = set(group.page_permissions.values_list("permission__codename", flat=True))
    assert {"add_page", "change_page", "publish_page"} <= pages
    files = set(group.collection_permissions.values_list("permission__codename", flat=True))
    assert {"add_image", "add_document", "add_media"} <= files


def test_running_again_changes_nothing_and_mends_what_was_lost():
    group = Group.objects.get(name=Role.ORGANISERS.value)
    before = set(group.permissions.values_list("pk", flat=True))
    extra = Permission.objects.get(content_type__app_label="accounts", codename="change_user")
    group.permissions.remove(*group.permissions.all()[:3])
    group.permissions.add(extra)
    ensure_roles()
    ensure_roles()
    assert set(group.permissions.values_list("pk", flat=True)) == before | {extra.pk}


def test_groups_are_shown_in_words():
    assert role_label(Group.objects.get(name="Organisers")) == "Организаторы"
    assert role_label(Group(name="Пресса")) == "Пресса"
