import pytest

from cms_pages.extensions import season_sources
from cms_pages.signals import public_content_changed
from tests.factories import NOW, make_course, make_stream, make_webinar
from tests.tracks.makers import at, make_curriculum, make_season
from tracks.domain.changes import apply_curriculum_change, apply_season_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return season_sources.get("tracks.current")


def test_without_a_current_season_there_is_nothing(source):
    make_season(is_current=False)
    assert source.season() is None
    assert source.directions() == []


def test_the_season_with_its_stages_in_order(source):
    make_season()
    season = source.season()
    assert season.title == "Сезон 2026"
    assert [(stage.kind, stage.ends_at) for stage in season.stages] == [
        ("education", at(days=20)),
        ("interviews", at(days=40)),
    ]


def test_directions_are_published_courses_once_each(source):
    shared, own, hidden = make_course("Право"), make_course("Обмен опытом"), make_course("Черновик")
    make_webinar(shared)
    make_webinar(shared).unpublish()
    make_stream(shared)
    hidden.unpublish()
    season = make_season()
    make_curriculum([shared, hidden], season=season)
    make_curriculum([own, shared], season=season, track="pro")
    directions = [(one.title, one.tracks, one.webinars, one.streams) for one in source.directions()]
    assert directions == [("Право", ["base", "pro"], 1, 1), ("Обмен опытом", ["pro"], 0, 0)]
    assert source.directions()[0].url == shared.url


def test_queries_do_not_grow(source, django_assert_max_num_queries):
    courses = [make_course() for _number in range(6)]
    for course in courses:
        make_webinar(course)
    make_curriculum(courses)
    with django_assert_max_num_queries(3):
        assert len(source.directions()) == 6
    with django_assert_max_num_queries(3):
        source.season()


def test_changes_are_announced_to_the_public_site():
    heard = []

    def listen(sender, **kwargs):
        heard.append(sender.__name__)

    public_content_changed.connect(listen)
    curriculum = make_curriculum()
    apply_season_change(season=curriculum.season, now=NOW)
    apply_curriculum_change(curriculum=curriculum, now=NOW)
    public_content_changed.disconnect(listen)
    assert heard == ["Season", "Curriculum"]
