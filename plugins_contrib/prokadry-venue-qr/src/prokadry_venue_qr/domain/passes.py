"""Passes: what a participant's QR code says. Signed, for one person and one meeting, good for about a minute."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from courses.extensions import CheckInRefused

LIFE = timedelta(seconds=60)
# Servers that sign and read a pass may differ by so much.
SLACK = timedelta(seconds=5)
# How often the page of a code draws a new one: two are missed before the code on the screen is worthless.
REFRESH_S = 20
LONGEST = 400
_SALT = "prokadry.venue_qr.pass.1"


class NoPass(CheckInRefused):
    """What was read is no pass of ours, or one that was altered."""

    def __init__(self) -> None:
        super().__init__(_("This is not a code of ours. Ask for “My QR code” on the page of the meeting."))


class ExpiredPass(CheckInRefused):
    """A pass of ours whose minute is over: a screenshot, or a page that lost its connection."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This code has run out: it is good for one minute. It may be a screenshot, or the phone is offline. "
                "Ask to open the page anew, or find the person by name in the list."
            )
        )


@dataclass(frozen=True)
class Pass:
    """Who shows it, at which meeting, and when it was drawn."""

    participant_id: int
    activity_id: int
    issued_at: datetime


def sign_pass(*, participant_id: int, activity_id: int, now: datetime) -> str:
    """Return the text of a pass: letters, digits, `-`, `_` and dots."""
    return _signer().sign(f"{participant_id:x}-{activity_id:x}-{int(now.timestamp()):x}")


def read_pass(text: object, *, now: datetime) -> Pass:
    """Return what a pass says; the address that a QR code holds is read as well.

    Raises NoPass for everything that was not signed here, ExpiredPass for what is too old.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise NoPass
    token = text.strip().rstrip("/").rpartition("/")[2]
    try:
        participant, activity, issued = (int(part, 16) for part in _signer().unsign(token).split("-"))
    except (BadSignature, ValueError):
        raise NoPass from None
    found = Pass(participant, activity, datetime.fromtimestamp(issued, UTC))
    if now < found.issued_at - SLACK:
        raise NoPass
    if now >= found.issued_at + LIFE + SLACK:
        raise ExpiredPass
    return found


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")
