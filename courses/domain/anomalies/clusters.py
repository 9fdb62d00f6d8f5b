"""Answers that came together, long after everybody else's: a code may have been passed on."""

from collections.abc import Sequence
from statistics import median_low
from typing import Final, NamedTuple

WITHIN_MS: Final = 2_000
AT_LEAST: Final = 5
LATE_MS: Final = 60_000


class Cluster(NamedTuple):
    """How many answered together, and how long after the median of all, in milliseconds."""

    people: int
    late_ms: int


def late_clusters(answers: Sequence[tuple[int, int]]) -> dict[int, Cluster]:
    """Return the cluster of each participant who is in one; `answers` are (participant, unix ms), each once.

    A cluster is a run of at least AT_LEAST answers that all fall within WITHIN_MS and come LATE_MS or more after
    the median answer. Of several runs a participant belongs to the largest one.
    """
    ordered = sorted(answers, key=lambda answer: (answer[1], answer[0]))
    if len(ordered) < AT_LEAST:
        return {}
    usual_ms = median_low(at_ms for _participant, at_ms in ordered)
    late = [answer for answer in ordered if answer[1] - usual_ms >= LATE_MS]
    found: dict[int, Cluster] = {}
    first = 0
    for last, (_participant, at_ms) in enumerate(late):
        while at_ms - late[first][1] > WITHIN_MS:
            first += 1
        people = last - first + 1
        if people >= AT_LEAST:
            for participant, own_ms in late[first : last + 1]:
                if participant not in found or found[participant].people < people:
                    found[participant] = Cluster(people, own_ms - usual_ms)
    return found
