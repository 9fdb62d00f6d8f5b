"""The code to show, and checkpoints opened on the spot: no later publication loses them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from courses.domain.check_ins import code_of
from courses.domain.checkpoints import open_checkpoint, read_code
from courses.models import Activity, Checkpoint, LiveStreamPage
from tests.factories import NOW, make_stream, make_user

pytestmark = pytest.mark.django_db

NOON = NOW + timedelta(minutes=10, seconds=20)


def at(minute: float):
    return NOW + timedelta(minutes=minute)


def planned(*spans: tuple[float, float]) -> Activity:
    points = [Checkpoint(opens_at=at(first), closes_at=at(last)) for first, last in spans]
    return make_stream(checkpoints=points).activity


def open_now(stream: Activity, minutes: int = 5, now=NOON) -> Checkpoint:
    return open_checkpoint(activity=stream, minutes=minutes, user=make_user(), now=now)


class TestCode:
    def test_an_open_checkpoint_shows_its_code_until_it_closes(self) -> None:
        stream = planned((10, 20), (40, 50))
        view = read_code(activity=stream, now=NOON)
        point = Checkpoint.objects.order_by("opens_at").first()
        assert view.code == code_of(point, activity_id=stream.pk, now=NOON)
        assert (view.changes_at, view.closes_at, view.next_at) == (at(11), at(20), at(40))

    def test_between_checkpoints_there_is_no_code(self) -> None:
        stream = planned((10, 20), (40, 50))
        view = read_code(activity=stream, now=at(20))
        assert (view.code, view.next_at) == ("", at(40))
        assert read_code(activity=stream, now=at(50)).next_at is None

    def test_a_stream_taken_off_the_site_has_no_code(self) -> None:
        stream = planned((10, 20))
        stream.page.specific.unpublish()
        assert read_code(activity=Activity.objects.get(), now=NOON).code == ""


class TestOpening:
    def test_it_takes_answers_at_once_and_is_published(self) -> None:
        stream = planned((40, 50))
        point = open_now(stream)
        assert (point.opens_at, point.closes_at) == (at(10), at(16))
        assert read_code(activity=stream, now=NOON).code
        page = LiveStreamPage.objects.get()
        assert not page.has_unpublished_changes
        assert page.get_latest_revision_as_object().checkpoints.count() == 2

    def test_it_survives_publishing_a_draft_that_existed_before(self) -> None:
        stream = planned((40, 50))
        page = LiveStreamPage.objects.get()
        page.title = "Черновик"
        page.save_revision()
        point = open_now(stream)
        page = LiveStreamPage.objects.get()
        assert (page.title != "Черновик", page.has_unpublished_changes) == (True, True)
        page.get_latest_revision_as_object().save_revision().publish()
        page = LiveStreamPage.objects.get()
        assert page.title == "Черновик"
        assert page.checkpoints.get(key=point.key).closes_at == point.closes_at
        assert page.checkpoints.count() == 2

    def test_it_does_not_publish_the_draft(self) -> None:
        stream = planned()
        page = LiveStreamPage.objects.get()
        page.starts_at = at(-30)
        page.save_revision()
        open_now(stream)
        assert LiveStreamPage.objects.get().starts_at == NOW

    def test_it_ends_before_the_next_one_and_with_the_stream(self) -> None:
        stream = planned((14, 20))
        assert open_now(stream, 15).closes_at == at(14)
        assert open_now(stream, 15, now=at(80)).closes_at == at(90)

    @pytest.mark.parametrize(
        ("now", "minutes", "match"),
        [(at(15), 5, "уже открыта"), (at(-1), 5, "пока эфир идёт"), (at(90), 5, "пока эфир идёт"),
         (at(39.5), 5, "меньше минуты"), (NOON, 4, "сколько минут")],
    )  # fmt: skip
    def test_what_cannot_be_opened_is_refused(self, now, minutes: int, match: str) -> None:
        stream = planned((12, 20), (40, 50))
        with pytest.raises(ValidationError, match=match):
            open_now(stream, minutes, now=now)
        assert Checkpoint.objects.count() == 2

    def test_a_stream_that_is_not_published_has_none(self) -> None:
        stream = planned()
        stream.page.specific.unpublish()
        with pytest.raises(ValidationError, match="не опубликован"):
            open_now(Activity.objects.get())
