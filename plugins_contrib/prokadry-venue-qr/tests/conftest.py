"""A meeting whose door is open at NOW, a guest, and somebody at the door."""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.apps import apps

from courses.models import Activity
from prokadry.accounts.models import User
from tests.factories import NOW, assign_to, make_user

# The folder is no package: tests of several distributions may run together.
sys.path.insert(0, str(Path(__file__).parent))

if apps.is_installed("prokadry_venue_qr"):
    from venue_makers import make_meeting, make_staff

    collect_ignore = ["test_installed.py"]
else:
    # Without the plugin they cannot even be imported: test_installed.py runs them where it is installed.
    collect_ignore = ["test_door.py", "test_pages.py", "test_passes.py"]


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
