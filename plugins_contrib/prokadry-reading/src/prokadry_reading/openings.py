"""When a page was opened, signed: nobody can claim time from before it."""

from datetime import datetime

from django.core import signing

from courses.domain.instants import to_ms

SALT = "reading.opening"


def sign_opening(*, participant_id: int, activity_id: int, opened_s: int) -> str:
    """Return a token that says when this person opened this text, in unix seconds."""
    return signing.dumps([participant_id, activity_id, opened_s], salt=SALT)


def opened_at(token: str, *, participant_id: int, activity_id: int) -> int | None:
    """Return the second of a token that was made for this person and text, else None."""
    try:
        person, text, opened_s = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(opened_s) if (person, text) == (participant_id, activity_id) else None


def next_second(now: datetime) -> int:
    """Return the first whole second that begins at or after `now`."""
    return -(-to_ms(now) // 1000)
