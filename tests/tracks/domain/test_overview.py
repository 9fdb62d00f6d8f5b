import pytest

from tests.tracks.makers import course_with, enrol_someone, make_curriculum, make_season
from tracks.domain.overview import describe_current_season
from tracks.models import Enrolment

pytestmark = pytest.mark.django_db


def test_without_a_current_season_there_is_nothing_to_show():
    make_season(is_current=False)
    assert describe_current_season() is None


def test_it_counts_who_is_done_and_who_missed_something(django_assert_num_queries):
    curriculum = make_curriculum([course_with(webinars=2)])
    people = [enrol_someone(curriculum).pk for _number in range(3)]
    Enrolment.objects.filter(pk=people[0]).update(required_total=2, required_done=2, presence_tenths=900)
    Enrolment.objects.filter(pk=people[1]).update(required_total=2, missed_total=1, presence_tenths=500)
    Enrolment.objects.filter(pk=people[2]).update(required_total=0, required_done=0)
    with django_assert_num_queries(2):
        found = describe_current_season()
    assert (found.participants, found.complete, found.behind, found.presence_pct) == (3, 1, 1, 70.0)


def test_before_the_first_stream_there_is_no_mean_presence():
    enrol_someone(make_curriculum([course_with()]))
    assert describe_current_season().presence_pct is None
