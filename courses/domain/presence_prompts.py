"""«Are you here?» in streams: which of them ask, when, and who answered how many of the questions put to them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings

from ..models import Activity, PromptAnswer
from .evidence.bitmaps import bitmap_of
from .evidence.constants import LIVE_SLOT_MS, PROMPT_PERIOD_S
from .evidence.prompts import PROMPT_MS, Prompt, is_asked, prompt_of
from .evidence.ranges import Ranges, subtracted
from .instants import to_ms
from .presence import read_marks

AHEAD = timedelta(minutes=1)


def prompt_secret() -> bytes:
    """Return the key that the moments and the ids of prompts follow from."""
    return settings.SECRET_KEY.encode()


def asking_streams(*, now: datetime) -> dict[int, Ranges]:
    """Return the streams on the air that ask, each with the times (UTC milliseconds) in which it does."""
    streams = Activity.objects.filter(
        prompts=True, is_live=True, starts_at__lte=now + AHEAD, ends_at__gt=now
    ).only("starts_at", "ends_at", "breaks")
    return {stream.pk: asked_times(stream) for stream in streams}


def asked_times(activity: Activity) -> Ranges:
    """Return when a stream asks, in UTC milliseconds: on the air and outside breaks."""
    if activity.starts_at is None or activity.ends_at is None:
        return ()
    breaks = [(start, end) for start, end in activity.breaks]
    return subtracted([(to_ms(activity.starts_at), to_ms(activity.ends_at))], breaks)


def prompt_results(
    *, activity: Activity, participant_ids: Collection[int], now: datetime
) -> dict[int, tuple[int, int]]:
    """Return (answered, asked) of each participant, in two queries; (0, 0) of whoever was not asked yet.

    Asked is who was present through all of the 90 s: then a ping came within them, and its answer carried the
    question. An answer in time counts as asked too, whatever became of the presence around it.
    """
    times = asked_times(activity) if activity.prompts else ()
    answered: dict[int, set[int]] = {participant_id: set() for participant_id in participant_ids}
    rows = PromptAnswer.objects.filter(activity=activity, participant_id__in=list(answered))
    for participant_id, period in rows.values_list("participant_id", "period"):
        answered[participant_id].add(period)
    present = _Presence(activity.pk, times, now, answered)
    periods = _periods(times, now)
    results = {}
    for participant_id, answers in answered.items():
        asked = set(answers)
        for period in periods:
            prompt = prompt_of(
                prompt_secret(), activity=activity.pk, participant=participant_id, period=period
            )
            if is_asked(prompt, times) and present.throughout(participant_id, prompt):
                asked.add(period)
        results[participant_id] = (len(answers), len(asked))
    return results


def finished_periods(activity: Activity, *, now: datetime) -> list[int]:
    """Return the periods of a stream that are over and in which it may have asked, the earliest first."""
    periods = _periods(asked_times(activity), now)
    return [period for period in periods if (period + 1) * PROMPT_PERIOD_S * 1000 <= to_ms(now)]


def _periods(times: Ranges, now: datetime) -> range:
    """The periods in which a question may have stood and run out."""
    if not times:
        return range(0)
    last_ms = min(times[-1][1], to_ms(now)) - 1
    return range(times[0][0] // 1000 // PROMPT_PERIOD_S, last_ms // 1000 // PROMPT_PERIOD_S + 1)


class _Presence:
    """Who was present in which slot of the times in which a stream asked, until now."""

    def __init__(
        self, activity_id: int, times: Ranges, now: datetime, participants: Mapping[int, object]
    ) -> None:
        self._now_ms = to_ms(now)
        self._bitmaps: dict[int, bytes] = {}
        if not times or not participants:
            return
        size = len(bitmap_of(participants))
        marks = read_marks(
            activity_id=activity_id,
            first_slot=times[0][0] // LIVE_SLOT_MS,
            last_slot=times[-1][1] // LIVE_SLOT_MS,
        )
        everybody = (1 << size * 8) - 1
        for slot, bitmap in marks.items():
            self._bitmaps[slot] = (bitmap & everybody).to_bytes(size, "little")

    def throughout(self, participant_id: int, prompt: Prompt) -> bool:
        """Tell whether a participant was marked in every slot that a question touched, and it has run out."""
        ends_ms = prompt.starts_ms + PROMPT_MS
        if ends_ms > self._now_ms:
            return False
        byte, bit = divmod(participant_id, 8)
        slots = range(prompt.starts_ms // LIVE_SLOT_MS, (ends_ms - 1) // LIVE_SLOT_MS + 1)
        return all(slot in self._bitmaps and self._bitmaps[slot][byte] >> bit & 1 for slot in slots)
