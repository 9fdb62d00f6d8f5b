import pytest
from django.core.exceptions import ValidationError

from courses.models import Activity, Completion
from tests.factories import NOW, make_course, make_user
from tests.tracks.makers import at, enrol_someone, make_curriculum, settle, stream, webinar
from tracks.domain.curricula import sync_assignments
from tracks.domain.extensions import grant_extension
from tracks.models import CurriculumOverride, Extension

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


def grant(enrolment, activity, **fields):
    values = {"closes_at": at(days=5), "reason": "болезнь", "granted_by": make_user(), "now": NOW} | fields
    return grant_extension(participant=enrolment.participant, activity=activity, **values)


def test_it_moves_the_deadline_and_brings_back_what_was_missed(course):
    activity = webinar(course, closes_at=at(days=-1))
    enrolment = enrol_someone(make_curriculum([course]))
    settle(enrolment, activity, "missed")
    staff = make_user()
    extension = grant(enrolment, activity, reason="  болезнь ", granted_by=staff)
    row = Completion.objects.get()
    assert (row.closes_at, row.is_extended, row.state) == (at(days=5), True, "not_started")
    assert (extension.reason, extension.granted_by, extension.granted_at) == ("болезнь", staff, NOW)
    enrolment.refresh_from_db()
    assert enrolment.missed_total == 0


def test_history_is_kept_and_the_latest_counts(course):
    activity = webinar(course, closes_at=at(days=1))
    enrolment = enrol_someone(make_curriculum([course]))
    grant(enrolment, activity, closes_at=at(days=300))
    grant(enrolment, activity, closes_at=at(days=3), now=at(minutes=1))
    assert Extension.objects.count() == 2
    assert Completion.objects.get().closes_at == at(days=3)


def test_an_extension_outlives_a_change_of_the_curriculum(course):
    activity = webinar(course, closes_at=at(days=1))
    enrolment = enrol_someone(
        make_curriculum([course], overrides=[CurriculumOverride(activity=activity, closes_at=at(days=2))])
    )
    grant(enrolment, activity)
    assert Completion.objects.get().closes_at == at(days=5)


@pytest.mark.parametrize("later", [at(days=400), None])
def test_an_extension_shortens_no_later_deadline(course, later):
    """A season copied into the next one asks people again for what was extended for them in the last."""
    activity = webinar(course, closes_at=at(days=1))
    curriculum = make_curriculum([course])
    enrolment = enrol_someone(curriculum)
    grant(enrolment, activity)
    Activity.objects.filter(pk=activity.pk).update(closes_at=later)
    sync_assignments(curriculum=curriculum, now=at(days=9))
    row = Completion.objects.get()
    assert (row.closes_at, row.is_extended, row.state) == (later, False, "not_started")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"closes_at": NOW}, "closes_at"),
        ({"closes_at": at(days=1)}, "closes_at"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_is_no_extension_is_refused_at_its_field(course, fields, field):
    activity = webinar(course, closes_at=at(days=1))
    enrolment = enrol_someone(make_curriculum([course]))
    with pytest.raises(ValidationError) as refusal:
        grant(enrolment, activity, **fields)
    assert list(refusal.value.message_dict) == [field]
    assert not Extension.objects.exists()


def test_it_must_be_later_than_the_opening(course):
    activity = webinar(course, closes_at=at(days=1))
    overrides = [CurriculumOverride(activity=activity, opens_at=at(days=9))]
    enrolment = enrol_someone(make_curriculum([course], overrides=overrides))
    with pytest.raises(ValidationError, match="позже открытия"):
        grant(enrolment, activity)


def test_a_stream_cannot_be_extended(course):
    activity = stream(course)
    enrolment = enrol_someone(make_curriculum([course]))
    with pytest.raises(ValidationError, match="Эфир продлить нельзя"):
        grant(enrolment, activity)


def test_nothing_to_extend(course):
    activity = webinar(course)
    enrolment = enrol_someone(make_curriculum([course]))
    with pytest.raises(ValidationError, match="нет срока"):
        grant(enrolment, activity)
    with pytest.raises(ValidationError, match="нет в учебном плане"):
        grant(enrolment, webinar(make_course()))
