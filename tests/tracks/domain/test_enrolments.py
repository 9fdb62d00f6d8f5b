import pytest

from courses.models import Completion
from tests.factories import NOW, make_user
from tests.tracks.makers import at, course_with, enrol_someone, make_curriculum, make_season
from tracks.domain.enrolments import EnrolmentError, enrol, enrol_many, renew_feed_key
from tracks.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("level", "track"), [("beginner", "base"), ("young", "base"), ("pro", "pro")])
def test_the_curriculum_follows_from_the_level(level, track):
    season = make_season()
    curricula = {
        name: make_curriculum([course_with(1)], season=season, track=name) for name in ("base", "pro")
    }
    enrolment = enrol(participant=make_user(), season=season, level=level, now=NOW)
    assert enrolment.curriculum == curricula[track]
    assert enrolment.required_total == 1
    assert Completion.objects.get().track == track


def test_repeating_it_keeps_the_first_enrolment():
    curriculum = make_curriculum([course_with(1)])
    person = make_user()
    first = enrol(participant=person, season=curriculum.season, level="young", now=NOW)
    second = enrol(participant=person, season=curriculum.season, level="young", now=at(days=1))
    assert (second.pk, second.enrolled_at, second.feed_key) == (first.pk, NOW, first.feed_key)


def test_another_level_is_refused_in_words():
    curriculum = make_curriculum([course_with(1)])
    enrolment = enrol_someone(curriculum)
    with pytest.raises(EnrolmentError, match="«молодые управленцы»"):
        enrol(participant=enrolment.participant, season=curriculum.season, level="beginner", now=NOW)
    assert Enrolment.objects.get().level == "young"


def test_a_season_without_the_curriculum_is_refused_in_words():
    with pytest.raises(EnrolmentError, match="нет учебного плана"):
        enrol(participant=make_user(), season=make_season(), level="pro", now=NOW)


def test_many_are_enrolled_at_once_and_keep_what_they_have():
    season = make_season()
    make_curriculum([course_with(2)], season=season)
    make_curriculum([course_with(1)], season=season, track="pro")
    before = enrol(participant=make_user(), season=season, level="young", now=NOW)
    fresh = [make_user().pk for _number in range(3)]
    levels = {before.participant_id: "pro"} | dict(zip(fresh, ["beginner", "young", "pro"], strict=True))
    assert enrol_many(levels=levels, season=season, now=at(hours=1)) == 3
    totals = {row.participant_id: (row.level, row.required_total) for row in Enrolment.objects.all()}
    assert totals[before.participant_id] == ("young", 2)
    assert [totals[pk] for pk in fresh] == [("beginner", 2), ("young", 2), ("pro", 1)]
    assert enrol_many(levels=levels, season=season, now=at(hours=2)) == 0


def test_a_new_feed_key_replaces_the_old_one():
    enrolment = enrol_someone(make_curriculum())
    old = enrolment.feed_key
    renew_feed_key(enrolment=enrolment, now=at(hours=1))
    enrolment.refresh_from_db()
    assert enrolment.feed_key != old
    assert len(enrolment.feed_key) >= 32
