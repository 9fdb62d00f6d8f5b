"""A meeting whose door is open at NOW, a guest, and somebody at the door."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from venue_makers import make_meeting, make_staff

from courses.models import Activity
from prokadry.accounts.models import User
from tests.factories import NOW, assign_to, make_user
from tests.migrated import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings"]

# A busy machine is no fault of the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture
def meeting(db: None) -> Activity:
    return make_meeting()


@pytest.fixture
def guest(meeting: Activity) -> User:
    user = make_user(first_name="Мария", last_name="Иванова")
    assign_to(user, meeting)
    return user


@pytest.fixture
def staff(meeting: Activity) -> User:
    return make_staff(first_name="Олег", last_name="Дверной")


@pytest.fixture
def at() -> Iterator[Callable[[datetime], None]]:
    """Set the clock; it stands at NOW."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to
