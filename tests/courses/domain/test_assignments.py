"""Rows that say who has to do what: written once, moved with the window, never lost with work in them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.domain.assignments import Assignment, assign, withdraw
from courses.enums import CompletionState
from courses.models import Activity, Completion
from prokadry.accounts.models import User
from tests.factories import NOW, assign_to, make_course, make_user, make_webinar

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def duty(user: User, activity: Activity, **fields: object) -> Assignment:
    values: dict[str, object] = {
        "season": "2026", "track": "base", "position": 1, "is_required": True, "opens_at": None,
        "closes_at": NOW + DAY, "is_extended": False,
    }  # fmt: skip
    return Assignment(participant_id=user.pk, activity_id=activity.pk, **(values | fields))  # type: ignore[arg-type]  # test data


def test_repeating_an_assignment_writes_nothing() -> None:
    anna, activity = make_user(), make_webinar().activity
    assert assign(assignments=[duty(anna, activity)], now=NOW) == {anna.pk}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert assign(assignments=[duty(anna, activity)], now=NOW + HOUR) == set()
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    assert Completion.objects.get().updated_at == NOW


def test_a_moved_deadline_reopens_what_was_missed() -> None:
    anna, activity = make_user(), make_webinar().activity
    assign(assignments=[duty(anna, activity, closes_at=NOW - DAY)], now=NOW)
    assert Completion.objects.get().state == CompletionState.MISSED
    assign(assignments=[duty(anna, activity, closes_at=NOW + DAY, is_extended=True)], now=NOW)
    row = Completion.objects.get()
    assert (row.state, row.closes_at, row.is_extended) == (CompletionState.NOT_STARTED, NOW + DAY, True)


def test_a_completed_row_keeps_its_result_and_its_rule() -> None:
    anna, activity = make_user(), make_webinar().activity
    row = assign_to(anna, activity)
    Completion.objects.filter(pk=row.pk).update(
        state=CompletionState.COMPLETED, completed_at=NOW, share=0.96, rule_params={"share": "0.95"}
    )
    Activity.objects.filter(pk=activity.pk).update(rule_params={"share": "1"})
    assign(assignments=[duty(anna, activity, closes_at=NOW - DAY)], now=NOW)
    row.refresh_from_db()
    assert (row.state, row.share, row.rule_params) == (CompletionState.COMPLETED, 0.96, {"share": "0.95"})
    assert row.closes_at == NOW - DAY


def test_withdrawing_deletes_the_untouched_and_keeps_the_rest() -> None:
    anna, boris, activity = make_user(), make_user(), make_webinar().activity
    assign_to(anna, activity)
    assign_to(boris, activity)
    Completion.objects.filter(participant=boris).update(share=0.4, state=CompletionState.IN_PROGRESS)
    touched = withdraw(
        season="2026", participant_ids=[anna.pk, boris.pk], keep_activity_ids=[], now=NOW + HOUR
    )
    assert touched == {anna.pk, boris.pk}
    row = Completion.objects.get()
    assert (row.participant_id, row.is_assigned, row.share) == (boris.pk, False, 0.4)


def test_withdrawing_leaves_other_seasons_alone() -> None:
    anna, activity = make_user(), make_webinar().activity
    assign_to(anna, activity, season="2025")
    assert withdraw(season="2026", participant_ids=[anna.pk], keep_activity_ids=[], now=NOW) == set()
    assert Completion.objects.filter(is_assigned=True).count() == 1


def test_queries_do_not_grow_with_participants() -> None:
    course = make_course()
    activity = make_webinar(course).activity
    people = [make_user() for _ in range(30)]

    def queries_for(users: list[User]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assign(assignments=[duty(user, activity) for user in users], now=NOW)
        return len(queries)

    assert queries_for(people[:1]) == queries_for(people[1:])
