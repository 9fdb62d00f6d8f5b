"""The demo's texts: complete, well set, and every fault in them named."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from shutil import copytree

import pytest

from prokadry.demo.content import CONTENT_DIR, ContentError, load_content
from prokadry.demo.specs import CourseTrack, DemoContent, Rubric, StreamSlot

SUBJECTS = (
    "Основы государственного устройства Российской Федерации",
    "Цифровая трансформация государственной власти",
    "Возможности цифровизации в России",
    "Основы государственного управления",
    "Project-менеджмент",
    "Политическая ситуация",
    "Правовые знания",
    "Основы государственной политики в различных сферах жизнедеятельности общества",
    "Создание, «упаковка» и реализация собственных проектов",
    "Встречи с общественными деятелями и политиками",
    "Развитие личных компетенций",
)


@pytest.fixture(scope="module")
def content() -> DemoContent:
    return load_content()


def walk_texts(value: object) -> Iterator[str]:
    """Every string anywhere inside the records."""
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from walk_texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from walk_texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from walk_texts(getattr(value, field.name))


def edit(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of the content with one replacement."""
    copy = folder / "content"
    copytree(CONTENT_DIR, copy)
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def test_every_subject_of_the_concept_is_a_course(content: DemoContent) -> None:
    titles = [course.title for course in content.courses]
    assert [title for title in SUBJECTS if title not in titles] == []
    tracks = {course.title: course.tracks for course in content.courses}
    assert tracks["Цифровая трансформация государственной власти"] == CourseTrack.PRO
    assert tracks["Развитие личных компетенций"] == CourseTrack.BASE
    assert tracks["Обмен опытом"] == CourseTrack.PRO


def test_there_is_enough_of_everything(content: DemoContent) -> None:
    assert len(content.lectures()) >= 30
    assert len(content.news) >= 24
    assert len(content.events) >= 10
    assert len(content.speakers) >= 14
    assert len(content.home.questions) >= 8
    assert {item.rubric for item in content.news} == set(Rubric)


def test_each_course_has_two_to_four_webinars_and_at_most_two_streams(content: DemoContent) -> None:
    counts = {course.slug: (len(course.webinars), len(course.streams)) for course in content.courses}
    assert {slug: count for slug, count in counts.items() if not (2 <= count[0] <= 4 and count[1] <= 2)} == {}


def test_every_webinar_has_text_points_and_materials(content: DemoContent) -> None:
    for course in content.courses:
        for webinar in course.webinars:
            assert 3 <= len(webinar.chapters) <= 5, webinar.slug
            assert 1 <= len(webinar.materials) <= 3, webinar.slug
            for chapter in webinar.chapters:
                assert 40 <= len(chapter.text.split()) <= 70, chapter.title
                assert 2 <= len(chapter.bullets) <= 4, chapter.title
                assert max(map(len, chapter.bullets)) <= 62, chapter.title
                assert chapter.speaker in webinar.speakers


def test_streams_cover_both_tracks_now_and_ahead(content: DemoContent) -> None:
    by_slot = {stream.slot: course.tracks for course in content.courses for stream in course.streams}
    assert by_slot[StreamSlot.RUNNING] == CourseTrack.BOTH
    for track in (CourseTrack.BASE, CourseTrack.PRO):
        ahead = [
            slot for slot, where in by_slot.items() if slot.startswith("ahead") and where in (track, "both")
        ]
        assert len(ahead) >= 3


def test_quotes_are_russian_and_nothing_is_left_to_do(content: DemoContent) -> None:
    for text in walk_texts(content):
        assert not re.search(r"[\"“”„']|\bTODO\b|Lorem|https?://|  ", text.replace("\n", "")), text
        assert text.count("«") == text.count("»"), text


def test_letters_of_other_alphabets_do_not_hide_inside_words(content: DemoContent) -> None:
    mixed = re.compile(r"[а-яё][a-z]|[a-z][а-яё]", re.IGNORECASE)
    texts = [text for text in walk_texts(content) if mixed.search(text.replace("Life-", ""))]
    assert texts == []


def test_region_codes_have_the_shape_of_iso_3166(content: DemoContent) -> None:
    codes = {
        item.region for item in (*content.news, *content.events, *content.speakers.values()) if item.region
    }
    codes |= {code for people in content.names.male for code in people.regions}
    assert {code for code in codes if not re.fullmatch(r"RU-[A-Z]{2,3}", code)} == set()


def test_name_pools_give_several_hundred_different_people(content: DemoContent) -> None:
    for pools in (content.names.male, content.names.female):
        assert len(pools) >= 8
        assert sum(len(people.surnames) * len(people.names) for people in pools) > 4000
        assert all(people.patronymics for people in pools)


def test_a_consent_has_a_version(content: DemoContent) -> None:
    assert {page.slug: page.version for page in content.pages}["personalnye-dannye"] == "1.0"


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("courses.toml", 'tracks = "base"', 'tracks = "basic"', "'basic' is none of base, pro, both"),
        (
            "courses/pravovye-znaniya.toml",
            'speakers = ["tamaev"]',
            'speakers = ["tamayev"]',
            "no speaker 'tamayev'",
        ),
        ("news.toml", "days_ago = 1", 'daysago = 1\ndays_ago = "one"', "must be int"),
        ("news.toml", "days_ago = 1", "days_ago = 1\nauthor = true", "unknown key 'author'"),
        ("news.toml", 'scene = "studio"', 'scene = "moon"', "'moon' is none of"),
        ("news.toml", "page:kak-schitaem", "page:kak-schitaeem", "'page:kak-schitaeem' leads nowhere"),
        ("news.toml", "> — Ирина Северьянова, ведущая эфира", "> Ирина", "a quote needs a last line"),
        ("events.toml", "online = true", "online = false", "has a place or is online"),
        ("pages.toml", 'slug = "kontakty"', 'slug = "polozhenie"', "polozhenie is there twice"),
        ("home.toml", 'hero_title = "', 'hero_title = ""\nwas = "', "'hero_title' is empty"),
        ("speakers.toml", 'hair = "bob"', 'hair = "mohawk"', "'mohawk' is none of"),
        ("names.toml", "weight = 10", "weight = true", "must be int"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, name: str, old: str, new: str, complaint: str) -> None:
    with pytest.raises(ContentError, match=re.escape(complaint)):
        load_content(edit(tmp_path, name, old, new))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"speakers\.toml is missing"):
        load_content(tmp_path)


def test_broken_toml_is_named(tmp_path: Path) -> None:
    folder = edit(tmp_path, "home.toml", 'hero_title = "', "hero_title = ")
    with pytest.raises(ContentError, match=r"home\.toml: "):
        load_content(folder)


def test_files_are_plain_toml() -> None:
    for path in CONTENT_DIR.rglob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))
