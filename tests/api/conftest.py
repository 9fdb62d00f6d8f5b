from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from prokadry.accounts.domain.tokens import create_token
from prokadry.accounts.enums import Role
from prokadry.accounts.models import User
from tests.factories import make_user

Ask = Callable[..., Any]


def ask_as(user: User) -> Ask:
    """Return a function that asks the API with a fresh token of `user` and returns the answer."""
    token = create_token(user=user, scope="completions:read", days=30, now=timezone.now())
    client = Client(headers={"authorization": f"Bearer {token}"})
    return lambda path, **params: client.get(f"/api/v1/{path}", params)


@pytest.fixture
def organiser() -> User:
    user = make_user("organiser@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name=Role.ORGANISERS.value))
    return user


@pytest.fixture
def ask(organiser: User) -> Ask:
    """Ask the API as an organiser."""
    return ask_as(organiser)
