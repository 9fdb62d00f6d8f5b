"""A small programme in which a plugin is tested: a season that uses it, a course, and people who study it."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from courses.models import Activity, ActivityPage, Completion, CourseIndexPage, CoursePage
from prokadry.accounts.enums import Role
from prokadry.accounts.models import User
from tracks.domain.enrolments import enrol
from tracks.domain.switches import switch_plugin
from tracks.enums import Level, Track
from tracks.models import Curriculum, CurriculumCourse, Enrolment, Season, Stage

PageT = TypeVar("PageT", bound=ActivityPage)
LEVELS = {Track.BASE: Level.YOUNG, Track.PRO: Level.PRO}
_numbers = count(1)


class Programme:
    """The current season with a plugin turned on, and one course that is studied.

    Publish pages first and enrol people then: they are asked for what there is.
    """

    def __init__(self, plugin: str = "", *, now: datetime | None = None) -> None:
        self.plugin = plugin
        self.now = now or timezone.now()
        around = timedelta(days=20)
        stage = Stage(
            kind="education", title="Обучение", starts_at=self.now - around, ends_at=self.now + around
        )
        self.season = Season.objects.create(key="2026", title="Сезон", is_current=True, stages=[stage])
        self.course = self.add_course(Track.BASE)
        if plugin:
            self.switch(is_on=True)

    def add_course(self, track: Track) -> CoursePage:
        """Return a new published course, the only one of a track that has none yet."""
        index = CourseIndexPage.objects.first()
        if index is None:
            site = Site.objects.filter(is_default_site=True).first()
            root = site.root_page if site else Page.get_first_root_node()
            index = root.add_child(instance=CourseIndexPage(title="Курсы", slug="courses"))
        number = next(_numbers)
        page = index.add_child(instance=CoursePage(title=f"Курс {number}", slug=f"course-{number}"))
        page.save_revision().publish()
        Curriculum.objects.create(
            season=self.season,
            track=track,
            title=f"План {number}",
            courses=[CurriculumCourse(sort_order=0, course=page.course)],
        )
        return page

    def publish(self, page: PageT, course: CoursePage | None = None) -> PageT:
        """Put a new page under the course, publish it, and return it as the database has it."""
        number = next(_numbers)
        page.title = page.title or f"Занятие {number}"
        page.slug = f"activity-{number}"
        added = (course or self.course).add_child(instance=page)
        added.save_revision().publish()
        return type(page).objects.get(pk=added.pk)

    def enrol(self, track: Track = Track.BASE, **fields: Any) -> Enrolment:
        """Return the enrolment of a new person, asked for everything that the track's course has."""
        person = make_person(**fields)
        return enrol(participant=person, season=self.season, level=LEVELS[track], now=self.now)

    def switch(self, *, is_on: bool) -> None:
        """Turn the plugin on or off in the season."""
        switch_plugin(plugin=self.plugin, season=self.season, is_on=is_on, by=None, now=self.now)


def make_person(**fields: Any) -> User:
    """Return a new account."""
    names = {"first_name": "Анна", "last_name": "Северьянова"} | fields
    return User.objects.create_user(f"learner{next(_numbers)}@example.org", **names)


def make_staff(role: Role) -> User:
    """Return somebody who works in the CMS, with what the role may."""
    person = make_person()
    person.is_staff = True
    person.save()
    person.groups.add(Group.objects.get(name=role.value))
    return person


def signed_in(person: User | None, language: str = "ru") -> Client:
    """Return a browser in which somebody is signed in, or nobody."""
    client = Client(headers={"accept-language": language})
    if person is not None:
        client.force_login(person)
    return client


def completion_of(person: User, page: ActivityPage) -> Completion:
    """Return what somebody has achieved on a page, as it is now."""
    return Completion.objects.get(participant=person, activity__page_id=page.pk)


def activity_of(page: ActivityPage) -> Activity:
    """Return the lasting record of a published page."""
    return Activity.objects.get(page_id=page.pk)
