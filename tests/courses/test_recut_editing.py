"""How an editor says what a new cut of a video kept, and what that does to those who watched."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.domain import recut_editing
from courses.domain.evidence.recut import Part
from courses.enums import RevisionStatus
from courses.models import Completion, Progress
from tests.courses.domain.test_recorded import recut, watch
from tests.courses.test_editing import rows
from tests.factories import assign_to, make_user, make_webinar

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_webinar(duration_s=200)


@pytest.fixture
def editor():
    client = Client(headers={"accept-language": "ru"})
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def someone_watched(page, seconds, *, from_s=0):
    user = make_user()
    assign_to(user, page.activity)
    watch(page.activity, user, from_s=from_s, seconds=seconds)
    return user


def posted(what, *parts, **fields):
    data = rows("form", *({"start": start, "end": end, "becomes": at} for start, end, at in parts))
    return data | {"form-INITIAL_FORMS": 0, "what": what} | fields


class TestForecast:
    def test_it_says_what_viewers_keep(self, page):
        someone_watched(page, 100)
        someone_watched(page, 50, from_s=150)
        recut(page, 150)
        found = recut_editing.find_recut(page.video)
        assert recut_editing.forecast(recut=found, edits=(Part(50, 200, 0),)) == recut_editing.Forecast(
            kept_of_cut_s=150, viewers=2, seen_s=150, kept_s=100, is_partial=False
        )
        assert recut_editing.forecast(recut=found, edits=None).kept_s == 100
        assert recut_editing.forecast(recut=found, edits=()).kept_s == 0

    def test_what_was_seen_in_still_earlier_cuts_is_in_it(self, page):
        someone_watched(page, 100)
        recut(page, 150, edits=[[50, 200, 0]])
        recut(page, 140)
        found = recut_editing.find_recut(page.video)
        assert recut_editing.forecast(recut=found, edits=(Part(10, 150, 0),)).kept_s == 40

    def test_it_can_be_said_while_the_new_cut_is_being_prepared(self, page):
        someone_watched(page, 100)
        revision = recut(page, 0, status=RevisionStatus.QUEUED)
        found = recut_editing.find_recut(page.video)
        assert recut_editing.forecast(recut=found, edits=(Part(50, 200, 500),)).kept_s == 50
        recut_editing.save_edits(revision=revision, rows=[Part(50, 200, 500)])
        revision.refresh_from_db()
        assert revision.edits == [[50, 200, 500]]


class TestFinding:
    def test_a_first_file_and_a_failed_one_have_nothing_to_say(self, page):
        assert recut_editing.find_recut(page.video) is None
        recut(page, 0, status=RevisionStatus.FAILED)
        assert recut_editing.find_recut(page.video) is None

    def test_while_one_in_between_is_being_prepared_it_waits(self, page):
        waiting = recut(page, 0, status=RevisionStatus.PROCESSING)
        revision = recut(page, 150)
        assert recut_editing.find_recut(page.video).waits_for == waiting
        with pytest.raises(ValueError, match="cannot be described"):
            recut_editing.save_edits(revision=revision, rows=None)


class TestSaving:
    def test_everybody_is_measured_anew(self, page, django_capture_on_commit_callbacks):
        user = someone_watched(page, 100)
        revision = recut(page, 150)
        with django_capture_on_commit_callbacks(execute=True):
            recut_editing.save_edits(revision=revision, rows=[Part(50, 200, 0)])
        assert Progress.objects.get(participant=user).ranges == [[0, 50]]
        with django_capture_on_commit_callbacks(execute=True):
            recut_editing.save_edits(revision=revision, rows=None)
        assert Progress.objects.get(participant=user).ranges == [[0, 100]]

    def test_who_has_completed_it_keeps_that(self, page, django_capture_on_commit_callbacks):
        someone_watched(page, 195)
        revision = recut(page, 150)
        with django_capture_on_commit_callbacks(execute=True):
            recut_editing.save_edits(revision=revision, rows=[])
        assert Completion.objects.get().state == "completed"

    def test_a_contradiction_is_refused_whole(self, page):
        revision = recut(page, 150)
        with pytest.raises(recut_editing.BadEdits) as refusal:
            recut_editing.save_edits(revision=revision, rows=[Part(0, 20, 0), Part(10, 30, 140)])
        assert [(fault.row, fault.code) for fault in refusal.value.faults] == [
            (1, "overlap_before"), (1, "outside_after"),
        ]  # fmt: skip
        revision.refresh_from_db()
        assert revision.edits is None


class TestScreen:
    def address(self, page):
        return reverse("recut_video", args=[page.video_id])

    def test_a_preview_stores_nothing_and_saving_does(self, page, editor):
        someone_watched(page, 100)
        revision = recut(page, 150)
        data = posted("moved", ("0:50", "3:20", "0:00"))
        shown = editor.post(self.address(page), data | {"preview": "1"})
        assert shown.context["forecast"].kept_s == 50
        revision.refresh_from_db()
        assert revision.edits is None
        saved = editor.post(self.address(page), data, follow=True)
        assert "Сохранено" in saved.content.decode()
        assert saved.context["forecast"].kept_s == 50
        assert 'value="3:20"' in saved.content.decode()
        revision.refresh_from_db()
        assert revision.edits == [[50, 200, 0]]

    @pytest.mark.parametrize(("what", "stored"), [("same", None), ("nothing", [])])
    def test_the_other_answers_need_no_rows(self, page, editor, what, stored):
        revision = recut(page, 150, edits=[[0, 10, 0]])
        assert editor.post(self.address(page), posted(what)).status_code == 302
        revision.refresh_from_db()
        assert revision.edits == stored

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            ([], "Заполните строку или выберите другой ответ."),
            ([("1:00", "0:50", "0:00")], "Конец должен быть позже начала."),
            ([("0:00", "3:21", "0:00")], "Прежняя версия короче."),
            ([("0:00", "1:00", "2:00")], "Не помещается: новой версии пришлось бы быть длиннее."),
            (
                [("0:00", "1:00", "0:00"), ("0:59", "1:10", "1:30")],
                "Часть этих секунд уже есть в строке выше.",
            ),
            ([("0:00", "1:00", "0:00"), ("1:00", "1:10", "0:59")], "Строка выше ставит сюда другое."),
        ],
    )
    def test_what_does_not_fit_is_said_and_kept_as_typed(self, page, editor, parts, words):
        recut(page, 150)
        shown = editor.post(self.address(page), posted("moved", *parts)).content.decode().replace("\xa0", " ")
        assert words in shown
        assert all(f'value="{start}"' in shown for start, _end, _at in parts)

    def test_more_rows_lose_nothing(self, page, editor):
        recut(page, 150)
        shown = editor.post(self.address(page), posted("moved", ("0:50", "3:20", "ой")) | {"more": "1"})
        assert 'value="ой"' in shown.content.decode()
        assert len(shown.context["form"].rows.forms) == 4

    def test_the_list_of_videos_leads_there(self, page, editor):
        recut(page, 150)
        assert self.address(page) in editor.get(reverse("wagtailmedia:index")).content.decode()
        assert (
            self.address(page)
            in editor.get(reverse("wagtailmedia:edit", args=[page.video_id])).content.decode()
        )

    def test_only_editors_come_in(self, page, client):
        recut(page, 150)
        client.force_login(make_user())
        assert client.get(self.address(page)).status_code in (302, 403)

    def test_a_video_with_one_file_has_no_such_page(self, page, editor):
        assert editor.get(self.address(page)).status_code == 404
