"""«Are you here?»: once in 20 minutes, at a moment of their own, everybody present has 90 s to answer.

When that moment comes follows from a secret alone, so every process asks the same at the same time and nothing
is stored until somebody answers.
"""

import hmac
from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Final, NamedTuple

from courses.domain.evidence.constants import (
    CLOCK_SLACK_MS,
    LIVE_SLOT_MS,
    LIVE_SLOT_S,
    PROMPT_PERIOD_S,
    PROMPT_S,
)
from courses.domain.evidence.ranges import Ranges

PROMPT_MS: Final = PROMPT_S * 1000
_PERIOD_MS: Final = PROMPT_PERIOD_S * 1000
_PURPOSE: Final = "prokadry.evidence.prompt.1"
_ID_BYTES: Final = 12


class Prompt(NamedTuple):
    """One question to one participant; it stands from `starts_ms` (UTC) for PROMPT_MS."""

    id: str
    period: int
    starts_ms: int


def prompt_of(secret: bytes, *, activity: int, participant: int, period: int) -> Prompt:
    """The question of one period (`period` = UTC seconds // 1200); it lies wholly within the period."""
    digest = hmac.digest(secret, f"{_PURPOSE}:{activity}:{participant}:{period}".encode(), "sha256")
    offset_s = int.from_bytes(digest[:8], "big") % (PROMPT_PERIOD_S - PROMPT_S + 1)
    prompt_id = f"{period}-{digest[8 : 8 + _ID_BYTES].hex()}"
    return Prompt(prompt_id, period, (period * PROMPT_PERIOD_S + offset_s) * 1000)


def open_prompt(
    secret: bytes, *, activity: int, participant: int, asked_ms: Ranges, now_ms: int
) -> Prompt | None:
    """The question that stands now, if its 90 s lie wholly within one of the times in which people are asked.

    `asked_ms` are ranges of UTC milliseconds: the schedule of the stream without its breaks.
    """
    if not any(start <= now_ms < end for start, end in asked_ms):
        return None
    prompt = prompt_of(secret, activity=activity, participant=participant, period=now_ms // _PERIOD_MS)
    if not prompt.starts_ms <= now_ms < prompt.starts_ms + PROMPT_MS:
        return None
    return prompt if is_asked(prompt, asked_ms) else None


def is_asked(prompt: Prompt, asked_ms: Ranges) -> bool:
    """Whether the 90 s of a question lie wholly within one of the times in which people are asked."""
    return any(start <= prompt.starts_ms and prompt.starts_ms + PROMPT_MS <= end for start, end in asked_ms)


def expected_askings(marks: Mapping[int, int], asked_ms: Ranges, period: int) -> int:
    """How many people were asked in a period, as the mean over all the moments at which a question may come.

    `marks` are bitmaps of participants by slot: asked is who is marked in every slot that their 90 s touch. Of n
    people who come and go the real number differs by about the root of n; of those who stay it is exact. To know
    it would take a hash for each of them.
    """
    first_s = period * PROMPT_PERIOD_S
    moments = range(first_s, first_s + PROMPT_PERIOD_S - PROMPT_S + 1)
    total = 0
    for slot in range(moments[0] // LIVE_SLOT_S, moments[-1] // LIVE_SLOT_S + 1):
        aligned = reduce(and_, (marks.get(slot + n, 0) for n in range(PROMPT_MS // LIVE_SLOT_MS)))
        across = aligned & marks.get(slot + PROMPT_MS // LIVE_SLOT_MS, 0)
        people = [aligned.bit_count(), *[across.bit_count()] * (LIVE_SLOT_S - 1)]
        for second, there in enumerate(people, start=slot * LIVE_SLOT_S):
            if there and second in moments and is_asked(Prompt("", period, second * 1000), asked_ms):
                total += there
    return round(total / len(moments))


def expires_in_s(prompt: Prompt, now_ms: int) -> int:
    """How many whole seconds are left to answer."""
    return (prompt.starts_ms + PROMPT_MS - now_ms) // 1000


def answered_period(
    prompt_id: str, secret: bytes, *, activity: int, participant: int, now_ms: int
) -> int | None:
    """The period of the question that this participant answers now with this id; None for late or foreign ones.

    An answer may be under way for the slack of the clock.
    """
    period = now_ms // _PERIOD_MS
    for asked in (period, period - 1):
        prompt = prompt_of(secret, activity=activity, participant=participant, period=asked)
        until_ms = prompt.starts_ms + PROMPT_MS + CLOCK_SLACK_MS
        if hmac.compare_digest(prompt.id, prompt_id) and prompt.starts_ms <= now_ms < until_ms:
            return asked
    return None
