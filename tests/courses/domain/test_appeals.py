"""Appeals: one open at a time, decided once, kept for ever, and what a decision does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from courses.domain import appeals
from courses.domain.appeals import AlreadyDecided, AlreadyOpen, TooManyAppeals, decide_appeal, file_appeal
from courses.domain.completion import recompute
from courses.enums import CompletionState, Verdict
from courses.models import Activity, Appeal, AppealDecision, Completion
from courses.signals import completion_changed
from prokadry.accounts.models import User
from tests.courses.domain.test_timeline import sit
from tests.factories import NOW, assign_to, make_user, make_webinar

pytestmark = pytest.mark.django_db
TEXT = "Связь пропала, но дома я досмотрел запись до конца."
DAY = timedelta(days=1)


@pytest.fixture
def changed() -> Iterator[list[set[int]]]:
    heard: list[set[int]] = []

    def note(participant_ids: set[int], **kwargs: Any) -> None:
        heard.append(participant_ids)

    completion_changed.connect(note)
    yield heard
    completion_changed.disconnect(note)


def objector() -> tuple[User, Activity]:
    """Return somebody who watched half of a webinar and missed its deadline."""
    user, activity = make_user(), make_webinar().activity
    assign_to(user, activity, closes_at=NOW + DAY)
    sit(user, activity, at_s=0, slots=range(60))
    recompute(activity_id=activity.pk, now=NOW + 2 * DAY)
    return user, activity


def file(user: User, activity: Activity, *, text: str = TEXT, after: timedelta = 2 * DAY) -> Appeal:
    return file_appeal(participant_id=user.pk, activity_id=activity.pk, text=text, now=NOW + after)


def decide(appeal: Appeal, verdict: Verdict = Verdict.DECLINED, **fields: Any) -> AppealDecision:
    values = {
        "reason": "Числа верны.",
        "decided_by": fields.pop("by", None) or make_user(),
        "now": NOW + 3 * DAY,
    }
    return decide_appeal(appeal_id=appeal.pk, verdict=verdict, **(values | fields))


class TestFiling:
    def test_freezes_what_was_credited(self) -> None:
        user, activity = objector()
        appeal = file(user, activity, text=f"  {TEXT} ")
        assert appeal.text == TEXT
        frozen = Appeal.objects.get().snapshot
        assert (frozen["state"], frozen["share"]) == ("missed", 0.5)
        assert frozen["evidence"] == {"seen_s": 300, "required_s": 570, "duration_s": 600}
        assert (frozen["rule"]["key"], frozen["rule"]["params"]) == ("watched_share", {"share": "0.95"})
        assert frozen["closes_at"] == (NOW + DAY).isoformat()
        assert [sitting["fresh"] for sitting in frozen["recorded"]["sittings"]] == [[[0, 300]]]

    def test_only_one_is_open_on_an_activity(self) -> None:
        user, activity = objector()
        first = file(user, activity)
        with pytest.raises(AlreadyOpen):
            file(user, activity)
        decide(first)
        assert file(user, activity, after=4 * DAY).pk != first.pk

    @pytest.mark.parametrize("length", [0, 19, 4001])
    def test_a_text_out_of_bounds_is_refused(self, length: int) -> None:
        user, activity = objector()
        with pytest.raises(ValidationError):
            file(user, activity, text="ы" * length)

    @pytest.mark.parametrize("length", [20, 4000])
    def test_a_text_at_the_bounds_is_taken(self, length: int) -> None:
        user, activity = objector()
        assert file(user, activity, text="ы" * length).text == "ы" * length

    def test_a_few_a_day(self) -> None:
        user, activity = objector()
        for _number in range(appeals.FILED_PER_DAY):
            other = make_webinar().activity
            assign_to(user, other)
            file(user, other)
        with pytest.raises(TooManyAppeals):
            file(user, activity)
        assert file(user, activity, after=3 * DAY)

    def test_nobody_appeals_for_another(self) -> None:
        _user, activity = objector()
        with pytest.raises(Completion.DoesNotExist):
            file(make_user(), activity)


class TestDeciding:
    def test_excusing_settles_the_activity_and_tells_the_others(
        self, changed: list[set[int]], django_capture_on_commit_callbacks: Any
    ) -> None:
        user, activity = objector()
        appeal = file(user, activity)
        changed.clear()
        with django_capture_on_commit_callbacks(execute=True):
            decision = decide(appeal, Verdict.EXCUSED, reason="Была авария на линии.")
        row = Completion.objects.get(participant=user)
        assert (row.state, row.share, row.updated_at) == (CompletionState.EXCUSED, 0.5, NOW + 3 * DAY)
        assert changed == [{user.pk}]
        assert decision.snapshot["state"] == "missed"
        recompute(activity_id=activity.pk, now=NOW + 9 * DAY)
        row.refresh_from_db()
        assert row.state == CompletionState.EXCUSED

    def test_the_participant_is_written_to_after_the_commit(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        user, activity = objector()
        appeal = file(user, activity)
        with django_capture_on_commit_callbacks(execute=True):
            decide(appeal, reason="Запись открывали один раз.")
            assert mail.outbox == []
        (letter,) = mail.outbox
        assert letter.to == [user.email]
        assert letter.subject == f"Решение по апелляции: {activity.title}"
        body = " ".join(letter.body.split())
        assert "Запись открывали один раз." in body
        assert "числа остаются прежними" in body
        assert f"/learn/why/{activity.pk}/" in body
        assert "Запись открывали один раз." in str(letter.alternatives[0][0])

    def test_an_erased_account_is_not_written_to(self, django_capture_on_commit_callbacks: Any) -> None:
        user, activity = objector()
        appeal = file(user, activity)
        user.delete()
        for verdict in (Verdict.CORRECTED, Verdict.EXCUSED):
            with pytest.raises(ValidationError):
                decide(appeal, verdict)
        with django_capture_on_commit_callbacks(execute=True):
            decide(appeal)
        assert mail.outbox == []

    def test_corrected_must_be_true(self) -> None:
        user, activity = objector()
        appeal = file(user, activity)
        with pytest.raises(ValidationError) as refusal:
            decide(appeal, Verdict.CORRECTED)
        assert "verdict" in refusal.value.message_dict
        Completion.objects.filter(participant=user).update(closes_at=NOW + 9 * DAY)
        assert decide(appeal, Verdict.CORRECTED).snapshot["closes_at"] == (NOW + 9 * DAY).isoformat()

    def test_what_is_completed_is_not_excused(self) -> None:
        user, activity = objector()
        appeal = file(user, activity)
        Completion.objects.filter(participant=user).update(state="completed", completed_at=NOW)
        with pytest.raises(ValidationError):
            decide(appeal, Verdict.EXCUSED)
        assert not AppealDecision.objects.exists()
        assert Completion.objects.get(participant=user).state == CompletionState.COMPLETED

    def test_a_reason_is_needed(self) -> None:
        with pytest.raises(ValidationError) as refusal:
            decide(file(*objector()), reason="  ")
        assert "reason" in refusal.value.message_dict

    def test_the_second_organiser_is_told_what_the_first_decided(self) -> None:
        appeal, first = file(*objector()), make_user(last_name="Заславский")
        decide(appeal, by=first)
        with pytest.raises(AlreadyDecided) as late:
            decide(appeal, Verdict.EXCUSED)
        assert (late.value.decision.verdict, late.value.decision.decided_by) == (Verdict.DECLINED, first)
        assert Completion.objects.get(participant=appeal.participant).state == CompletionState.MISSED

    def test_the_database_lets_only_one_decide(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who has read the appeal as open before the other wrote is stopped by the constraint, and excuses nothing."""
        appeal = file(*objector())
        decide(appeal)
        monkeypatch.setattr(appeals, "_check_open", lambda appeal: None)
        with pytest.raises(AlreadyDecided):
            decide(appeal, Verdict.EXCUSED)
        assert AppealDecision.objects.get().verdict == Verdict.DECLINED
        assert Completion.objects.get(participant=appeal.participant).state == CompletionState.MISSED

    def test_is_kept_for_ever(self) -> None:
        decision = decide(file(*objector()))
        decision.verdict = Verdict.EXCUSED
        with pytest.raises(ValueError, match="never changed"):
            decision.save()
        with pytest.raises(ValueError, match="never deleted"):
            decision.delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            AppealDecision.objects.create(
                appeal=decision.appeal, verdict="declined", reason="x", decided_by=make_user(), decided_at=NOW
            )
