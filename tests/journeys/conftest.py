"""The demo as its README starts it, and a browser: shared by all journeys of one test process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browsers import Watched, new_context, watched_page
from tests.factories import PASSWORD
from tests.journeys.api import organiser_token
from tests.servers import RunningSite, new_installation, running

# The browser itself complains about these answers; they are what some journeys are about.
PROVOKED = "Failed to load resource"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    # DEMO_VAR keeps the lectures between runs while journeys are being written.
    folder = os.environ.get("DEMO_VAR")
    installation = new_installation(Path(folder) if folder else tmp_path_factory.mktemp("demo"))
    installation.migrate()
    installation.manage("load_demo")
    with running(installation) as site:
        yield site


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Watched]:
    context = new_context(browser)
    watched = watched_page(context)
    yield watched
    context.close()
    assert watched.complaints == []


@pytest.fixture(scope="session")
def people(demo: RunningSite) -> Iterator[str]:
    """Participants of the demo whom nobody else plays, one for each journey."""
    code = f"""
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.timezone import now
from courses.models import Completion
from prokadry.accounts.models import User
open_webinars = Completion.objects.filter(
    activity__type="webinar", state="not_started", activity__opens_at__lt=now(), closes_at__gt=now()
)
users = User.objects.filter(email__startswith="participant", pk__in=open_webinars.values("participant"))[:20]
password = make_password({PASSWORD!r})
for user in users:
    user.password = password
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults=dict(verified=True, primary=True))
    print(user.email)
"""
    return iter(demo.installation.manage("shell", "--verbosity", "0", "-c", code).split())


@pytest.fixture
def email(people: Iterator[str]) -> str:
    return next(people)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = new_context(browser)
    yield context
    context.close()


@pytest.fixture
def watched(context: BrowserContext) -> Iterator[Watched]:
    watched = watched_page(context)
    yield watched
    assert [line for line in watched.complaints if PROVOKED not in line] == []


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


@pytest.fixture(scope="session")
def token(demo: RunningSite) -> str:
    return organiser_token(demo)
