"""Reading the demo's texts from `content/*.toml`, with every key, reference and address checked."""

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from prokadry.demo.pictures import SCENES
from prokadry.demo.portraits import Traits
from prokadry.demo.prose import Block, ProseError, blocks_text, find_links, read_blocks
from prokadry.demo.specs import (
    ActivitySpec,
    Chapter,
    CourseSpec,
    CourseTrack,
    DemoContent,
    EventSpec,
    HomeSpec,
    LevelText,
    Material,
    NamePools,
    NewsSpec,
    PageSpec,
    PartnerText,
    People,
    Picture,
    Question,
    Rubric,
    Speaker,
    StageText,
    StreamSlot,
    StreamSpec,
    WebinarSpec,
)

CONTENT_DIR = Path(__file__).parent / "content"
SITE_PATHS = ("/learn/", "/accounts/signup/", "/accounts/login/", "/api/v1/docs/", "/news/", "/events/")

__all__ = ["CONTENT_DIR", "ContentError", "DemoContent", "blocks_text", "load_content"]


class ContentError(ValueError):
    """A content file is wrong; the message says where and how."""


class _Table:
    """One TOML table that notices keys nobody asked for."""

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, dict):
            raise ContentError(f"{where}: a table is expected, not {type(data).__name__}")
        self._data, self.where, self._used = data, where, set[str]()

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, str, default)
        if default is None and not value.strip():
            raise ContentError(f"{self.where}: {key!r} is empty")
        return str(value).strip()

    def has(self, key: str) -> bool:
        return key in self._data

    def number(self, key: str, default: int | None = None) -> int:
        return int(self._take(key, int, default))

    def flag(self, key: str) -> bool:
        return bool(self._take(key, bool, False))

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        values = self._take(key, list, default)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise ContentError(f"{self.where}: {key!r} must list non-empty texts")
        return tuple(values)

    def all_texts(self) -> dict[str, str]:
        return {key: self.text(key) for key in self._data}

    def table(self, key: str) -> "_Table":
        return _Table(self._take(key, dict, None), f"{self.where}.{key}")

    def tables(self, key: str, *, required: bool = True) -> list["_Table"]:
        values = self._take(key, list, None if required else [])
        return [_Table(value, f"{self.where}.{key}[{index}]") for index, value in enumerate(values)]

    def blocks(self, key: str) -> tuple[Block, ...]:
        try:
            return read_blocks(self.text(key))
        except ProseError as error:
            raise ContentError(f"{self.where}: {error}") from error

    def choice(self, key: str, allowed: Iterable[str]) -> str:
        value, known = self.text(key), list(allowed)
        if value not in known:
            raise ContentError(f"{self.where}: {key} = {value!r} is none of {', '.join(known)}")
        return value

    def close(self) -> None:
        unknown = sorted(set(self._data) - self._used)
        if unknown:
            raise ContentError(f"{self.where}: unknown key {', '.join(map(repr, unknown))}")

    def _take(self, key: str, kind: type, default: Any) -> Any:
        self._used.add(key)
        if key not in self._data:
            if default is None:
                raise ContentError(f"{self.where}: {key!r} is missing")
            return default
        value = self._data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ContentError(f"{self.where}: {key!r} must be {kind.__name__}, not {type(value).__name__}")
        return value


def load_content(folder: Path = CONTENT_DIR) -> DemoContent:
    """Read and check all content files.

    Raises ContentError naming the file, the table and the key at fault.
    """
    speakers = _read_speakers(folder / "speakers.toml")
    courses = _read_courses(folder, speakers)
    content = DemoContent(
        speakers=speakers,
        courses=courses,
        news=_read_news(folder / "news.toml"),
        events=_read_events(folder / "events.toml"),
        pages=_read_pages(folder / "pages.toml"),
        home=_read_home(folder / "home.toml"),
        names=_read_names(folder / "names.toml"),
    )
    _check_slugs(content)
    _check_links(content)
    return content


def _open(path: Path) -> _Table:
    try:
        return _Table(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except FileNotFoundError as error:
        raise ContentError(f"{path} is missing") from error
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: {error}") from error


def _read_speakers(path: Path) -> dict[str, Speaker]:
    file = _open(path)
    speakers: dict[str, Speaker] = {}
    for row in file.tables("speaker"):
        look = row.table("portrait")
        try:
            traits = Traits(**look.all_texts())
        except (TypeError, ValueError) as error:
            raise ContentError(f"{look.where}: {error}") from error
        speaker = Speaker(
            key=row.text("key"),
            surname=row.text("surname"),
            name=row.text("name"),
            patronymic=row.text("patronymic", ""),
            female=row.flag("female"),
            position=row.text("position"),
            region=row.text("region", ""),
            about=row.text("about"),
            voice=row.text("voice"),
            pitch=row.number("pitch", 50),
            portrait=traits,
        )
        row.close()
        if speaker.key in speakers:
            raise ContentError(f"{row.where}: the speaker {speaker.key!r} is there twice")
        speakers[speaker.key] = speaker
    file.close()
    return speakers


def _read_courses(folder: Path, speakers: dict[str, Speaker]) -> tuple[CourseSpec, ...]:
    index = _open(folder / "courses.toml")
    courses = []
    for row in index.tables("course"):
        slug = row.text("slug")
        file = _open(folder / "courses" / f"{slug}.toml")
        courses.append(
            CourseSpec(
                slug=slug,
                title=row.text("title"),
                tracks=CourseTrack(row.choice("tracks", CourseTrack)),
                lead=row.text("lead"),
                scene=row.choice("scene", SCENES),
                description=tuple(part.strip() for part in file.text("description").split("\n\n")),
                activities=tuple(_read_activity(table, speakers) for table in file.tables("activity")),
            )
        )
        row.close()
        file.close()
    index.close()
    return tuple(courses)


def _read_activity(row: _Table, speakers: dict[str, Speaker]) -> ActivitySpec:
    kind = row.choice("kind", ("webinar", "live_stream"))
    keys = row.texts("speakers")
    for key in keys:
        if key not in speakers:
            raise ContentError(f"{row.where}: there is no speaker {key!r}")
    if not keys:
        raise ContentError(f"{row.where}: nobody speaks")
    slug, title, lead = row.text("slug"), row.text("title"), row.text("lead")
    invited = tuple(speakers[key] for key in keys)
    activity: ActivitySpec
    if kind == "webinar":
        chapters = tuple(_read_chapter(table, invited) for table in row.tables("chapter"))
        materials = tuple(_read_material(table) for table in row.tables("material", required=False))
        activity = WebinarSpec(slug, title, lead, invited, chapters, materials)
    else:
        slot = StreamSlot(row.choice("slot", StreamSlot))
        activity = StreamSpec(
            slug, title, lead, invited, row.number("duration_min"), slot, row.texts("programme", ())
        )
    row.close()
    return activity


def _read_chapter(row: _Table, invited: tuple[Speaker, ...]) -> Chapter:
    by_key = {speaker.key: speaker for speaker in invited}
    chapter = Chapter(
        title=row.text("title"),
        text=" ".join(row.text("text").split()),
        bullets=row.texts("bullets"),
        speaker=by_key[row.choice("speaker", by_key)] if row.has("speaker") else invited[0],
        slide=row.text("slide", ""),
    )
    row.close()
    if not chapter.bullets:
        raise ContentError(f"{row.where}: a slide needs points")
    return chapter


def _read_material(row: _Table) -> Material:
    material = Material(row.text("title"), row.text("text"))
    row.close()
    return material


def _read_picture(row: _Table) -> Picture:
    picture = Picture(row.choice("scene", SCENES), row.number("seed"), row.text("alt"))
    row.close()
    return picture


def _read_news(path: Path) -> tuple[NewsSpec, ...]:
    file = _open(path)
    news = []
    for row in file.tables("news"):
        news.append(
            NewsSpec(
                slug=row.text("slug"),
                title=row.text("title"),
                lead=row.text("lead"),
                rubric=Rubric(row.choice("rubric", Rubric)),
                region=row.text("region", ""),
                days_ago=row.number("days_ago"),
                picture=_read_picture(row.table("picture")),
                body=row.blocks("body"),
            )
        )
        row.close()
    file.close()
    return tuple(news)


def _read_events(path: Path) -> tuple[EventSpec, ...]:
    file = _open(path)
    events = []
    for row in file.tables("event"):
        events.append(
            EventSpec(
                slug=row.text("slug"),
                title=row.text("title"),
                lead=row.text("lead"),
                region=row.text("region", ""),
                place=row.text("place", ""),
                online=row.flag("online"),
                offset_days=row.number("offset_days"),
                local_time=row.text("local_time"),
                duration_min=row.number("duration_min"),
                picture=_read_picture(row.table("picture")),
                body=row.blocks("body"),
            )
        )
        row.close()
        if bool(events[-1].place) == events[-1].online:
            raise ContentError(f"{row.where}: an event has a place or is online")
    file.close()
    return tuple(events)


def _read_pages(path: Path) -> tuple[PageSpec, ...]:
    file = _open(path)
    pages = []
    for row in file.tables("page"):
        pages.append(
            PageSpec(
                slug=row.text("slug"),
                title=row.text("title"),
                lead=row.text("lead"),
                body=row.blocks("body"),
                version=row.text("version", ""),
                in_menu=row.flag("in_menu"),
            )
        )
        row.close()
    file.close()
    return tuple(pages)


def _read_home(path: Path) -> HomeSpec:
    file = _open(path)

    def rows(key: str, *fields: str) -> list[tuple[str, ...]]:
        tables = file.tables(key)
        values = [tuple(table.text(field) for field in fields) for table in tables]
        for table in tables:
            table.close()
        return values

    home = HomeSpec(
        hero_title=file.text("hero_title"),
        hero_lead=file.text("hero_lead"),
        call_title=file.text("call_title"),
        call_text=file.text("call_text"),
        stages=tuple(StageText(*row) for row in rows("stage", "key", "title", "text")),
        levels=tuple(LevelText(*row) for row in rows("level", "key", "title", "text", "track", "internship")),
        partners=tuple(PartnerText(*row) for row in rows("partner", "title", "role")),
        questions=tuple(Question(*row) for row in rows("question", "question", "answer")),
        contact_email=file.text("contact_email"),
    )
    file.close()
    return home


def _read_names(path: Path) -> NamePools:
    file = _open(path)
    pools: dict[str, list[People]] = {"male": [], "female": []}
    for row in file.tables("people"):
        key, weight, regions = row.text("key"), row.number("weight", 1), row.texts("regions", ())
        for sex, found in pools.items():
            table = row.table(sex)
            surnames, names, patronymics = (
                tuple(table.text(kind).split()) for kind in ("surnames", "names", "patronymics")
            )
            found.append(People(key, surnames, names, patronymics, weight, regions))
            table.close()
        row.close()
    file.close()
    return NamePools(tuple(pools["male"]), tuple(pools["female"]))


def _check_slugs(content: DemoContent) -> None:
    groups: dict[str, list[str]] = {
        "courses": [course.slug for course in content.courses],
        "activities": [activity.slug for course in content.courses for activity in course.activities],
        "stream slots": [stream.slot for course in content.courses for stream in course.streams],
        "news": [item.slug for item in content.news],
        "events": [event.slug for event in content.events],
        "pages": [page.slug for page in content.pages],
    }
    for name, slugs in groups.items():
        twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
        if twice:
            raise ContentError(f"{name}: {', '.join(twice)} is there twice")


def _check_links(content: DemoContent) -> None:
    known = {f"page:{page.slug}" for page in content.pages} | {
        f"course:{course.slug}" for course in content.courses
    }
    places = [(f"news {item.slug}", item.body) for item in content.news]
    places += [(f"event {event.slug}", event.body) for event in content.events]
    places += [(f"page {page.slug}", page.body) for page in content.pages]
    texts = [(where, text) for where, body in places for text in _raw_texts(body)]
    texts += [("question", question.answer) for question in content.home.questions]
    for where, text in texts:
        for address in find_links(text):
            if address not in known and address not in SITE_PATHS and not address.startswith("mailto:"):
                raise ContentError(f"{where}: the link {address!r} leads nowhere")


def _raw_texts(body: tuple[Block, ...]) -> list[str]:
    texts: list[str] = []
    for block in body:
        texts += getattr(block, "items", None) or (getattr(block, "text", ""),)
    return texts
