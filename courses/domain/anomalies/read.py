"""The anomalies of an activity, person by person."""

from dataclasses import dataclass
from datetime import datetime

from ...models import Activity, Completion
from . import live, recorded
from .facts import Anomaly, Found, People

__all__ = ["Anomaly", "PersonAnomalies", "find_anomalies", "list_people"]


@dataclass(frozen=True)
class PersonAnomalies:
    """One person's row on the activity, with its participant and region loaded, and what is unusual about it."""

    completion: Completion
    anomalies: list[Anomaly]

    @property
    def weight(self) -> tuple[int, int]:
        """By what the list is sorted: how many kinds of facts, then how many in all."""
        kinds = {anomaly.kind for anomaly in self.anomalies}
        return len(kinds), sum(anomaly.count for anomaly in self.anomalies)


def find_anomalies(*, activity: Activity, people: People = None, now: datetime) -> Found:
    """Return what is unusual about the evidence of an activity, by participant; those without are left out.

    Reads in a number of queries that does not depend on the number of people; writes nothing.
    """
    found: Found = {}
    for part in (
        recorded.find_in_sessions(activity_id=activity.pk, people=people),
        live.find_in_answers(activity=activity, people=people),
        live.find_in_two_halls(activity=activity, people=people),
        live.find_unanswered(activity=activity, people=people, now=now),
    ):
        for participant_id, anomalies in part.items():
            found.setdefault(participant_id, []).extend(anomalies)
    return found


def list_people(*, activity: Activity, now: datetime) -> list[PersonAnomalies]:
    """Return the people of an activity about whom something is unusual, those with most first."""
    found = find_anomalies(activity=activity, now=now)
    rows = Completion.objects.filter(activity=activity).select_related("participant__region")
    people = [
        PersonAnomalies(row, found[row.participant_id])
        for row in rows.iterator()
        if row.participant_id in found
    ]
    return sorted(people, key=lambda person: (*person.weight, -person.completion.pk), reverse=True)
