"""What the example registers, as a plugin's `ready()` would."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from courses.extensions import ActivityFacts, ActivityType, Measured, activity_types, completion_rules
from courses.models import Activity, ActivityPage, Completion
from prokadry.plugins.registry import registering
from tests.example_steps.models import StepPage, StepTaken
from tests.tracks.domain.steps_report import StepsReport
from tracks.extensions import DashboardCard, dashboard_cards, reports

PLUGIN = "example_steps"


def facts_of(page: ActivityPage) -> ActivityFacts:
    assert isinstance(page, StepPage)
    return ActivityFacts(rule_params={"steps": page.steps})


class EnoughSteps:
    """Completed with the last of the steps that were asked for."""

    key = "enough_steps"
    order = 100
    version = 1

    def measure(
        self, activity: Activity, completions: Sequence[Completion], *, now: datetime
    ) -> Mapping[int, Measured]:
        taken: dict[int, list[datetime]] = defaultdict(list)
        rows = StepTaken.objects.filter(
            activity=activity, participant__in=[row.participant_id for row in completions]
        )
        for person, at in rows.order_by("taken_at").values_list("participant_id", "taken_at"):
            taken[person].append(at)
        needed = int(activity.rule_params["steps"])
        return {row.participant_id: _measure(taken[row.participant_id], needed) for row in completions}


def _measure(taken: list[datetime], needed: int) -> Measured:
    return Measured(
        share=min(len(taken) / needed, 1.0),
        evidence={"steps": len(taken)},
        started=bool(taken),
        completed_at=taken[needed - 1] if len(taken) >= needed else None,
    )


@contextmanager
def registered() -> Iterator[None]:
    """Register everything for the length of the block, as the plugin of that name."""
    with registering(PLUGIN):
        completion_rules.register(EnoughSteps())
        activity_types.register(ActivityType("example_step", "Шаги", "check", EnoughSteps.key, facts_of))
        reports.register(StepsReport())
        dashboard_cards.register(
            DashboardCard(
                "example_steps", "example_steps/card.html", context=lambda board: {"words": "Шагайте"}
            )
        )
    try:
        yield
    finally:
        for registry in (dashboard_cards, reports, activity_types, completion_rules):
            registry.withdraw(PLUGIN)
