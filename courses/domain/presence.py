"""Who was present in a live stream, read from the slots in the database: bit n of a bitmap is the user n."""

import sys
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

from django.db.models import BinaryField, F, Func, QuerySet, Value

from ..models import PresenceSlot
from . import bulk
from .amendments import NO_AMENDMENTS, Amendments
from .evidence import live
from .evidence.bitmaps import bitmap_of, participants_in
from .evidence.constants import LIVE_SLOT_MS
from .evidence.ranges import Ranges, merged, subtracted

FEW_BITS = 500


def read_marks(*, activity_id: int, first_slot: int, last_slot: int) -> dict[int, int]:
    """Return {slot: bitmap} of the marked slots from the first to the last, both included."""
    slots = PresenceSlot.objects.filter(activity_id=activity_id, slot__range=(first_slot, last_slot))
    return dict(_joined_writers(slots))


def read_all_marks(*, activity_id: int) -> dict[int, int]:
    """Return {slot: bitmap} of every marked slot of a stream, in order."""
    return dict(_joined_writers(PresenceSlot.objects.filter(activity_id=activity_id)))


def marked_counts(
    *,
    activity_id: int,
    countable: Ranges,
    participant_ids: Collection[int],
    amendments: Amendments = NO_AMENDMENTS,
) -> dict[int, int]:
    """Return how many of their countable slots each participant is credited; those of none are left out.

    `countable` is what counts for everybody; `amendments` take a person's excuses away from it and credit our
    outages. One query, whatever the number of participants.
    """
    if not countable or not participant_ids:
        return {}
    if len(participant_ids) == 1:
        (participant_id,) = participant_ids
        own = subtracted(countable, map(live.slots_within, amendments.excused_of(participant_id)))
        marked = live.count_marked(_slots_of_one(activity_id, participant_id, amendments.outages), own)
        return {participant_id: marked} if marked else {}
    slots = PresenceSlot.objects.filter(activity_id=activity_id)
    if not amendments.outages:
        slots = slots.filter(slot__gte=countable[0][0], slot__lt=countable[-1][1])
    counts_at = {slot for start, end in countable for slot in range(start, end)}
    planes: list[int] = []
    credited = credited_slots(_joined_writers(slots), amendments.outages)
    for slot, bitmap in without_excused(credited, amendments.excused):
        if slot in counts_at:
            _add(planes, bitmap)
    return _read_counts(planes, participant_ids)


def presence_ranges(*, activity_id: int, participant_id: int, outages: Ranges = ()) -> Ranges:
    """Return the absolute slots one participant is credited, by a mark or for an outage of ours."""
    return merged((slot, slot + 1) for slot in _slots_of_one(activity_id, participant_id, outages))


def presence_ranges_of(
    *, activity_id: int, participant_ids: Collection[int], outages: Ranges = ()
) -> dict[int, Ranges]:
    """Return what `presence_ranges` does for many participants, in one query; the absent are left out."""
    wanted = int.from_bytes(bitmap_of(participant_ids), "little")
    ranges: dict[int, list[tuple[int, int]]] = {}
    since: dict[int, int] = {}
    before, next_slot = 0, 0

    def leave(gone: int, slot: int) -> None:
        for participant_id in _bits(gone):
            ranges.setdefault(participant_id, []).append((since.pop(participant_id), slot))

    marks = _joined_writers(PresenceSlot.objects.filter(activity_id=activity_id))
    for slot, bitmap in credited_slots(marks, outages):
        if slot != next_slot:
            leave(before, next_slot)
            before = 0
        present = bitmap & wanted
        leave(before & ~present, slot)
        since.update(dict.fromkeys(_bits(present & ~before), slot))
        before, next_slot = present, slot + 1
    leave(before, next_slot)
    return {participant_id: tuple(spans) for participant_id, spans in ranges.items()}


def is_marked_now(*, activity_id: int, participant_id: int, now_ms: int) -> bool:
    """Tell whether a ping of this participant still covers this moment, to the slot."""
    slot = now_ms // LIVE_SLOT_MS
    return bool(
        read_marks(activity_id=activity_id, first_slot=slot, last_slot=slot).get(slot, 0) >> participant_id
        & 1
    )


def credited_slots(marks: Iterable[tuple[int, int]], outages: Ranges) -> Iterable[tuple[int, int]]:
    """Join what outages credit to the marks: (slot, bitmap) pairs in the order of slots."""
    if not outages:
        return marks
    joined = dict(marks)
    for slot, credit in live.outage_credit(joined, outages).items():
        joined[slot] = joined.get(slot, 0) | credit
    return sorted(joined.items())


def without_excused(
    slots: Iterable[tuple[int, int]], excused: Mapping[int, Ranges]
) -> Iterator[tuple[int, int]]:
    """Take everybody out of the slots that do not count for them; `slots` come in order."""
    toggles: dict[int, int] = {}
    for participant_id, spans in excused.items():
        for edges in merged(map(live.slots_within, spans)):
            for edge in edges:
                toggles[edge] = toggles.get(edge, 0) ^ 1 << participant_id
    edges_ahead = sorted(toggles, reverse=True)
    away = 0
    for slot, bitmap in slots:
        while edges_ahead and edges_ahead[-1] <= slot:
            away ^= toggles[edges_ahead.pop()]
        yield slot, bitmap & ~away


def _joined_writers(slots: QuerySet[PresenceSlot]) -> Iterator[tuple[int, int]]:
    """The slots in order, each with the bitmaps of all its writers joined."""
    rows = bulk.read(slots.order_by("slot").values_list("slot", "bitmap"))
    for slot, group in groupby(rows, key=lambda row: row[0]):
        joined = 0
        for _, bitmap in group:
            joined |= int.from_bytes(bitmap, "little")
        yield slot, joined


def _slots_of_one(activity_id: int, participant_id: int, outages: Ranges) -> set[int]:
    """The credited slots of one participant: the database hands over one byte of every bitmap, not all of it."""
    bit = participant_id % 8
    rows = PresenceSlot.objects.filter(activity_id=activity_id).annotate(part=byte_of(participant_id))
    parts = rows.values_list("slot", "part")
    marks = {slot: 1 for slot, part in parts if part and bytes(part)[0] >> bit & 1}
    return {slot for slot, _ in credited_slots(marks.items(), outages)}


def byte_of(participant_id: int) -> Func:
    """Return the expression for the byte of a bitmap that tells of one participant; empty past its end."""
    return Func(
        F("bitmap"),
        Value(participant_id // 8 + 1),
        Value(1),
        function="SUBSTR",
        output_field=BinaryField(),
    )


def _add(planes: list[int], bitmap: int) -> None:
    """Count one slot for everybody at once: plane i holds bit i of every participant's count."""
    carry = bitmap
    for i, plane in enumerate(planes):
        if not carry:
            return
        planes[i], carry = plane ^ carry, plane & carry
    if carry:
        planes.append(carry)


# The eight bits of a byte as eight 32-bit numbers, so that whole planes are added as numbers of that width.
_SPREAD = [b"".join((byte >> bit & 1).to_bytes(4, "little") for bit in range(8)) for byte in range(256)]


def _read_counts(planes: list[int], participant_ids: Collection[int]) -> dict[int, int]:
    size = max(max(participant_ids) // 8 + 1, *((plane.bit_length() + 7) // 8 for plane in planes), 1)
    total = 0
    for i, plane in enumerate(planes):
        spread = b"".join(map(_SPREAD.__getitem__, plane.to_bytes(size, "little")))
        total += int.from_bytes(spread, "little") << i
    counts = array("I", total.to_bytes(size * 32, "little"))
    if sys.byteorder == "big":
        counts.byteswap()
    return {participant_id: count for participant_id in participant_ids if (count := counts[participant_id])}


def _bits(bitmap: int) -> Iterator[int]:
    """The bits that are set: one by one where they are few, byte by byte where they are many."""
    if bitmap.bit_count() > FEW_BITS:
        yield from participants_in(bitmap.to_bytes((bitmap.bit_length() + 7) // 8, "little"))
        return
    while bitmap:
        lowest = bitmap & -bitmap
        yield lowest.bit_length() - 1
        bitmap ^= lowest
