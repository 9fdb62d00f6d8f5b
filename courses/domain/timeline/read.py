"""The timeline of a completion, by the kind of its activity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...enums import CompletionState, SessionKind
from ...extensions import Text, activity_types, session_kind_of
from ...models import Activity, Completion
from ..evidence.constants import INTEGER_LIMIT
from .check_ins import CheckInFact, list_check_ins
from .live import LiveTimeline, read_live
from .recorded import RecordedTimeline, read_recorded


@dataclass(frozen=True)
class Timeline:
    """What was credited and why. One of `recorded` and `live` is there; neither for a type that measures itself.

    `kind` is the name of the activity's type, "" when the plugin that brought it is gone; `words` are what the type
    calls its numbers. `check_ins` are those of a type that measures itself; those of a stream are in `live`.
    """

    completion: Completion
    activity: Activity
    kind: str
    recorded: RecordedTimeline | None = None
    live: LiveTimeline | None = None
    check_ins: Sequence[CheckInFact] = ()
    words: Mapping[str, Text] = field(default_factory=dict)

    @property
    def evidence_now(self) -> dict[str, Any]:
        """The evidence as these facts give it now; that beside the result is frozen once it is settled."""
        if self.recorded:
            return self.recorded.evidence
        return self.live.evidence if self.live else self.completion.evidence

    @property
    def is_frozen_otherwise(self) -> bool:
        """Whether a result that is settled stands on other numbers than the facts would give today."""
        row, now = self.completion, self.evidence_now
        return row.state == CompletionState.COMPLETED and any(
            now.get(name) != value for name, value in row.evidence.items()
        )


def find_completion(*, participant_id: int, activity_id: int) -> Completion | None:
    """Return the person's row for an activity with the activity, its page and course, or None; one query.

    Records of pages that were withdrawn or deleted are found as well.
    """
    if activity_id >= INTEGER_LIMIT:
        # An address may hold a number that no database can.
        return None
    rows = Completion.objects.select_related("participant", "activity__page", "activity__course__page")
    return rows.filter(participant_id=participant_id, activity_id=activity_id).first()


def credited_timeline(*, completion: Completion, now: datetime) -> Timeline:
    """Return everything that was credited to the participant of `completion`, and why.

    Reads in a number of queries that does not depend on how often the person watched; writes nothing.
    """
    activity = completion.activity
    kind = activity_types.find(activity.type)
    label = str(kind.label) if kind else ""
    session_kind = session_kind_of(activity.type)
    if session_kind == SessionKind.LIVE and activity.starts_at and activity.ends_at:
        return Timeline(completion, activity, label, live=read_live(completion, now=now))
    if session_kind == SessionKind.RECORDED:
        return Timeline(completion, activity, label, recorded=read_recorded(completion))
    check_ins = list_check_ins(activity_id=activity.pk, participant_id=completion.participant_id)
    return Timeline(completion, activity, label, check_ins=check_ins, words=kind.words if kind else {})
