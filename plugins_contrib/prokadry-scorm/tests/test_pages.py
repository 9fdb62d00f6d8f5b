"""Courses through HTTP: who is let in, what their files are served as, and what editors are told."""

import io
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from learners import Learner, make_scorm
from packages import MANIFEST_12, make_zip, package_12, package_2004
from prokadry_scorm.models import ScormAttempt, ScormPackage, ScormPage

from courses.models import Activity, CoursePage
from prokadry.accounts.domain.roles import ensure_roles
from prokadry.accounts.enums import Role
from prokadry.plugins.settings import change_settings
from tests.courses.http.viewers import Clock
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


def editor_client() -> Client:
    ensure_roles()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=Role.EDITORS.value))
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, archive: io.BytesIO) -> str:
    """Upload a package as the chooser does, and return what it answers."""
    return client.post(reverse("scorm_package_chooser:create"), {"archive": archive, "title": ""}).json()


# Who may


MALFORMED: list[dict[str, str]] = [
    {},
    {"launch": "x"},
    {"launch": "1", "state": "{}", "seq": "-1"},
    {"launch": "1", "seq": "1", "state": "[]"},
    {"launch": "1", "seq": "1", "state": "[" * 5000},
    {"launch": "1", "seq": "1", "state": '{"status": "done"}'},
    {"launch": "1", "seq": "1", "state": '{"score_raw": NaN}'},
    {"launch": "1", "seq": "1", "state": '{"score_raw": true}'},
    {"launch": "1", "seq": "1", "state": '{"location": "\\u0000"}'},
    {"launch": "1", "seq": "1", "state": '{"participant_id": 1}'},
]


def test_malformed_reports_are_refused(clock: Clock) -> None:
    learner = Learner(make_scorm(), clock)
    learner.open()
    url = reverse("scorm:report", args=[learner.row.activity_id])
    assert [learner.client.post(url, body).status_code for body in MALFORMED] == [400] * len(MALFORMED)


def test_too_much_to_keep_is_refused_in_words(clock: Clock) -> None:
    learner = Learner(make_scorm(), clock)
    learner.open()
    assert learner.report(status="incomplete", suspend_data="я" * 64 * 1024).status_code == 200
    refused = learner.report(status="incomplete", suspend_data="я" * (64 * 1024 + 1))
    assert (refused.status_code, "64 КБ" in refused.json()["detail"]) == (413, True)


def test_strangers_get_nothing(clock: Clock) -> None:
    page = make_scorm()
    activity = Activity.objects.get(page_id=page.pk)
    client = Client()
    addresses = [reverse(f"scorm:{name}", args=[activity.pk]) for name in ("launch", "report")]
    assert [client.post(url).status_code for url in addresses] == [401, 401]
    client.force_login(make_user())
    assert [client.post(url, {"launch": 1}).status_code for url in addresses] == [403, 403]
    assert client.post(reverse("scorm:launch", args=[2**70])).status_code == 404
    assert "data-scorm" not in client.get(page.url).content.decode()
    assert Client(enforce_csrf_checks=True).post(addresses[0]).status_code == 403


def test_staff_look_without_being_credited(clock: Clock) -> None:
    page = make_scorm()
    activity = Activity.objects.get(page_id=page.pk)
    client = editor_client()
    assert client.get(page.url).context["view"].is_preview
    opened = client.post(reverse("scorm:launch", args=[activity.pk])).json()
    assert opened["launch"] == 0
    assert client.get(opened["src"]).status_code == 200
    assert not ScormAttempt.objects.exists()


def test_editors_play_a_draft_before_it_is_published(clock: Clock) -> None:
    page = make_scorm()
    page.package = make_scorm(package_2004()).package
    content = page.make_preview_request().render().content.decode()
    src = content.split('data-src="')[1].split('"')[0]
    assert Client().get(src).status_code == 200
    assert src.endswith("/pages/start.html")


# What a package is served as


def test_pages_are_boxed_and_begin_with_our_script(clock: Clock) -> None:
    learner = Learner(make_scorm(), clock)
    learner.open()
    served = Client().get(learner.src)
    assert served.content.startswith(b"<!DOCTYPE html><html><head><script src=")
    policy = served["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts allow-forms; default-src http://testserver/p/scorm/play/")
    assert "allow-same-origin" not in policy
    assert (served["Content-Type"], served["Cache-Control"]) == ("text/html", "no-store")
    assert "X-Frame-Options" not in served
    assert not served.cookies
    manifest = Client().get(urljoin(learner.src, "../imsmanifest.xml"))
    assert manifest["Content-Security-Policy"] == policy
    assert (manifest["Access-Control-Allow-Origin"], manifest["X-Content-Type-Options"]) == ("*", "nosniff")


@pytest.mark.parametrize(
    ("asked", "content", "told"),
    [
        ("bytes=0-1", b"01", "bytes 0-1/10"),
        ("bytes=8-", b"89", "bytes 8-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=4-99", b"456789", "bytes 4-9/10"),
    ],
)
def test_films_are_sent_in_parts(clock: Clock, asked: str, content: bytes, told: str) -> None:
    learner = Learner(make_scorm(package_12(**{"pages/film.mp4": "0123456789"})), clock)
    learner.open()
    served = Client().get(urljoin(learner.src, "film.mp4"), headers={"Range": asked})
    assert (served.status_code, b"".join(served), served["Content-Range"]) == (206, content, told)
    assert served["Content-Length"] == str(len(content))
    whole = Client().get(urljoin(learner.src, "film.mp4"), headers={"Range": "bytes=10-"})
    assert (whole.status_code, b"".join(whole)) == (200, b"0123456789")


def test_the_web_server_sends_only_what_needs_no_box(clock: Clock, settings) -> None:
    settings.VIDEO_ACCEL_PREFIX = "/protected/"
    files = {f"pages/a.{kind}": "x" for kind in ("mp4", "png", "svg", "xml", "js", "woff2")}
    learner = Learner(make_scorm(package_12(**files)), clock)
    learner.open()
    served = {name: Client().get(urljoin(learner.src, f"../{name}")) for name in files}
    sent = [name for name, answer in served.items() if "X-Accel-Redirect" in answer]
    assert sent == ["pages/a.mp4", "pages/a.png"]
    digest = learner.page.package.digest
    assert served["pages/a.mp4"]["X-Accel-Redirect"] == f"/protected/scorm/{digest}/pages/a.mp4"


def test_addresses_end_and_lead_nowhere_else(clock: Clock, packages: Path) -> None:
    learner = Learner(make_scorm(), clock)
    learner.open()
    (packages / "secret.html").write_text("secret")
    for path in ("../secret.html", "../../secret.html", "pages", "nothing.html", ".%2e/secret.html"):
        assert Client().get(learner.src.replace("pages/index.html?v=2", path)).status_code == 404
    assert Client().get(learner.src.replace("play/", "play/x")).status_code == 403
    clock.wait(6 * 3600)
    assert Client().get(learner.src).status_code == 403


# Editors


def test_editors_upload_and_the_same_file_is_kept_once(clock: Clock, packages: Path) -> None:
    client = editor_client()
    for _ in range(2):
        answer = upload(client, package_2004())
        assert (answer["step"], answer["result"]["title"]) == ("chosen", "Первая помощь (SCORM 2004)")
    package = ScormPackage.objects.get()
    assert {path.name for path in packages.iterdir()} == {package.digest}
    assert (package.files, package.entry) == (4, "pages/start.html")


def test_refused_packages_are_explained_and_leave_nothing(clock: Clock, packages: Path) -> None:
    client = editor_client()
    for files, fault in (
        ({"index.html": "x"}, "нет imsmanifest.xml"),
        ({"course/imsmanifest.xml": MANIFEST_12}, "упакуйте содержимое папки"),
        ({"imsmanifest.xml": MANIFEST_12}, "такого файла в нём нет"),
        ({"imsmanifest.xml": MANIFEST_12, "../x": ""}, "за его пределы"),
    ):
        answer = upload(client, make_zip(files))
        assert answer["step"] == "reshow_creation_form"
        assert fault in answer["htmlFragment"]
    change_settings(plugin="scorm", values={"max_size_mb": 10}, now=NOW)
    assert "больше 10 МБ" in upload(client, package_12(**{"film.mp4": "x" * 11_000_000}))["htmlFragment"]
    assert not ScormPackage.objects.exists()
    assert not packages.exists()


def test_only_editors_upload(clock: Clock) -> None:
    client = Client()
    client.force_login(make_user())
    assert client.post(reverse("scorm_package_chooser:create")).status_code in (302, 403)


def test_a_page_needs_a_package_to_be_published(clock: Clock) -> None:
    page = make_scorm()
    page.package = None
    with pytest.raises(ValidationError):
        page.full_clean()
    assert ScormPage in CoursePage.allowed_subpage_models()
