"""What a behaviour is: a script, and the bounds that its credit must keep."""

from typing import ClassVar, Literal

from .tabs import Script, Seat

# The bounds are the promises of docs/evidence.md, written here once more as plain numbers: if the constants of
# the product change, the simulator must notice.
SLOT_S = 5
MAX_RATE = 2
# A wall slot holds ten seconds at the fastest speed, and one more second by rounding.
SLOT_CREDIT_S = 11
PING_S = 35
DEPARTURE_S = 90

Measure = Literal["recording", "stream", "codes"]


class Behaviour:
    """How one kind of person behaves before one activity.

    `over_s` and `under_s` bound what may be credited too much and too little (in check-ins for codes); `least_s`
    is the shortest activity it makes sense before; `is_long` says that it takes longer than the activity does;
    `is_attack` that nobody watches what is claimed, so that all credit is over-credit.
    """

    title: ClassVar[str]
    measure: ClassVar[Measure] = "recording"
    over_s: ClassVar[float] = 0
    under_s: ClassVar[float] = 0
    least_s: ClassVar[int] = 20
    is_long: ClassVar[bool] = False
    is_attack: ClassVar[bool] = False
    # Where the recording's deadline lies for this person, as a share of its length after the beginning.
    closes_at: ClassVar[float | None] = None

    def run(self, seat: Seat) -> Script:
        """Act; yields the unix milliseconds at which to go on."""
        raise NotImplementedError
