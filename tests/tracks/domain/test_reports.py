import csv
import tracemalloc
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Completion
from prokadry.accounts.models import Region
from prokadry.ui.csv_file import write_csv
from tests.factories import NOW
from tests.tracks.domain.steps_report import StepsReport
from tests.tracks.makers import at, course_with, enrol_someone, make_curriculum, make_season, settle, webinar
from tracks.domain.report_tables import file_rows, make_table
from tracks.domain.reports import completions
from tracks.domain.rollup import roll_up
from tracks.extensions import ReportScope, reports

pytestmark = pytest.mark.django_db


def rows_of(key, season, **scope):
    return [list(map(str, row)) for row in reports.get(key).rows(ReportScope(season, **scope), now=NOW)]


def test_completions_name_person_place_activity_and_result():
    course = course_with(0)
    first, second = webinar(course, title="Первый"), webinar(course, title="Второй")
    curriculum = make_curriculum([course])
    region = Region.objects.get(code="RU-TA")
    enrolment = enrol_someone(curriculum, email="a@example.org", region=region, patronymic="Игоревна")
    settle(enrolment, first, "completed")
    done, left = rows_of("completions", curriculum.season)
    assert done == [
        "Северьянова Анна Игоревна", "a@example.org", region.name, "Приволжский федеральный округ",
        "молодые управленцы", "базовый трек", "Первый", "Вебинар", "да", "пройдено", "1.0", str(NOW),
    ]  # fmt: skip
    assert left[6:] == ["Второй", "Вебинар", "да", "не начато", "0.0", "None"]
    assert rows_of("completions", curriculum.season, activity=second) == [left]
    assert rows_of("completions", curriculum.season, track="pro") == []
    assert rows_of("completions", make_season("2025", is_current=False)) == []


def test_an_overdue_activity_is_missed_before_that_is_written():
    course = course_with(1, closes_at=at(hours=-1))
    curriculum = make_curriculum([course])
    enrol_someone(curriculum, now=at(days=-1))
    Completion.objects.update(state="in_progress")
    assert rows_of("completions", curriculum.season)[0][9] == "пропущено"
    assert rows_of("activities", curriculum.season)[0][3:] == ["1", "0", "0", "0", "1", "0.0"]


def test_activities_are_counted_by_state_in_the_order_of_the_course():
    course = course_with(0)
    first, second = webinar(course, title="Первый"), webinar(course, title="Второй")
    curriculum = make_curriculum([course])
    people = [enrol_someone(curriculum) for _number in range(4)]
    for enrolment, state in zip(people, ("completed", "excused", "in_progress", "not_started"), strict=True):
        settle(enrolment, first, state)
    counted = rows_of("activities", curriculum.season)
    assert [row[0] for row in counted] == ["Первый", "Второй"]
    assert counted[0][3:] == ["4", "2", "1", "1", "0", "0.5"]
    assert counted[1][3:] == ["4", "0", "0", "4", "0", "0.0"]
    assert len(rows_of("activities", curriculum.season, activity=second)) == 1


def test_districts_and_tracks_tell_who_is_done_on_the_way_and_behind():
    course = course_with(0)
    activity = webinar(course)
    season = make_season()
    base, pro = (make_curriculum([course], season=season, track=track) for track in ("base", "pro"))
    volga = Region.objects.get(code="RU-TA")
    people = [enrol_someone(base, region=volga), enrol_someone(base, region=volga), enrol_someone(pro)]
    for enrolment, state in zip(people, ("completed", "missed", "in_progress"), strict=True):
        settle(enrolment, activity, state)
    roll_up(participant_ids=[enrolment.participant_id for enrolment in people], now=NOW)
    assert rows_of("districts", season) == [
        ["Приволжский федеральный округ", "2", "1", "0", "1", "0.5", "None"],
        ["Регион не указан", "1", "0", "1", "0", "0.0", "None"],
    ]
    assert rows_of("tracks", season) == [
        ["базовый трек", "2", "1", "0", "1", "0.5", "None"],
        ["трек PRO", "1", "0", "1", "0", "0.0", "None"],
    ]
    assert [row[0] for row in rows_of("districts", season, track="pro")] == ["Регион не указан"]


def test_people_beyond_the_first_chunk_are_there_too(monkeypatch):
    monkeypatch.setattr(completions, "CHUNK", 2)
    curriculum = make_curriculum([course_with(2)])
    people = [enrol_someone(curriculum).participant.email for _number in range(5)]
    assert [row[1] for row in rows_of("completions", curriculum.season)] == [
        email for email in people for _activity in range(2)
    ]


@pytest.mark.parametrize("key", ["completions", "activities", "districts", "tracks"])
def test_thirty_rows_take_as_many_queries_as_one(key):
    season = make_season()
    regions = list(Region.objects.all()[:30])
    curriculum = make_curriculum([course_with(1)], season=season)
    enrol_someone(curriculum, region=regions[0])
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert len(rows_of(key, season)) == 1
    make_curriculum([course_with(30)], season=season, track="pro")
    for region in regions[1:]:
        enrol_someone(curriculum, region=region)
    with CaptureQueriesContext(connection) as many:
        rows_of(key, season)
    assert len(many) == len(one)


def test_rows_of_a_plugin_that_is_gone_are_reported_by_their_keys():
    course = course_with(0)
    activity = webinar(course)
    curriculum = make_curriculum([course])
    enrol_someone(curriculum)
    type(activity).objects.update(type="gone")
    Completion.objects.update(track="evening")
    row = rows_of("completions", curriculum.season)[0]
    assert (row[5], row[7]) == ("evening", "gone")
    assert rows_of("activities", curriculum.season)[0][2] == "gone"


def test_values_are_words_on_the_page_and_plain_in_the_file():
    report = StepsReport()
    rows = list(report.rows(None, now=NOW))
    table = make_table(report, rows, shown=1)
    assert table.is_cut
    assert [cell.text.replace("\xa0", " ") for cell in table.lines[0].cells] == [
        "3", "1", "74,9 %", "27 августа 2026, 12:00",
    ]  # fmt: skip
    assert [(part.tone, part.x, part.width) for part in table.lines[0].bar] == [
        ("done", 0, 750),
        ("rest", 750, 250),
    ]
    text = "".join(write_csv(file_rows(report, rows), language="ru"))
    assert text.startswith("\ufeffКто;Готово;Осталось;Доля, %;Когда (мск)\r\n")
    assert list(csv.reader(StringIO(text), delimiter=";"))[1:] == [
        ["'=1+1", "3", "1", "74,9", "2026-08-27 12:00"],
        ["", "0", "0", "", ""],
    ]


def test_a_file_of_a_hundred_thousand_rows_is_made_in_the_memory_of_a_few():
    header = [["Участник", "Занятие", "Доля"]]

    def peak_of(count):
        rows = (["Северьянова Анна", f"Занятие {number}", 0.5] for number in range(count))
        tracemalloc.start()
        size = sum(map(len, write_csv(row for part in (header, rows) for row in part)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size, peak

    (small, base), (large, peak) = peak_of(2_000), peak_of(100_000)
    assert large > 40 * small
    assert peak < 1.5 * base
