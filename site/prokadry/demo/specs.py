"""What the demo content consists of: plain records, read from the files in `content/` and checked."""

from dataclasses import dataclass, field
from enum import StrEnum

from prokadry.demo.portraits import Traits
from prokadry.demo.prose import Block


class CourseTrack(StrEnum):
    """Which curricula a course belongs to."""

    BASE = "base"
    PRO = "pro"
    BOTH = "both"


class StreamSlot(StrEnum):
    """Where a live stream stands against the moment of loading; the loader turns it into instants.

    Past and ahead count outwards from now: `past-1` is the latest one over, `ahead-1` the next to come.
    """

    PAST_4 = "past-4"
    PAST_3 = "past-3"
    PAST_2 = "past-2"
    PAST_1 = "past-1"
    RUNNING = "running"
    AHEAD_1 = "ahead-1"
    AHEAD_2 = "ahead-2"
    AHEAD_3 = "ahead-3"
    AHEAD_4 = "ahead-4"
    AHEAD_5 = "ahead-5"
    AHEAD_6 = "ahead-6"
    AHEAD_7 = "ahead-7"
    AHEAD_8 = "ahead-8"


class Rubric(StrEnum):
    """The rubrics of the news, in the order they are offered."""

    LEARNING = "Обучение"
    INTERNSHIPS = "Стажировки"
    REGIONS = "Регионы"
    PARTNERS = "Партнёры"
    RESULTS = "Итоги"


@dataclass(frozen=True, slots=True)
class Speaker:
    """An invented speaker; `voice` is an espeak-ng variant such as `m3` or `f2`."""

    key: str
    surname: str
    name: str
    patronymic: str
    female: bool
    position: str
    region: str
    about: str
    voice: str
    pitch: int
    portrait: Traits

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.surname}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of a lecture: what is said and by whom, and the slide shown meanwhile."""

    title: str
    text: str
    bullets: tuple[str, ...]
    speaker: Speaker
    slide: str = ""

    @property
    def heading(self) -> str:
        return self.slide or self.title


@dataclass(frozen=True, slots=True)
class Material:
    """A short text that becomes a downloadable file."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class WebinarSpec:
    slug: str
    title: str
    lead: str
    speakers: tuple[Speaker, ...]
    chapters: tuple[Chapter, ...]
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class StreamSpec:
    slug: str
    title: str
    lead: str
    speakers: tuple[Speaker, ...]
    duration_min: int
    slot: StreamSlot
    programme: tuple[str, ...] = ()


ActivitySpec = WebinarSpec | StreamSpec


@dataclass(frozen=True, slots=True)
class CourseSpec:
    """A course; `activities` keep the order of the curriculum."""

    slug: str
    title: str
    tracks: CourseTrack
    lead: str
    scene: str
    description: tuple[str, ...]
    activities: tuple[ActivitySpec, ...]

    @property
    def webinars(self) -> tuple[WebinarSpec, ...]:
        return tuple(activity for activity in self.activities if isinstance(activity, WebinarSpec))

    @property
    def streams(self) -> tuple[StreamSpec, ...]:
        return tuple(activity for activity in self.activities if isinstance(activity, StreamSpec))


@dataclass(frozen=True, slots=True)
class LectureSpec:
    """All that a lecture video is made of, and nothing else: equal specs give equal files."""

    slug: str
    title: str
    course: str
    speaker: Speaker
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    scene: str
    seed: int
    alt: str


@dataclass(frozen=True, slots=True)
class NewsSpec:
    """A news item published `days_ago` before the load; `region` is an ISO 3166-2 code or empty."""

    slug: str
    title: str
    lead: str
    rubric: Rubric
    region: str
    days_ago: int
    picture: Picture
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class EventSpec:
    """An event; local time is the wall time of its region, of Moscow where it is online for all."""

    slug: str
    title: str
    lead: str
    region: str
    place: str
    online: bool
    offset_days: int
    local_time: str
    duration_min: int
    picture: Picture
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A content page; `version` is set on the consent, whose wording people agree to."""

    slug: str
    title: str
    lead: str
    body: tuple[Block, ...]
    version: str = ""
    in_menu: bool = False


@dataclass(frozen=True, slots=True)
class StageText:
    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class LevelText:
    key: str
    title: str
    text: str
    track: str
    internship: str


@dataclass(frozen=True, slots=True)
class PartnerText:
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class HomeSpec:
    hero_title: str
    hero_lead: str
    call_title: str
    call_text: str
    stages: tuple[StageText, ...]
    levels: tuple[LevelText, ...]
    partners: tuple[PartnerText, ...]
    questions: tuple[Question, ...]
    contact_email: str


@dataclass(frozen=True, slots=True)
class People:
    """Surnames, names and patronymics of one people, in the forms of one sex."""

    key: str
    surnames: tuple[str, ...]
    names: tuple[str, ...]
    patronymics: tuple[str, ...]
    weight: int = 1
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamePools:
    male: tuple[People, ...]
    female: tuple[People, ...]


@dataclass(frozen=True, slots=True)
class DemoContent:
    speakers: dict[str, Speaker]
    courses: tuple[CourseSpec, ...]
    news: tuple[NewsSpec, ...]
    events: tuple[EventSpec, ...]
    pages: tuple[PageSpec, ...]
    home: HomeSpec
    names: NamePools = field(repr=False)

    def course(self, slug: str) -> CourseSpec:
        """Raises KeyError for an unknown slug."""
        for course in self.courses:
            if course.slug == slug:
                return course
        raise KeyError(slug)

    def lectures(self) -> tuple[LectureSpec, ...]:
        """The lecture of every webinar, in curriculum order."""
        return tuple(
            LectureSpec(
                slug=webinar.slug,
                title=webinar.title,
                course=course.title,
                speaker=webinar.speakers[0],
                chapters=webinar.chapters,
            )
            for course in self.courses
            for webinar in course.webinars
        )
