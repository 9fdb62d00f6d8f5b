from datetime import timedelta

import pytest

from courses.domain.activities import sync_activity
from courses.models import Activity, Completion, Course
from courses.signals import activity_changed
from tests.factories import NOW, assign_to, make_course, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db


def positions() -> list[tuple[str, int]]:
    return list(Activity.objects.values_list("title", "position"))


def test_publishing_writes_the_record():
    course = make_course("Право")
    page = make_webinar(course, title="Закон", duration_s=90, closes_at=NOW)
    activity = Activity.objects.get(page_id=page.pk)
    assert (activity.type, activity.title, activity.is_live, activity.position) == (
        "webinar",
        "Закон",
        True,
        1,
    )
    assert (activity.duration_ms, activity.rev, activity.closes_at) == (90_000, page.video.current.pk, NOW)
    assert (activity.rule_key, activity.rule_params) == ("watched_share", {"share": "0.95"})
    assert (activity.course.page_id, activity.course.title, activity.course.is_live) == (
        course.pk,
        "Право",
        True,
    )


def test_a_stream_is_known_by_its_real_schedule_and_breaks():
    page = make_stream(required_check_ins=0)
    page.actual_ends_at = NOW + timedelta(minutes=100)
    page.breaks.create(starts_at=NOW + timedelta(minutes=10), ends_at=NOW + timedelta(minutes=20))
    page.save_revision().publish()
    activity = Activity.objects.get(page_id=page.pk)
    ms = int(NOW.timestamp() * 1000)
    assert (activity.starts_at, activity.ends_at) == (NOW, NOW + timedelta(minutes=100))
    assert activity.breaks == [[ms + 600_000, ms + 1_200_000]]


def test_saying_the_same_again_is_silent(django_capture_on_commit_callbacks):
    page = make_webinar()
    heard = []

    def listen(sender, activity, **kwargs):
        heard.append(activity.pk)

    activity_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            sync_activity(page=page, now=NOW + timedelta(hours=1))
        assert heard == []
        page.title = "Иначе"
        page.save()
        with django_capture_on_commit_callbacks(execute=True):
            sync_activity(page=page, now=NOW + timedelta(hours=1))
        assert heard == [page.activity.pk]
    finally:
        activity_changed.disconnect(listen)


def test_a_record_outlives_its_page():
    page = make_webinar(title="Закон")
    user = make_user()
    row = assign_to(user, page.activity)
    page.delete()
    activity = Activity.objects.get()
    assert (activity.title, activity.is_live, activity.page_id) == ("Закон", False, None)
    assert Completion.objects.get().pk == row.pk


def test_deleting_a_course_keeps_what_was_in_it():
    page = make_webinar(make_course("Право"))
    page.get_parent().delete()
    assert not Activity.objects.get().is_live
    course = Course.objects.get()
    assert (course.title, course.is_live, course.page_id) == ("Право", False, None)


def test_unpublishing_and_publishing_again():
    page = make_webinar()
    page.unpublish()
    assert not Activity.objects.get().is_live
    page.save_revision().publish()
    assert Activity.objects.get().is_live


def test_reordering_in_the_tree_renumbers():
    course = make_course()
    first, second, third = (make_webinar(course, title=title) for title in "абв")
    assert positions() == [("а", 1), ("б", 2), ("в", 3)]
    third.move(first, pos="left")
    assert positions() == [("в", 1), ("а", 2), ("б", 3)]
    second.refresh_from_db()


def test_moving_to_another_course_takes_the_record_along():
    here, there = make_course("Здесь"), make_course("Там")
    page = make_webinar(here)
    make_webinar(there)
    page.move(there, pos="last-child")
    activity = Activity.objects.get(page_id=page.pk)
    assert (activity.course.title, activity.position) == ("Там", 2)


def test_reordering_courses_renumbers_them():
    first, second = make_course("Первый"), make_course("Второй")
    second.move(first, pos="left")
    assert list(Course.objects.values_list("title", "position")) == [("Второй", 1), ("Первый", 2)]
