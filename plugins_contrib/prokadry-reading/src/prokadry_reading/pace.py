"""Time given to reading, in whole seconds of the wall clock. Pure: no framework, no clock.

A person's seconds are a set: each belongs to at most one section of one text, whoever reports it and how often.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from courses.domain.evidence.ranges import Range, Ranges, merged, subtracted, total

# So much is kept of each section: what it would take somebody this slow. Who set the speed does not matter for it, so a
# changed setting never changes what is kept.
SLOWEST_WPM = 100


@dataclass(frozen=True)
class Claim:
    """Half-open seconds [start, end) during which a page showed the section `key`."""

    start: int
    end: int
    key: str


def needed_s(words: int, wpm: int) -> int:
    """How many seconds a section of so many words takes at this speed; never none."""
    return max(1, -(-words * 60 // wpm))


def clipped(ranges: Iterable[Range], window: Range) -> Ranges:
    """What of `ranges` lies inside `window`."""
    start, end = window
    return merged((max(a, start), min(b, end)) for a, b in ranges)


def earliest(ranges: Ranges, count: int) -> Ranges:
    """The first `count` seconds of sorted ranges."""
    kept: list[Range] = []
    for start, end in ranges:
        if count <= 0:
            break
        kept.append((start, min(end, start + count)))
        count -= end - start
    return tuple(kept)


def latest(ranges: Ranges, count: int) -> Ranges:
    """The last `count` seconds of sorted ranges."""
    return subtracted(ranges, earliest(ranges, total(ranges) - count))


def reached_at(ranges: Ranges, count: int) -> int | None:
    """The second at whose beginning `count` seconds had passed, None when there are fewer."""
    kept = earliest(ranges, count)
    return kept[-1][1] if kept and total(kept) == count else None


def with_claims(
    kept: Mapping[str, Ranges],
    claims: Iterable[Claim],
    *,
    elsewhere: Ranges,
    window: Range,
    words: Mapping[str, int],
) -> dict[str, Ranges]:
    """Return the seconds of each section after what a page claims.

    Counted is what lies in `window` and was not given to another section or, `elsewhere`, to another text. Sections
    that are not in `words` are left as they are. Of a section only the earliest seconds are kept, enough for the
    slowest reader: so the result does not depend on the order in which claims without contradictions arrive.
    """
    result = dict(kept)
    taken = merged([*elsewhere, *(span for ranges in kept.values() for span in ranges)])
    for claim in claims:
        if claim.key not in words:
            continue
        new = subtracted(clipped([(claim.start, claim.end)], window), taken)
        if new:
            taken = merged([*taken, *new])
            result[claim.key] = merged([*result.get(claim.key, ()), *new])
    return {
        key: earliest(ranges, needed_s(words[key], SLOWEST_WPM)) if key in words else ranges
        for key, ranges in result.items()
    }
