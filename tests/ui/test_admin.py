"""Wagtail's admin wears our identity."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from prokadry.accounts.enums import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def open_home(role: Role) -> str:
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role.value))
    client = Client(headers={"accept-language": "ru"})
    client.force_login(user)
    return client.get("/cms/").content.decode()


@pytest.mark.parametrize("role", [Role.EDITORS, Role.ORGANISERS])
def test_the_admin_has_our_mark_and_colours_and_no_news_of_wagtail(role):
    html = open_home(role)
    assert "prokadry/dist/cms.css" in html
    assert "prokadry/img/mark.svg" in html
    assert "ПроКадры</title>" in html
    assert "whats-new-in-wagtail" not in html
    assert "editor guide" not in html
