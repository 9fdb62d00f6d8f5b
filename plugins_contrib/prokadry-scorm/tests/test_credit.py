"""What is credited: reports of packages, the server's clock, deadlines; and what core shows of it."""

import html
import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from learners import Learner, assign_scorm, make_scorm
from packages import package_2004
from prokadry_scorm.domain.passes import read_pass
from prokadry_scorm.models import ScormAttempt
from wagtail.models import Page

from courses.domain import completion
from courses.extensions import completion_rules
from prokadry.accounts.extensions import personal_data
from tests.courses.http.viewers import Clock
from tests.factories import NOW, make_course, make_user

pytestmark = pytest.mark.django_db
DONE = {"status": "completed"}


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
    page.package = make_scorm(package_2004()).package
    page.save_revision().publish()
    learner.open()
    assert state_in(learner) | {"suspend_data": "", "resumes": False, "launch": 2} == state_in(learner)
    learner.stay(60)
    assert learner.fresh().state == "completed"


def state_in(learner: Learner) -> dict[str, Any]:
    """Return what the page of a package is given to go on from."""
    served = learner.client.get(learner.src).content.decode()
    return json.loads(html.unescape(served.split('data-state="')[1].split('"')[0]))


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
