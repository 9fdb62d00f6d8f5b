"""Somebody who studied is exported and erased: results stay, with nobody, and what they were measured from goes."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses import background
from courses.domain.appeals import decide_appeal, file_appeal
from courses.domain.completion import close_overdue
from courses.domain.excuses import grant_excuse
from courses.domain.presence import read_marks
from courses.enums import Verdict
from courses.models import (
    Activity,
    Appeal,
    CheckIn,
    Completion,
    Excuse,
    PingRow,
    PresenceSlot,
    Progress,
    PromptAnswer,
    RetainedPing,
    WatchSession,
)
from prokadry.accounts.domain.personal_data import erase_person, export_personal_data
from prokadry.accounts.models import User
from tests.courses.conftest import _fresh_process, clock  # noqa: F401 - fixtures
from tests.courses.http.viewers import Viewer, settle
from tests.factories import NOW, make_user
from tests.tracks.makers import enrol_someone, make_course, make_curriculum, make_season, stream, webinar
from tracks.domain.curricula import sync_assignments
from tracks.domain.enrolments import EnrolmentError, enrol
from tracks.domain.extensions import grant_extension
from tracks.models import Enrolment, Extension, ExtensionBatch

pytestmark = pytest.mark.django_db

SECRET = "Я болела, вот справка из поликлиники"


@pytest.fixture
def study(clock, settings):  # noqa: F811 - the fixture
    """Two people side by side in a stream and before a recording; the first of them has done all there is."""
    settings.EVIDENCE_RETENTION_DAYS = 7
    course = make_course()
    activities = {
        "webinar": webinar(course, duration_s=60),
        "half": webinar(course, duration_s=600, closes_at=NOW + timedelta(days=30)),
        "untouched": webinar(course),
        "stream": stream(course, starts_at=NOW, ends_at=NOW + timedelta(minutes=5)),
    }
    curriculum = make_curriculum([course])
    people = [enrol_someone(curriculum, last_name=name).participant for name in ("Орлова", "Соседов")]
    for person in people:
        viewer = Viewer(person, activities["stream"], clock)
        viewer.start()
        viewer.ping()
    for person in people:
        for name, seconds in (("webinar", 60), ("half", 60)):
            viewer = Viewer(person, activities[name], clock)
            viewer.start()
            viewer.watch(seconds)
    settle(clock)
    clock.set(NOW + timedelta(hours=1))
    settle(clock)
    return activities, people


def results(person):
    rows = Completion.objects.filter(participant=person).order_by("pk")
    return [(row.activity_id, row.state, row.share, row.completed_at) for row in rows]


def derived():
    return [list(model.objects.order_by("pk").values()) for model in (Completion, Progress, Enrolment)]


def rebuild():
    call_command("rebuild_progress")
    call_command("rebuild_enrolments")
    return derived()


def amend(activities, person):
    staff = make_user(is_staff=True)
    now = NOW + timedelta(hours=1)
    grant_excuse(
        participant=person, activity=activities["stream"], starts_at=NOW, ends_at=NOW + timedelta(minutes=1),
        reason=SECRET, granted_by=staff, now=now,
    )  # fmt: skip
    grant_extension(
        participant=person, activity=activities["half"], closes_at=NOW + timedelta(days=90), reason=SECRET,
        granted_by=staff, now=now,
    )  # fmt: skip
    for name, is_decided in (("half", True), ("untouched", False)):
        appeal = file_appeal(participant_id=person.pk, activity_id=activities[name].pk, text=SECRET, now=now)
        if is_decided:
            decide_appeal(
                appeal_id=appeal.pk, verdict=Verdict.DECLINED, reason=SECRET, decided_by=staff, now=now
            )
    return staff


def test_results_stay_and_what_they_were_measured_from_goes(study, clock):  # noqa: F811 - the fixture
    activities, (person, other) = study
    before, others_before = results(person), results(other)
    erase_person(user=person, by=None, now=clock.now)
    assert results(person) == before
    assert {row[1] for row in before} >= {"completed", "in_progress", "not_started"}
    for model in (WatchSession, Progress, CheckIn, PromptAnswer):
        assert not model.objects.filter(participant=person).exists()
    assert set(RetainedPing.objects.values_list("session__participant", flat=True)) == {other.pk}
    marks = read_marks(activity_id=activities["stream"].pk, first_slot=0, last_slot=2**40)
    assert marks
    assert not [slot for slot, bits in marks.items() if bits >> person.pk & 1]
    assert all(bits >> other.pk & 1 for bits in marks.values())
    assert results(other) == others_before


def test_rebuilding_changes_nothing_of_somebody_erased(study, clock):  # noqa: F811 - the fixture
    _activities, (person, _other) = study
    rebuild()
    erase_person(user=person, by=None, now=clock.now)
    before = derived()
    assert rebuild() == before


def test_only_time_passes_for_somebody_erased(study, clock):  # noqa: F811 - the fixture
    activities, (person, _other) = study
    Completion.objects.filter(activity=activities["half"]).update(closes_at=clock.now + timedelta(hours=1))
    erase_person(user=person, by=None, now=clock.now)
    share = Completion.objects.get(participant=person, activity=activities["half"]).share
    clock.set(clock.now + timedelta(hours=2))
    close_overdue(now=clock.now)
    row = Completion.objects.get(participant=person, activity=activities["half"])
    assert (row.state, row.share) == ("missed", share)
    assert share > 0
    before = derived()[0]
    assert rebuild()[0] == before


def test_nothing_more_is_asked_of_somebody_erased(study, clock):  # noqa: F811 - the fixture
    activities, (person, other) = study
    erase_person(user=person, by=None, now=clock.now)
    webinar(activities["webinar"].page.get_parent().specific)
    curriculum = Enrolment.objects.get(participant=person).curriculum
    sync_assignments(curriculum=curriculum, now=clock.now)
    assert (len(results(person)), len(results(other))) == (4, 5)
    person.refresh_from_db()
    with pytest.raises(ValidationError):
        grant_extension(
            participant=person, activity=activities["half"], closes_at=NOW + timedelta(days=90),
            reason="Так вышло", granted_by=other, now=clock.now,
        )  # fmt: skip
    with pytest.raises(EnrolmentError):
        enrol(participant=person, season=make_season("2027", is_current=False), level="pro", now=clock.now)


def test_staff_see_results_of_nobody(study, clock):  # noqa: F811 - the fixture
    _activities, (person, _other) = study
    enrolment = Enrolment.objects.get(participant=person)
    erase_person(user=person, by=None, now=clock.now)
    staff = Client()
    staff.force_login(make_user(is_staff=True, is_superuser=True))
    for path in (
        "/cms/enrolment/", f"/cms/enrolment/inspect/{enrolment.pk}/",
        f"/cms/reports/programme/completions/?season={enrolment.season_id}&format=csv",
    ):  # fmt: skip
        html = staff.get(path).content.decode()
        assert "Удалённый участник" in html, path
        assert "erased.invalid" not in html
        assert f"participant={person.pk}" not in html


def test_no_free_text_is_left(study, clock):  # noqa: F811 - the fixture
    activities, (person, _other) = study
    staff = amend(activities, person)
    batch = ExtensionBatch.objects.create(
        key="5f0c3a0e-0000-4000-8000-000000000001", season=Enrolment.objects.first().season,
        activity=activities["half"], closes_at=NOW, reason="Сбой", source="list", granted_by=staff,
        granted_at=NOW, granted_total=0,
        skipped=[[1, f"Орлова <{person.email.upper()}>", "done"], [2, f"un{person.email}", "done"]],
    )  # fmt: skip
    erase_person(user=person, by=None, now=clock.now)
    assert not Excuse.objects.exists()
    assert Extension.objects.get().reason == ""
    appeal = Appeal.objects.get()
    assert (appeal.participant, appeal.text, appeal.snapshot) == (None, "", {})
    assert (appeal.decision.verdict, appeal.decision.reason, appeal.decision.snapshot) == ("declined", "", {})
    batch.refresh_from_db()
    assert batch.skipped == [[1, "", "done"], [2, f"un{person.email}", "done"]]


def test_what_was_on_its_way_does_not_bring_anybody_back(study, clock):  # noqa: F811 - the fixture
    activities, (person, _other) = study
    late = stream(activities["stream"].page.get_parent().specific, starts_at=clock.now,
                  ends_at=clock.now + timedelta(hours=1))  # fmt: skip
    sync_assignments(curriculum=Enrolment.objects.first().curriculum, now=clock.now)
    viewers = [Viewer(person, late, clock), Viewer(person, activities["half"], clock)]
    for viewer in viewers:
        assert viewer.start().status_code == 201
    viewers[0].ping()
    clock.wait(5)
    viewers[1].ping([[0, 0, 5000]])
    erase_person(user=person, by=None, now=clock.now)
    # The browser knows of nothing, and its tokens are good for hours.
    clock.wait(5)
    viewers[0].ping()
    viewers[1].ping([[1, 5000, 10000]])
    background.run_once(now=clock.now)
    assert not PresenceSlot.objects.filter(activity=late).exists()
    assert not PingRow.objects.exists()
    assert not RetainedPing.objects.exclude(session__participant__isnull=False).exists()
    assert not Progress.objects.filter(participant=person).exists()
    assert not WatchSession.objects.filter(participant=person).exists()
    assert viewers[1].start().status_code in (401, 403)


def test_the_calendar_address_dies_and_the_api_names_nobody(study, clock):  # noqa: F811 - the fixture
    _activities, (person, _other) = study
    key = Enrolment.objects.get(participant=person).feed_key
    address = reverse("learn:feed", args=[key])
    assert Client().get(address).status_code == 200
    erase_person(user=person, by=None, now=clock.now)
    assert Client().get(address).status_code == 404
    reader = Client()
    reader.force_login(make_user(is_superuser=True))
    rows = reader.get(f"/api/v1/completions/?participant={person.pk}").json()["results"]
    assert len(rows) == 4
    assert all(row["participant"] == {"id": person.pk} and row["evidence"]["erased"] for row in rows)


def test_the_export_tells_all_of_it(study, clock):  # noqa: F811 - the fixture
    activities, (person, _other) = study
    amend(activities, person)
    parts = export_personal_data(user=person, now=clock.now)["parts"]
    assert len(parts["completions"]["data"]) == 4
    assert parts["presence"]["data"]["marks"][0]["activity_id"] == activities["stream"].pk
    played = parts["watching"]["data"]["sittings"][1]["played"]
    assert [piece["seconds"] for piece in played] == [[0, 60]]
    assert parts["appeals"]["data"]["appeals"][0]["text"] == SECRET
    assert parts["extensions"]["data"][0]["reason"] == SECRET
    assert "Соседов" not in json.dumps(parts, ensure_ascii=False)


def test_queries_of_the_export_do_not_grow(study, clock, django_assert_num_queries):  # noqa: F811 - the fixture
    activities, (person, _other) = study
    export_personal_data(user=person, now=clock.now)
    with CaptureQueriesContext(connection) as few:
        export_personal_data(user=User.objects.get(pk=person.pk), now=clock.now)
    course = activities["half"].page.get_parent().specific
    more = [webinar(course) for _ in range(5)] + [stream(course) for _ in range(5)]
    sync_assignments(curriculum=Enrolment.objects.first().curriculum, now=clock.now)
    for number, activity in enumerate(more * 3):
        kind = "live" if activity.starts_at else "recorded"
        WatchSession.objects.create(
            participant=person, activity=activity, kind=kind, t0_ms=number, lane_end_ms=number + 1
        )
    with django_assert_num_queries(len(few)):
        export_personal_data(user=User.objects.get(pk=person.pk), now=clock.now)
    assert Activity.objects.count() == 14
