"""The screens of how webinars are watched."""

import csv
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

from courses.models import Activity, Chapter
from tests.courses.domain.test_audience import watch
from tests.factories import make_course, make_stream, make_user, make_webinar

pytestmark = pytest.mark.django_db


@pytest.fixture
def webinar() -> Activity:
    page = make_webinar(duration_s=120, title="Бюджет")
    Chapter.objects.create(page=page, start_s=0, title="=Первая", sort_order=0)
    return page.activity


@pytest.fixture
def editor(client):
    user = make_user(is_staff=True)
    for codename in ("access_admin", "preview_activity"):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(user)
    return client


def test_the_page_says_the_figures_in_words(editor, webinar):
    for _ in range(11):
        watch(webinar, (0, 120))
    for _ in range(9):
        watch(webinar, (0, 60), (30, 42))
    page = editor.get(reverse("audience", args=[webinar.pk])).content.decode()
    assert "55\N{NO-BREAK SPACE}%" in page
    assert "0:30–0:42" in page
    assert page.count('type="radio"') == 24


def test_nobody_has_watched_yet(editor, webinar):
    response = editor.get(reverse("audience", args=[webinar.pk]))
    assert response.status_code == 200
    page = response.content.decode()
    assert "audience-tracks" in page
    assert 'type="radio"' not in page


def test_few_people_are_not_drawn(editor, webinar):
    url = reverse("audience", args=[webinar.pk])
    for _ in range(4):
        watch(webinar, (0, 120))
    page = editor.get(url).content.decode()
    assert "4 человека начали смотреть" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert 'type="radio"' not in page
    assert reverse("audience_csv", args=[webinar.pk]) not in page
    file = editor.get(reverse("audience_csv", args=[webinar.pk]), {"track": "base"})
    assert (file.status_code, file["Location"]) == (302, f"{url}?track=base")
    watch(webinar, (0, 60))
    assert 'type="radio"' in editor.get(url).content.decode()


def test_one_track(editor, webinar):
    for _ in range(5):
        watch(webinar, (0, 120))
    url = reverse("audience", args=[webinar.pk])
    assert 'type="radio"' in editor.get(url + "?track=base").content.decode()
    assert 'type="radio"' not in editor.get(url + "?track=pro").content.decode()
    assert 'type="radio"' in editor.get(url + "?track=none-such").content.decode()


def test_every_second_as_a_file(editor, webinar):
    for _ in range(5):
        watch(webinar, (0, 60), (50, 60))
    response = editor.get(reverse("audience_csv", args=[webinar.pk]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 121
    assert rows[1] == ["0", "0:00", "'=Первая", "5", "5", "0", "0"]
    assert rows[60] == ["59", "0:59", "'=Первая", "5", "10", "0", "5"]


def test_the_list_and_the_menu_of_the_page_lead_there(editor, webinar):
    watch(webinar, (0, 120))
    url = reverse("audience", args=[webinar.pk])
    listed = editor.get(reverse("audiences")).content.decode()
    assert url in listed
    assert reverse("audiences") in editor.get(reverse("wagtailadmin_home")).content.decode()
    assert url not in editor.get(reverse("audiences"), {"q": "такого нет"}).content.decode()
    editor.force_login(make_user(is_staff=True, is_superuser=True))
    assert url in editor.get(reverse("wagtailadmin_pages:edit", args=[webinar.page_id])).content.decode()


def test_an_editor_of_one_course_sees_its_webinars_only(client, webinar):
    course = make_course()
    own = make_webinar(course, title="Свой").activity
    group = Group.objects.create(name="Курс")
    GroupPagePermission.objects.create(
        group=group, page=course, permission=Permission.objects.get(codename="change_page")
    )
    user = make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    client.force_login(user)
    listed = client.get(reverse("audiences")).content.decode()
    assert "Свой" in listed
    assert "Бюджет" not in listed
    assert client.get(reverse("audience", args=[own.pk])).status_code == 200
    for name in ("audience", "audience_csv"):
        # Wagtail's admin sends whoever may not see a page to its home.
        assert client.get(reverse(name, args=[webinar.pk])).status_code == 302


def test_a_participant_is_not_let_in(client, webinar):
    client.force_login(make_user())
    assert client.get(reverse("audience", args=[webinar.pk])).status_code in (302, 403)


def test_a_stream_has_no_such_page(editor):
    stream = make_stream().activity
    assert editor.get(reverse("audience", args=[stream.pk])).status_code == 404
    assert editor.get(reverse("audience", args=[999_999])).status_code == 404


def test_queries_of_the_list_do_not_depend_on_its_length(editor, webinar):
    editor.get(reverse("audiences"))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            editor.get(reverse("audiences"))
        return len(queries)

    few = count()
    course = make_course()
    for _ in range(20):
        make_webinar(course)
    assert count() == few
