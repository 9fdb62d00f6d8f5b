"""Check-in codes: shown or spoken in a stream, different every minute, worthless soon after."""

import hmac
from typing import Final
from uuid import UUID

from courses.domain.evidence.constants import CODE_DIGITS, CODE_MINUTES

_PURPOSE: Final = "prokadry.evidence.check-in.1"


def check_in_code(secret: bytes, *, stream: int, checkpoint: UUID | str | int, minute: int) -> str:
    """The six digits of one checkpoint in one minute (`minute` = UTC seconds // 60)."""
    message = f"{_PURPOSE}:{stream}:{checkpoint}:{minute}".encode()
    number = int.from_bytes(hmac.digest(secret, message, "sha256")[:8], "big")
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def code_is_valid(
    code: object, secret: bytes, *, stream: int, checkpoint: UUID | str | int, at_s: int
) -> bool:
    """Whether a typed code is that of the current minute or of the two before it, never of a coming one.

    Anything but a string of six ASCII digits is invalid. Takes the same time whichever minute matches.
    """
    if not isinstance(code, str) or len(code) != CODE_DIGITS or not (code.isascii() and code.isdigit()):
        return False
    minute = at_s // 60
    matched = False
    for past in range(CODE_MINUTES):
        expected = check_in_code(secret, stream=stream, checkpoint=checkpoint, minute=minute - past)
        matched |= hmac.compare_digest(expected, code)
    return matched
