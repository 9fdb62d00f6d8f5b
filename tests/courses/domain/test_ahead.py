from datetime import timedelta

import pytest

from courses.domain.queries.ahead import list_streams_ahead
from tests.factories import NOW, make_course, make_stream, make_webinar

pytestmark = pytest.mark.django_db


def test_running_streams_come_first_and_past_ones_and_webinars_do_not():
    course = make_course()
    make_webinar(course)
    for title, start in (("Завтра", 24), ("Идёт", -0.5), ("Прошёл", -48)):
        starts_at = NOW + timedelta(hours=start)
        make_stream(course, title=title, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    assert [stream.title for stream in list_streams_ahead(now=NOW)] == ["Идёт", "Завтра"]
