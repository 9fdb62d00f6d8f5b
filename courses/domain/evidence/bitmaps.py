"""Participant bitmaps: bit n (of byte n // 8, least significant first) is the participant with id n."""

from collections.abc import Iterable, Iterator


def bitmap_of(participants: Iterable[int]) -> bytes:
    """The bitmap of some participants, without trailing zero bytes."""
    ids = list(participants)
    bitmap = bytearray(max(ids) // 8 + 1 if ids else 0)
    for n in ids:
        bitmap[n // 8] |= 1 << n % 8
    return bytes(bitmap)


def joined(*bitmaps: bytes) -> bytes:
    """The participants who are in any of the bitmaps."""
    bits = 0
    for bitmap in bitmaps:
        bits |= int.from_bytes(bitmap, "little")
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def participants_in(bitmap: bytes) -> Iterator[int]:
    """The ids a bitmap holds, ascending."""
    for i, byte in enumerate(bitmap):
        for bit in range(8):
            if byte >> bit & 1:
                yield i * 8 + bit
