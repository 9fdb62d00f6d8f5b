"""Courses, webinars and live streams of the demo."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from wagtail.documents.models import Document
from wagtail.models import Page

from courses.models import (
    Chapter,
    Checkpoint,
    CourseIndexPage,
    CoursePage,
    LiveStreamMaterial,
    LiveStreamPage,
    LiveStreamSpeaker,
    Speaker,
    Video,
    WebinarMaterial,
    WebinarPage,
    WebinarSpeaker,
)
from prokadry.demo import specs
from prokadry.demo.lecture import Lecture
from prokadry.demo.portraits import draw_portrait
from prokadry.demo.specs import CourseSpec, CourseTrack, StreamSlot, StreamSpec, WebinarSpec

from .moments import Moments
from .recorded import excluded_of
from .tree import as_rich_text, put_document, put_image, put_page

PROGRAMME = "Программа эфира"
LECTURES = dict[str, tuple[Video, Lecture]]


@dataclass(frozen=True)
class StudyLoader:
    """Puts the courses into the page tree; `places` number the webinars, by which their windows are dated."""

    moments: Moments
    lectures: LECTURES
    speakers: dict[str, Speaker]
    places: dict[str, int]

    def load(self, home: Page, courses: tuple[CourseSpec, ...]) -> dict[str, CoursePage]:
        """Return the course pages by slug, with everything under them published."""
        index = put_page(
            home, CourseIndexPage, "courses", title="Обучение", show_in_menus=True,
            intro="Два трека, записанные вебинары и прямые эфиры. Участники учатся в личном кабинете.",
        )  # fmt: skip
        return {spec.slug: self._put_course(index, spec) for spec in courses}

    def _put_course(self, index: CourseIndexPage, spec: CourseSpec) -> CoursePage:
        page = put_page(
            index, CoursePage, spec.slug, title=spec.title, lead=spec.lead,
            body=as_rich_text(spec.description, lambda address: f'href="{address}"'),
        )  # fmt: skip
        for activity in spec.activities:
            if isinstance(activity, WebinarSpec):
                self._put_webinar(page, activity)
            else:
                self._put_stream(page, activity)
        return page

    def _put_webinar(self, course: CoursePage, spec: WebinarSpec) -> None:
        video, lecture = self.lectures[spec.slug]
        opens_at, closes_at = self.moments.window(self.places[spec.slug])
        put_page(
            course, WebinarPage, spec.slug, title=spec.title, lead=spec.lead, video=video,
            dates={"opens_at": opens_at, "closes_at": closes_at},
            transcript=as_rich_text([text for _at, text in lecture.transcript], lambda address: f'href="{address}"'),
            chapters=[
                Chapter(sort_order=place, start_s=int(start_s), title=title)
                for place, (start_s, title) in enumerate(lecture.chapters)
            ],
            excluded_ranges=excluded_of(spec.slug),
            speakers=[
                WebinarSpeaker(sort_order=place, speaker=self.speakers[speaker.key])
                for place, speaker in enumerate(spec.speakers)
            ],
            materials=[
                WebinarMaterial(
                    sort_order=place, title=material.title,
                    document=put_document(material.title, f"{spec.slug}-{place + 1}.txt", material.text),
                )
                for place, material in enumerate(spec.materials)
            ],
        )  # fmt: skip

    def _put_stream(self, course: CoursePage, spec: StreamSpec) -> None:
        starts_at, ends_at = self.moments.stream(spec.slot, spec.duration_min)
        running = spec.slot is StreamSlot.RUNNING
        dates: dict[str, object] = {"starts_at": starts_at, "ends_at": ends_at}
        found = LiveStreamPage.objects.child_of(course).filter(slug=spec.slug).first()
        if (
            running
            and found
            and found.starts_at <= self.moments.now <= found.ends_at - self.moments.must_last
        ):
            return
        if running:
            dates["checkpoints"] = [_checkpoint(found, starts_at, ends_at)]
        put_page(
            course, LiveStreamPage, spec.slug, dates=dates, title=spec.title, lead=spec.lead,
            premiere=self._broadcast(course), required_check_ins=int(running),
            recording=self._broadcast(course) if spec.slot.value.startswith("past") else None,
            materials=[LiveStreamMaterial(title=PROGRAMME, document=self._programme(spec))] if spec.programme else [],
            speakers=[
                LiveStreamSpeaker(sort_order=place, speaker=self.speakers[speaker.key])
                for place, speaker in enumerate(spec.speakers)
            ],
        )  # fmt: skip

    def _programme(self, spec: StreamSpec) -> Document:
        text = "\n".join(
            [spec.title, "", *(f"{place}. {item}" for place, item in enumerate(spec.programme, 1))]
        )
        return put_document(f"{PROGRAMME}: {spec.title}", f"{spec.slug}.txt", text)

    def _broadcast(self, course: CoursePage) -> Video:
        """The lecture that a premiere in this course shows: its own first one, else any."""
        webinar = WebinarPage.objects.child_of(course).exclude(video=None).first()
        return webinar.video if webinar else next(iter(self.lectures.values()))[0]


def _checkpoint(page: LiveStreamPage | None, starts_at: datetime, ends_at: datetime) -> Checkpoint:
    """The one checkpoint of the running stream, open for almost all of it; its key stays the same."""
    checkpoint = (page.checkpoints.first() if page else None) or Checkpoint()
    checkpoint.opens_at = starts_at + timedelta(minutes=5)
    checkpoint.closes_at = ends_at - timedelta(minutes=5)
    return checkpoint


def webinar_places(courses: tuple[CourseSpec, ...]) -> dict[str, int]:
    """Number the webinars by slug, those of both tracks first: what closes soon concerns everybody."""
    ordered = sorted(courses, key=lambda course: course.tracks is not CourseTrack.BOTH)
    slugs = [webinar.slug for course in ordered for webinar in course.webinars]
    return {slug: place for place, slug in enumerate(slugs)}


def load_speakers(people: dict[str, specs.Speaker]) -> dict[str, Speaker]:
    """Return the speakers by key, made with a drawn portrait where missing."""
    found = {}
    for key, person in people.items():
        speaker = Speaker.objects.filter(name=person.full_name).first()
        if speaker is None:
            photo = put_image(
                f"portrait-{key}",
                f"Портрет: {person.full_name}",
                partial(draw_portrait, 0, traits=person.portrait),
            )
            speaker = Speaker.objects.create(name=person.full_name, role=person.position, photo=photo)
        found[key] = speaker
    return found
