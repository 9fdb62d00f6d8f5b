"""What a text consists of, and what its readers are judged by."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from courses.domain import completion
from courses.extensions import ActivityFacts
from courses.models import Activity, ActivityPage

from .models import Reading, ReadingPage, ReadingText
from .settings import words_per_minute

WORD = re.compile(r"\w+(?:[-’'.,]\w+)*")
TAG = re.compile(r"<[^>]*>")


def reading_facts(page: ActivityPage) -> ActivityFacts:
    """Return the share of words to read and the fastest speed that is credited."""
    assert isinstance(page, ReadingPage)
    return ActivityFacts(rule_params={"share": str(page.required_share), "wpm": words_per_minute()})


def count_words(section: Any) -> int:
    """Return how many words a section shows, its heading among them."""
    found = section.block.get_searchable_content(section.value)
    return sum(len(WORD.findall(TAG.sub(" ", text))) for text in found)


def describe(page: ReadingPage) -> list[list[Any]]:
    """Return [key, words] of every section."""
    return [[str(section.id), count_words(section)] for section in page.sections]


def sync_text(*, page: ReadingPage, now: datetime) -> None:
    """Write what a published page consists of; who has read something of it is measured anew when that changed."""
    activity = Activity.objects.filter(page_id=page.pk).first()
    if activity is None:
        return
    sections = describe(page)
    with transaction.atomic():
        text, created = ReadingText.objects.get_or_create(activity=activity, defaults={"sections": sections})
        if created or text.sections == sections:
            return
        text.sections = sections
        text.save()
        measure_readers(activity_id=activity.pk, now=now)


def measure_readers(*, activity_id: int, now: datetime) -> None:
    """Judge everybody who has read something of a text by what is true of it now."""
    readers = Reading.objects.filter(activity_id=activity_id).values_list("participant_id", flat=True)
    if participant_ids := set(readers):
        completion.recompute(activity_id=activity_id, participant_ids=participant_ids, now=now)
