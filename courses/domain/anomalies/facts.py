from collections.abc import Collection
from dataclasses import dataclass

People = Collection[int] | None
"""Ids of the participants to look at; None: everybody."""


@dataclass(frozen=True)
class Anomaly:
    """One fact. `kind` says what `count` counts, `seconds` is a time that belongs to it, 0 where none does.

    refused_future, refused_range, refused_stale, refused_malformed    slots claimed and not admitted
    delayed         slots that came over a minute late and were admitted
    superseded      sittings interrupted by another device or activity; seconds played there afterwards
    late_cluster    people who answered a checkpoint within two seconds of each other; seconds after its median
    wrong_codes     wrong answers to one checkpoint
    two_halls       slots present in another stream at the same time
    prompts         prompts «are you here?» not answered
    """

    kind: str
    count: int
    seconds: int = 0


Found = dict[int, list[Anomaly]]
"""Anomalies by participant."""
