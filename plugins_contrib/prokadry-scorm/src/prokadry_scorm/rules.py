"""The completion rule `scorm_status`: the package reported it, and it was open long enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.domain import bulk
from courses.domain.evidence.ranges import merged, total
from courses.domain.instants import from_ms, to_ms
from courses.extensions import ActivityFacts, Measured
from courses.models import Activity, ActivityPage, Completion

from .models import Condition, ScormAttempt, ScormPage


@dataclass(frozen=True)
class Terms:
    """What a person is judged by: a `Condition`, the points it asks for, and seconds with the package."""

    condition: str
    points: int
    seconds: int

    @classmethod
    def of(cls, activity: Activity, completion: Completion | None) -> "Terms":
        """Return what the person's own row says, else the activity."""
        params = activity.rule_params | (completion.rule_params if completion else {})
        return cls(str(params["condition"]), int(params["required_points"]), int(params["min_s"]))

    def reported_ms(self, attempt: ScormAttempt) -> int | None:
        """Return when the package first reported what is asked for, in unix milliseconds, None if never."""
        if self.condition == Condition.SCORE:
            return next((ms for ms, points in attempt.scores if points >= self.points), None)
        return attempt.passed_ms if self.condition == Condition.PASSED else attempt.done_ms


class ScormStatus:
    """Completed when the package reported enough before the deadline, and was open as long as is asked for.

    Parameters `condition`, one of `Condition`; `required_points`, 1–100, for the condition `score`; `min_s`, whole
    seconds of the server's clock. What arrived by the deadline counts. The evidence names its source, the package:
    nothing but the time is known otherwise.
    """

    key = "scorm_status"
    order = 70
    version = 1

    def measure(
        self, activity: Activity, completions: Sequence[Completion], *, now: datetime
    ) -> Mapping[int, Measured]:
        """Return what is known of those who have opened the package; one query."""
        ids = [row.participant_id for row in completions]
        found = ScormAttempt.objects.filter(bulk.among("participant_id", ids), activity_id=activity.pk)
        attempts = {attempt.participant_id: attempt for attempt in found.defer("suspend_data")}
        return {
            row.participant_id: judged(
                attempts[row.participant_id], Terms.of(activity, row), closes_at=row.closes_at
            )
            for row in completions
            if row.participant_id in attempts
        }


def scorm_facts(page: ActivityPage) -> ActivityFacts:
    """Return what the page asks for, as the parameters of the rule."""
    assert isinstance(page, ScormPage)
    return ActivityFacts(
        rule_params={
            "condition": page.condition,
            "required_points": page.required_score,
            "min_s": page.required_minutes * 60,
        }
    )


def judged(attempt: ScormAttempt, terms: Terms, *, closes_at: datetime | None) -> Measured:
    """Return what one person has by a deadline, and when it was enough."""
    closes_ms = to_ms(closes_at) if closes_at else None
    spans = _until(attempt.spans, closes_ms)
    reported_ms = terms.reported_ms(attempt)
    if reported_ms is not None and closes_ms is not None and reported_ms >= closes_ms:
        reported_ms = None
    enough_s = _reached_s(spans, terms.seconds)
    completed_ms = None
    if reported_ms is not None and enough_s is not None:
        completed_ms = max(reported_ms, enough_s * 1000)
    points = [one for ms, one in attempt.scores if closes_ms is None or ms < closes_ms]
    open_s = min(total(spans), terms.seconds)
    result = 1.0 if reported_ms is not None else _partly(terms, points)
    return Measured(
        share=min(result, open_s / terms.seconds),
        evidence=_evidence(attempt, points, open_s, closes_ms),
        started=bool(spans) or reported_ms is not None,
        completed_at=None if completed_ms is None else from_ms(completed_ms),
    )


def _evidence(
    attempt: ScormAttempt, points: list[float], open_s: int, closes_ms: int | None
) -> dict[str, Any]:
    def by_deadline(ms: int | None) -> bool:
        return ms is not None and (closes_ms is None or ms < closes_ms)

    status = "incomplete"
    if by_deadline(attempt.done_ms):
        status = "passed" if by_deadline(attempt.passed_ms) else "completed"
    best = {"points": points[-1]} if points else {}
    return {"source": "package", "status": status, **best, "open_s": open_s}


def _partly(terms: Terms, points: list[float]) -> float:
    if terms.condition != Condition.SCORE or not points:
        return 0.0
    return max(0.0, min(1.0, points[-1] / terms.points))


def _until(spans: Any, closes_ms: int | None) -> tuple[tuple[int, int], ...]:
    closes_s = None if closes_ms is None else closes_ms // 1000
    pairs = [(start, end if closes_s is None else min(end, closes_s)) for start, end in spans]
    return merged(pair for pair in pairs if pair[0] < pair[1])


def _reached_s(spans: Sequence[tuple[int, int]], seconds: int) -> int | None:
    """The unix second at which so many seconds had passed, None if they have not."""
    left = seconds
    for start, end in spans:
        if end - start >= left:
            return start + left
        left -= end - start
    return None
