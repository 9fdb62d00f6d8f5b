"""Who was present in a live stream, read from the slots in the database: bit n of a bitmap is the user n."""

from collections.abc import Collection, Iterator
from itertools import groupby

from django.db.models import BinaryField, F, Func, QuerySet, Value

from ..models import PresenceSlot
from .evidence import live
from .evidence.bitmaps import bitmap_of
from .evidence.constants import LIVE_SLOT_MS
from .evidence.ranges import Ranges, merged


def read_marks(*, activity_id: int, first_slot: int, last_slot: int) -> dict[int, int]:
    """Return {slot: bitmap} of the marked slots from the first to the last, both included."""
    slots = PresenceSlot.objects.filter(activity_id=activity_id, slot__range=(first_slot, last_slot))
    return dict(_joined_writers(slots))


def marked_counts(*, activity_id: int, countable: Ranges, participant_ids: Collection[int]) -> dict[int, int]:
    """Return how many countable slots each participant is marked in; those marked in none are left out."""
    if not countable or not participant_ids:
        return {}
    if len(participant_ids) == 1:
        (participant_id,) = participant_ids
        marked = live.count_marked(_slots_of_one(activity_id, participant_id), countable)
        return {participant_id: marked} if marked else {}
    slots = PresenceSlot.objects.filter(
        activity_id=activity_id, slot__gte=countable[0][0], slot__lt=countable[-1][1]
    )
    counts_at = {slot for start, end in countable for slot in range(start, end)}
    planes: list[int] = []
    for slot, bitmap in _joined_writers(slots):
        if slot in counts_at:
            _add(planes, bitmap)
    return _read_counts(planes, participant_ids)


def presence_ranges(*, activity_id: int, participant_id: int) -> Ranges:
    """Return the absolute slots in which one participant is marked, as half-open ranges."""
    return merged((slot, slot + 1) for slot in _slots_of_one(activity_id, participant_id))


def presence_ranges_of(*, activity_id: int, participant_ids: Collection[int]) -> dict[int, Ranges]:
    """Return what `presence_ranges` does for many participants, in one query; the absent are left out."""
    wanted = int.from_bytes(bitmap_of(participant_ids), "little")
    ranges: dict[int, list[tuple[int, int]]] = {}
    since: dict[int, int] = {}
    before, next_slot = 0, 0

    def leave(gone: int, slot: int) -> None:
        for participant_id in _bits(gone):
            ranges.setdefault(participant_id, []).append((since.pop(participant_id), slot))

    for slot, bitmap in _joined_writers(PresenceSlot.objects.filter(activity_id=activity_id)):
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


def _joined_writers(slots: QuerySet[PresenceSlot]) -> Iterator[tuple[int, int]]:
    """The slots in order, each with the bitmaps of all its writers joined."""
    rows = slots.order_by("slot").values_list("slot", "bitmap").iterator()
    for slot, group in groupby(rows, key=lambda row: row[0]):
        joined = 0
        for _, bitmap in group:
            joined |= int.from_bytes(bitmap, "little")
        yield slot, joined


def _slots_of_one(activity_id: int, participant_id: int) -> set[int]:
    """The slots of one participant: the database hands over one byte of every bitmap, not all of it."""
    byte, bit = divmod(participant_id, 8)
    rows = PresenceSlot.objects.filter(activity_id=activity_id).annotate(
        part=Func(F("bitmap"), Value(byte + 1), Value(1), function="SUBSTR", output_field=BinaryField())
    )
    return {slot for slot, part in rows.values_list("slot", "part") if part and bytes(part)[0] >> bit & 1}


def _add(planes: list[int], bitmap: int) -> None:
    """Count one slot for everybody at once: plane i holds bit i of every participant's count."""
    carry = bitmap
    for i, plane in enumerate(planes):
        if not carry:
            return
        planes[i], carry = plane ^ carry, plane & carry
    if carry:
        planes.append(carry)


def _read_counts(planes: list[int], participant_ids: Collection[int]) -> dict[int, int]:
    size = max(participant_ids) // 8 + 1
    columns = [plane.to_bytes(max(size, (plane.bit_length() + 7) // 8), "little") for plane in planes]
    counts: dict[int, int] = {}
    for participant_id in participant_ids:
        byte, bit = divmod(participant_id, 8)
        count = sum((column[byte] >> bit & 1) << i for i, column in enumerate(columns))
        if count:
            counts[participant_id] = count
    return counts


def _bits(bitmap: int) -> Iterator[int]:
    while bitmap:
        lowest = bitmap & -bitmap
        yield lowest.bit_length() - 1
        bitmap ^= lowest
