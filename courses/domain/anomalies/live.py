"""What is unusual in the presence at a stream and in its check-ins."""

from collections import Counter
from datetime import datetime

from django.db.models import QuerySet

from ...models import Activity, CheckIn, CheckInAttempt, Checkpoint, Completion, PresenceSlot
from ..evidence.bitmaps import bitmap_of, participants_in
from ..evidence.live import slots_within
from ..instants import to_ms
from ..presence_prompts import prompt_results
from .clusters import late_clusters
from .facts import Anomaly, Found, People

WRONG_CODES = 3


def find_in_answers(*, activity: Activity, people: People) -> Found:
    """Return late clusters and series of wrong codes by participant, in three queries.

    Clusters are looked for among everybody's answers, whoever is asked about.
    """
    answers: dict[object, list[tuple[int, int]]] = {}
    # Those whom the staff let in one after another are no cluster.
    rows = CheckIn.objects.filter(activity=activity, confirmed_by=None).values_list(
        "checkpoint", "participant_id", "answered_at"
    )
    for checkpoint, participant_id, answered_at in rows.iterator():
        answers.setdefault(checkpoint, []).append((participant_id, to_ms(answered_at)))
    found: Found = {}
    for of_checkpoint in answers.values():
        for participant_id, cluster in late_clusters(of_checkpoint).items():
            if people is None or participant_id in people:
                fact = Anomaly("late_cluster", cluster.people, cluster.late_ms // 1000)
                found.setdefault(participant_id, []).append(fact)
    keys = list(Checkpoint.objects.filter(page_id=activity.page_id or 0).values_list("key", flat=True))
    attempts = CheckInAttempt.objects.filter(checkpoint__in=keys, tries__gte=WRONG_CODES)
    if people is not None:
        attempts = attempts.filter(participant_id__in=people)
    for participant_id, tries in attempts.values_list("participant_id", "tries"):
        found.setdefault(participant_id, []).append(Anomaly("wrong_codes", tries))
    return found


def find_in_two_halls(*, activity: Activity, people: People) -> Found:
    """Return who was marked in another stream in the same slots, and in how many; two queries."""
    if activity.starts_at is None or activity.ends_at is None:
        return {}
    others = Activity.objects.filter(starts_at__lt=activity.ends_at, ends_at__gt=activity.starts_at)
    first, after = slots_within((to_ms(activity.starts_at), to_ms(activity.ends_at)))
    rows = PresenceSlot.objects.filter(slot__gte=first, slot__lt=after)
    elsewhere = _bitmaps(rows.filter(activity_id__in=others.exclude(pk=activity.pk).values("pk")))
    here = _bitmaps(rows.filter(activity=activity)) if elsewhere else {}
    wanted = None if people is None else int.from_bytes(bitmap_of(people), "little")
    slots: Counter[int] = Counter()
    for slot, bitmap in here.items():
        both = bitmap & elsewhere.get(slot, 0)
        slots.update(_ids(both if wanted is None else both & wanted))
    return {participant_id: [Anomaly("two_halls", count)] for participant_id, count in slots.items()}


def find_unanswered(*, activity: Activity, people: People, now: datetime) -> Found:
    """Return who left prompts «are you here?» unanswered, and how many, where the stream asks; three queries."""
    if not activity.prompts:
        return {}
    if people is None:
        people = Completion.objects.filter(activity=activity).values_list("participant_id", flat=True)
    results = prompt_results(activity=activity, participant_ids=list(people), now=now)
    return {
        participant_id: [Anomaly("prompts", asked - answered)]
        for participant_id, (answered, asked) in results.items()
        if asked > answered
    }


def _bitmaps(rows: QuerySet[PresenceSlot]) -> dict[int, int]:
    joined: dict[int, int] = {}
    for slot, bitmap in rows.values_list("slot", "bitmap").iterator():
        joined[slot] = joined.get(slot, 0) | int.from_bytes(bitmap, "little")
    return joined


def _ids(bitmap: int) -> list[int]:
    return list(participants_in(bitmap.to_bytes((bitmap.bit_length() + 7) // 8, "little")))
