"""What an editor is told when something does not fit."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from courses.enums import RevisionStatus, VideoFault
from courses.fields import TimecodeInput
from courses.models import LiveStreamPage, Video, WebinarPage
from prokadry.ui.clock import MOSCOW
from tests.factories import NOW, make_course, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def form_of(page, **changes):
    """The editor's form of a page, filled with its own data and the changes."""
    form_class = type(page).get_edit_handler().get_form_class()
    data = dict.fromkeys(form_class.base_fields, "")
    for name in form_class.base_fields:
        value = getattr(page, name, "")
        data[name] = written(value) if isinstance(value, datetime) else value or ""
    for formset in form_class.formsets:
        data |= {f"{formset}-TOTAL_FORMS": 0, f"{formset}-INITIAL_FORMS": 0}
        data |= {f"{formset}-MIN_NUM_FORMS": 0, f"{formset}-MAX_NUM_FORMS": 1000}
    for name in ("transcript", "body"):
        if name in data:
            data[name] = "null"
    return form_class(data | changes, instance=page, parent_page=page.get_parent(), for_user=make_user())


def written(moment: datetime) -> str:
    """A moment as it is typed into a form: Moscow time."""
    return moment.astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M")


def at(minutes: int) -> str:
    return written(NOW + timedelta(minutes=minutes))


def rows(name: str, *values: dict[str, str]) -> dict[str, object]:
    data: dict[str, object] = {f"{name}-TOTAL_FORMS": len(values)}
    for number, row in enumerate(values):
        data |= {f"{name}-{number}-{field}": value for field, value in row.items()}
        data |= {f"{name}-{number}-ORDER": number + 1, f"{name}-{number}-id": ""}
    return data


def test_a_deadline_comes_after_its_opening():
    page = WebinarPage(title="А", slug="a", opens_at=NOW, closes_at=NOW)
    with pytest.raises(ValidationError) as caught:
        page.clean()
    assert list(caught.value.error_dict) == ["closes_at"]


def test_a_stream_ends_after_it_begins_and_has_one_source():
    page = LiveStreamPage(
        title="А", slug="a", starts_at=NOW, ends_at=NOW - timedelta(minutes=1),
        hls_url="https://example.org/a.m3u8", premiere_id=1,
    )  # fmt: skip
    with pytest.raises(ValidationError) as caught:
        page.clean()
    assert set(caught.value.error_dict) == {"ends_at", "premiere"}


def test_half_filled_drafts_do_not_fall_over():
    LiveStreamPage(title="А").clean()
    WebinarPage(title="А").clean()


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("https://example.org/live/stream.m3u8", True),
        ("http://example.org/a.M3U8?token=1", True),
        ("https://example.org/stream.mp4", False),
        ("ftp://example.org/a.m3u8", False),
        ("javascript:alert(1)//.m3u8", False),
    ],
)
def test_the_address_of_a_broadcast_is_a_playlist(value, fits):
    field = LiveStreamPage._meta.get_field("hls_url")
    if fits:
        field.run_validators(value)
    else:
        with pytest.raises(ValidationError):
            field.run_validators(value)


def test_breaks_and_checkpoints_lie_inside_the_stream():
    page = make_stream()
    form = form_of(
        page,
        required_check_ins=2,
        **rows("breaks", {"starts_at": at(-10), "ends_at": at(5)}, {"starts_at": at(30), "ends_at": at(20)}),
        **rows("checkpoints", {"opens_at": at(60), "closes_at": at(100)}),
    )
    assert not form.is_valid()
    breaks, checkpoints = form.formsets["breaks"], form.formsets["checkpoints"]
    assert list(breaks.forms[0].errors) == ["starts_at"]
    assert list(breaks.forms[1].errors) == ["ends_at"]
    assert list(checkpoints.forms[0].errors) == ["opens_at"]
    assert "required_check_ins" in form.errors


def test_a_sound_schedule_is_accepted():
    form = form_of(
        make_stream(),
        required_check_ins=1,
        **rows("breaks", {"starts_at": at(30), "ends_at": at(40)}),
        **rows("checkpoints", {"opens_at": at(10), "closes_at": at(20)}),
    )
    assert form.is_valid(), (form.errors, [formset.errors for formset in form.formsets.values()])


def test_chapters_are_typed_as_time_codes_and_begin_at_different_seconds():
    page = make_webinar()
    form = form_of(
        page,
        **rows("chapters", {"start_s": "8:20", "title": "а"}, {"start_s": "500", "title": "б"}),
    )
    assert not form.is_valid()
    chapters = form.formsets["chapters"]
    assert chapters.forms[0].cleaned_data["start_s"] == 500
    assert list(chapters.forms[1].errors) == ["start_s"]


@pytest.mark.parametrize(
    ("typed", "value"), [("8:20", "500"), ("1:02:03", "3723"), ("42", "42"), ("8:75", "8:75"), ("", "")]
)
def test_time_codes(typed, value):
    assert TimecodeInput().value_from_datadict({"t": typed}, {}, "t") == value


def test_time_codes_are_shown_as_such():
    assert TimecodeInput().format_value(500) == "8:20"
    assert TimecodeInput().format_value("8:75") == "8:75"


@pytest.mark.parametrize(
    "content",
    [
        b"1\n00:00:01,000 --> 00:00:02,000\nSRT\n",
        b"WEBVTT\n",
        "Это не субтитры".encode(),
        "WEBVTT\n\n00:01.000 --> 00:02.000\nПривет".encode("cp1251"),
        b"WEBVTT\n\n99:99 -> 12\nx\n",
    ],
)
def test_captions_must_be_webvtt(content):
    item = Video(title="А", type="video")
    item.captions = ContentFile(content, name="a.vtt")
    with pytest.raises(ValidationError):
        item._meta.get_field("captions").run_validators(item.captions)


def test_webvtt_with_a_byte_order_mark_is_accepted():
    item = Video(title="А", type="video")
    item.captions = ContentFile("\ufeffWEBVTT\n\n00:01.000 --> 00:02.000\nПривет\n".encode(), name="a.vtt")
    item._meta.get_field("captions").run_validators(item.captions)


def failed_video() -> Video:
    item = Video(title="Лекция", type="video")
    item.file.save("a.mp4", ContentFile(b"junk"))
    item.revisions.update(status=RevisionStatus.FAILED, error=f"{VideoFault.UNREADABLE}\nmoov atom not found")
    return item


def test_an_editor_sees_why_a_video_failed_wherever_they_look(editor):
    item = failed_video()
    page = make_webinar(make_course(), video=item)
    for url in (
        reverse("wagtailmedia:index"),
        reverse("wagtailmedia:edit", args=[item.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_home"),
    ):
        html = editor.get(url).content.decode()
        assert "файл повреждён" in html, url
        assert "moov atom not found" in html, url


def test_an_editor_may_try_again(editor, client):
    item = failed_video()
    response = editor.post(reverse("retry_video", args=[item.pk]))
    assert response.url == reverse("wagtailmedia:edit", args=[item.pk])
    assert item.newest.status == RevisionStatus.QUEUED
    assert editor.get(reverse("retry_video", args=[item.pk])).status_code == 405


def test_nobody_else_may(client):
    item = failed_video()
    client.force_login(make_user())
    assert client.post(reverse("retry_video", args=[item.pk])).status_code in (302, 403)
    assert item.newest.status == RevisionStatus.FAILED


def test_the_forms_of_all_course_pages_open(editor):
    course = make_course()
    for page in (course.get_parent(), course, make_webinar(course), make_stream(course)):
        assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    for kind in ("webinarpage", "livestreampage"):
        url = reverse("wagtailadmin_pages:add", args=["courses", kind, course.pk])
        assert editor.get(url).status_code == 200


@pytest.mark.parametrize(
    ("parts", "errors"),
    [
        ([("0:00", "0:20"), ("9:40", "10:00")], [{}, {}]),
        ([("0:20", "0:20")], [{"end_s"}]),
        ([("0:20", "10:01")], [{"end_s"}]),
        ([("0:00", "0:20"), ("0:19", "0:30")], [{}, {"start_s"}]),
        ([("0:00", "5:00"), ("5:00", "10:00")], [{}, {"end_s"}]),
    ],
)
def test_parts_that_do_not_count_lie_in_the_recording_and_leave_something(parts, errors):
    values = [{"start_s": start, "end_s": end, "note": ""} for start, end in parts]
    form = form_of(make_webinar(), **rows("excluded_ranges", *values))
    assert form.is_valid() == (not any(errors))
    assert [set(row.errors) for row in form.formsets["excluded_ranges"].forms] == [set(row) for row in errors]


def test_while_the_length_is_unknown_parts_are_only_compared_with_each_other():
    form = form_of(
        make_webinar(video=None),
        **rows(
            "excluded_ranges", {"start_s": "0:00", "end_s": "90:00"}, {"start_s": "1:00", "end_s": "1:01"}
        ),
    )
    assert not form.is_valid()
    assert [set(row.errors) for row in form.formsets["excluded_ranges"].forms] == [set(), {"start_s"}]
