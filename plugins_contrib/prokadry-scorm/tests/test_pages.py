"""Courses through HTTP: what is credited, what is refused, and what core shows of it."""

import html
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from learners import Learner, assign_scorm, make_scorm
from packages import MANIFEST_12, make_zip, package_12, package_2004
from prokadry_scorm.domain.passes import read_pass
from prokadry_scorm.models import ScormAttempt, ScormPackage, ScormPage
from wagtail.models import Page

from courses.domain import completion
from courses.extensions import completion_rules
from courses.models import Activity, CoursePage
from prokadry.accounts.domain.roles import ensure_roles
from prokadry.accounts.enums import Role
from prokadry.accounts.extensions import personal_data
from prokadry.plugins.settings import change_settings
from tests.courses.http.viewers import Clock
from tests.factories import NOW, make_course, make_user

pytestmark = pytest.mark.django_db
DONE = {"status": "completed"}


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


# What counts


def test_done_and_open_long_enough_completes(clock: Clock) -> None:
    learner = Learner(make_scorm(), clock)
    assert learner.client.get(learner.page.url).context["view"].words == "Ещё не начат."
    learner.open()
    clock.wait(20)
    assert "Нужна ещё 1 минута" in learner.report(**DONE, score_raw=70).json()["words"]
    row = learner.fresh()
    assert (row.state, row.share, row.rule_key) == ("in_progress", 20 / 60, "scorm_status")
    learner.stay(40)
    row = learner.fresh()
    assert (row.state, row.completed_at) == ("completed", NOW + timedelta(seconds=60))
    assert row.evidence == {"source": "package", "status": "completed", "points": 70, "open_s": 60}
    assert completion.rebuild_all(now=clock.now) == 0


def test_a_call_from_the_console_in_the_first_second_completes_nothing(clock: Clock) -> None:
    learner = Learner(make_scorm(), clock)
    learner.open()
    assert learner.report(status="completed", success="passed", score_scaled=1).status_code == 200
    clock.wait(10 * 60)
    # Nobody was there to say that it stayed open.
    assert learner.report(**DONE).status_code == 200
    assert (learner.fresh().state, learner.row.evidence["open_s"]) == ("in_progress", 0)


@pytest.mark.parametrize(
    ("fields", "report", "state"),
    [
        ({"condition": "completed"}, {"status": "passed"}, "completed"),
        ({"condition": "completed"}, {"status": "incomplete"}, "in_progress"),
        ({"condition": "passed"}, {"status": "completed"}, "in_progress"),
        ({"condition": "passed"}, {"status": "completed", "success": "passed"}, "completed"),
        ({"condition": "score"}, {"status": "completed", "score_raw": 79}, "in_progress"),
        ({"condition": "score"}, {"status": "failed", "score_raw": 80}, "completed"),
        ({"condition": "score"}, {"score_raw": 5, "score_scaled": 0.85}, "completed"),
    ],
)
def test_the_editor_says_which_report_counts(clock: Clock, fields: dict, report: dict, state: str) -> None:
    learner = Learner(make_scorm(**fields), clock)
    learner.open()
    learner.stay(60)
    learner.report(**report)
    assert learner.fresh().state == state


def test_what_was_earned_stays_when_the_package_says_less(clock: Clock) -> None:
    learner = Learner(make_scorm(condition="score"), clock)
    learner.open()
    learner.report(status="completed", score_raw=90)
    learner.report(status="incomplete", score_raw=10)
    learner.stay(60)
    assert (learner.fresh().state, learner.row.evidence["points"]) == ("completed", 90)


def test_two_courses_at_once_share_one_clock(clock: Clock) -> None:
    user = make_user()
    one, other = (Learner(make_scorm(), clock, user) for _ in range(2))
    one.open(), other.open()
    for _ in range(6):
        clock.wait(10)
        one.report(), other.report()
    spans = [tuple(span) for row in ScormAttempt.objects.all() for span in row.spans]
    assert sum(end - start for start, end in spans) == 60


def test_deadline_and_extension(clock: Clock) -> None:
    closes_at = NOW + timedelta(seconds=60)
    learner = Learner(make_scorm(), clock, closes_at=closes_at)
    late = Learner(learner.page, clock, closes_at=closes_at)
    learner.open(), late.open()
    learner.report(**DONE)
    for _ in range(2):
        clock.wait(29)
        learner.report(), late.report()
    clock.wait(2)
    refused = late.report(**DONE)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert "Срок прошёл" in refused.json()["detail"]
    assert late.fresh().state == "in_progress"
    assert (learner.fresh().state, learner.row.evidence["open_s"]) == ("in_progress", 58)
    assert read_pass(learner.src.split("/")[4], now=clock.now) is None
    later = closes_at + timedelta(hours=1)
    learner.row.closes_at = later
    learner.row.save()
    learner.open()
    learner.stay(2)
    assert learner.fresh().state == "completed"
    found = completion.completed_by(
        activity=late.row.activity, rows=[late.row], closes_at=later, now=clock.now
    )
    assert found == set()


def test_a_newer_opening_takes_over_and_repeated_reports_say_nothing(clock: Clock) -> None:
    learner = Learner(make_scorm(), clock)
    learner.open()
    first = learner.launch
    learner.report(status="incomplete", location="2")
    learner.report(status="incomplete", location="3")
    learner.seq = 0
    learner.report(status="incomplete", location="2")
    assert ScormAttempt.objects.get().location == "3"
    learner.open()
    learner.launch, newer = first, learner.launch
    assert learner.report(**DONE).status_code == 409
    learner.launch = newer
    assert learner.report(**DONE).status_code == 200


def test_another_package_begins_anew_and_takes_nothing_away(clock: Clock) -> None:
    learner = Learner(make_scorm(), clock)
    learner.open()
    learner.report(**DONE, suspend_data="глава 3")
    assert state_in(learner) | {"suspend_data": "глава 3", "resumes": True, "launch": 1} == state_in(learner)
    page = learner.page
    page.package = other_package()
    page.save_revision().publish()
    learner.open()
    assert state_in(learner) | {"suspend_data": "", "resumes": False, "launch": 2} == state_in(learner)
    learner.stay(60)
    assert learner.fresh().state == "completed"


def other_package() -> ScormPackage:
    return make_scorm(package_2004()).package


def state_in(learner: Learner) -> dict[str, Any]:
    """Return what the page of a package is given to go on from."""
    served = learner.client.get(learner.src).content.decode()
    return json.loads(html.unescape(served.split('data-state="')[1].split('"')[0]))


# Who may


@pytest.mark.parametrize(
    "body",
    [
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
    ],
)
def test_malformed_reports_are_refused(clock: Clock, body: dict) -> None:
    learner = Learner(make_scorm(), clock)
    learner.open()
    url = reverse("scorm:report", args=[learner.row.activity_id])
    assert learner.client.post(url, body).status_code == 400


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
    page.package = other_package()
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


# What core shows


def test_core_lists_it_and_explains_it(clock: Clock) -> None:
    course = make_course()
    learner = Learner(make_scorm(course=course), clock)
    learner.open()
    learner.stay(60)
    learner.report(**DONE)
    why = learner.client.get(reverse("courses:why", args=[learner.row.activity_id])).content.decode()
    for words in ("кто сообщил результат", "сам курс", "что курс пройден", "секунд с открытым курсом"):
        assert words in why
    assert "package" not in why
    assert learner.client.get("/learn/").status_code == 200
    assert learner.page.title in learner.client.get(course.url).content.decode()


def test_rule_reads_thirty_people_with_the_queries_of_one(clock: Clock, django_assert_num_queries) -> None:
    page = make_scorm()
    rows = [assign_scorm(make_user(), page) for _ in range(30)]
    ScormAttempt.objects.bulk_create(
        ScormAttempt(
            participant_id=row.participant_id, activity_id=row.activity_id, spans=[[0, 60]], done_ms=1
        )
        for row in rows
    )
    rule, activity = completion_rules.get("scorm_status"), rows[0].activity
    for some in (rows[:1], rows):
        with django_assert_num_queries(1):
            found = rule.measure(activity, some, now=clock.now)
        assert [one.share for one in found.values()] == [1.0] * len(some)


def test_reports_cost_the_same_after_thirty(clock: Clock, django_assert_max_num_queries) -> None:
    learner = Learner(make_scorm(), clock)
    counts = []
    for times in (1, 30):
        for _ in range(times):
            learner.open()
            clock.wait(2)
            learner.report(**DONE)
        clock.wait(1)
        with django_assert_max_num_queries(40) as found:
            learner.report(status="incomplete", score_raw=times)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_people_get_what_packages_said_about_them_and_have_it_erased(
    clock: Clock, django_assert_num_queries
) -> None:
    learner, other = (Learner(make_scorm(), clock) for _ in range(2))
    for one in (learner, other):
        one.open()
        one.stay(20)
        one.report(**DONE, score_raw=70, suspend_data="глава 3")
    part = personal_data.get("scorm")
    with django_assert_num_queries(1):
        [row] = part.export(learner.user)
    assert (row["title"], row["suspend_data"]) == (learner.page.title, "глава 3")
    assert row["open"] == [[NOW, NOW + timedelta(seconds=20)]]
    assert row["best_points"] == [[NOW + timedelta(seconds=20), 70]]
    for _ in range(2):
        part.erase(learner.user, now=clock.now)
    assert ScormAttempt.objects.get().participant == other.user
    assert learner.fresh().evidence["status"] == "completed"


def test_erased_accounts_and_deleted_pages_leave_nothing_behind(clock: Clock) -> None:
    learner = Learner(make_scorm(), clock)
    learner.open()
    learner.report(**DONE)
    learner.stay(60)
    Page.objects.get(pk=learner.page.pk).delete()
    row = learner.fresh()
    assert (row.state, row.activity.is_live) == ("completed", False)
    learner.user.delete()
    assert not ScormAttempt.objects.exists()
