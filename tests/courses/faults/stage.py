"""Run inside an installation: makes a webinar, a stream and people who are signed in; prints what tests need."""

import json
from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from courses.models import Completion
from prokadry.accounts.models import User
from tests.factories import assign_to, make_stream, make_webinar


def make(people: int) -> None:
    """Make everything and print it as JSON: ids of the activities, (id, sign-in cookie) of each person."""
    now = timezone.now()
    webinar = make_webinar(duration_s=5400).activity
    stream = make_stream(starts_at=now - timedelta(minutes=10)).activity
    made = []
    for n in range(people):
        user = User.objects.create_user(f"viewer{n}@example.org", None)
        client = Client()
        client.force_login(user)
        made.append((user.pk, client.cookies[settings.SESSION_COOKIE_NAME].value))
        for activity in (webinar, stream):
            assign_to(user, activity, now=now)
    Completion.objects.update(opens_at=None, closes_at=None)
    print(json.dumps({"webinar": webinar.pk, "rev": webinar.rev, "stream": stream.pk, "people": made}))
