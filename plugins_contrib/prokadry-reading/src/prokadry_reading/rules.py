"""The completion rule `reading_pace`: enough words were read, none of them faster than anybody reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from courses.domain import bulk
from courses.domain.evidence.ranges import merged, total
from courses.domain.instants import EPOCH, from_ms
from courses.extensions import Measured
from courses.models import Activity, Completion

from .models import Reading, ReadingText
from .pace import clipped, needed_s, reached_at


@dataclass(frozen=True)
class Pace:
    """What a person is judged by: the share of words to read, and words a minute at most."""

    share: Decimal
    wpm: int

    @classmethod
    def of(cls, activity: Activity, completion: Completion | None) -> "Pace":
        """Return what the person's own row says, else the activity."""
        params = activity.rule_params | (completion.rule_params if completion else {})
        return cls(Decimal(params["share"]), int(params["wpm"]))

    def required(self, words: int) -> int:
        """Return how many words of so many must be read."""
        return int((self.share * words).to_integral_value(ROUND_CEILING))


class ReadingPace:
    """Completed when sections with a share of all words were read before the person's deadline.

    Parameters `share`: 0–1 as a decimal string; `wpm`: words a minute. A section is read when as many seconds were
    given to it as it takes at that speed. Whole seconds that ended by the deadline count.
    """

    key = "reading_pace"
    order = 50
    version = 1

    def measure(
        self, activity: Activity, completions: Sequence[Completion], *, now: datetime
    ) -> Mapping[int, Measured]:
        """Return what those who began have read; two queries."""
        text = ReadingText.objects.filter(activity_id=activity.pk).first()
        words = text.words if text else {}
        if not words:
            return {}
        ids = [row.participant_id for row in completions]
        found = Reading.objects.filter(bulk.among("participant_id", ids), activity_id=activity.pk)
        readings = {reading.participant_id: reading for reading in found}
        return {
            row.participant_id: judged(
                readings[row.participant_id], words, Pace.of(activity, row), closes_at=row.closes_at
            )
            for row in completions
            if row.participant_id in readings
        }


def judged(reading: Reading, words: Mapping[str, int], pace: Pace, *, closes_at: datetime | None) -> Measured:
    """Return what somebody has read until a deadline, and when it was enough."""
    whole, done = sum(words.values()), read_at(reading.spans, words, pace, closes_at=closes_at)
    required = pace.required(whole)
    completed_s, read_words = None, 0
    for key, at in sorted(done.items(), key=lambda one: one[1]):
        read_words += words[key]
        if completed_s is None and read_words >= required:
            completed_s = at
    return Measured(
        share=read_words / whole,
        evidence={
            "read_words": read_words,
            "required_words": required,
            "words": whole,
            "read_sections": len(done),
            "sections": len(words),
            "confirmed_sections": sum(key in done for key in reading.confirmed),
        },
        started=any(total(until(spans, closes_at)) for spans in reading.spans.values()),
        completed_at=None if completed_s is None else from_ms(completed_s * 1000),
    )


def read_at(
    spans: Mapping[str, Any], words: Mapping[str, int], pace: Pace, *, closes_at: datetime | None
) -> dict[str, int]:
    """Return the unix second at which each section that is read became so."""
    found = {
        key: reached_at(until(spans.get(key, ()), closes_at), needed_s(count, pace.wpm))
        for key, count in words.items()
    }
    return {key: at for key, at in found.items() if at is not None}


def until(spans: Any, closes_at: datetime | None) -> tuple[tuple[int, int], ...]:
    """Return the whole seconds of stored spans that ended by a deadline."""
    pairs = [(start, end) for start, end in spans]
    if closes_at is None:
        return merged(pairs)
    return clipped(pairs, (0, int((closes_at - EPOCH).total_seconds())))
