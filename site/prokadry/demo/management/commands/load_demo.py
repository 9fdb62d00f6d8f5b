import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from prokadry import embedded
from prokadry.demo.content import load_content
from prokadry.demo.loader import appeals, people, programme, public, study
from prokadry.demo.loader.lectures import load_lectures
from prokadry.demo.loader.moments import Moments


class Command(BaseCommand):
    help = "Fill the site with a whole season around today. May be repeated: dates move along, nothing is doubled."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError("Demo data is refused by these settings: they are meant for real people.")
        now = timezone.now()
        self._load(Moments(now))

    def _load(self, moments: Moments) -> None:
        content = load_content()
        self.stdout.write(f"Making {len(content.lectures())} lectures …")
        cache = Path(os.environ.get("PROKADRY_DEMO_CACHE", settings.VAR / "demo"))
        lectures = load_lectures(content.lectures(), cache=cache, now=moments.now)
        self.stdout.write("Publishing pages …")
        with transaction.atomic():
            home = public.put_home(content.home)
            loader = study.StudyLoader(
                moments,
                lectures,
                study.load_speakers(content.speakers),
                study.webinar_places(content.courses),
            )
            courses = loader.load(home, content.courses)
            public.PublicLoader(moments, home, courses).load(content)
            season = programme.put_season(content.home.stages, moments)
            programme.put_curricula(season, content.courses, courses)
        # What publishing asks for is done now: it costs nothing while nobody is enrolled.
        embedded.run_waiting_tasks()
        self.stdout.write("Enrolling participants …")
        with transaction.atomic():
            accounts = people.load_accounts(
                consent_version=settings.PERSONAL_DATA_CONSENT_VERSION, now=moments.now
            )
            crowd = people.load_crowd(content.names)
        programme.load_people(season=season, accounts=accounts, crowd=crowd, moments=moments)
        appeals.load_appeals(accounts=accounts, now=moments.now)
        self.stdout.write(f"Loaded. Sign in as anna.beginner@example.org, password {people.PASSWORD}.")
