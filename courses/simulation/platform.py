"""What simulated people need of the platform, whether it is a server or the domain on a made-up clock."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol

from prokadry.accounts.models import User

from ..domain.evidence.ranges import Ranges
from ..models import Activity

OK = HTTPStatus.OK
# What a browser reports when there is no network.
NO_NETWORK = 0


@dataclass(frozen=True)
class Person:
    """A participant with the sign-in cookie of one browser."""

    user: User
    cookie: str


class Started(NamedTuple):
    """A watch session as its page knows it."""

    token: str
    t0_ms: int


class Credit(NamedTuple):
    """What the platform tells a participant in the end; ranges are seconds of the recording or stream."""

    seen: Ranges
    check_ins: int


class Refused(Exception):  # noqa: N818 - says what happened
    """A session could not be started; the argument is the HTTP status."""


class Platform(Protocol):
    """The evidence addresses. Statuses are those of HTTP, whichever way they come."""

    def now_ms(self) -> int:
        """Return the present in unix milliseconds."""
        ...

    def start(self, person: Person, activity: Activity, kind: str) -> Started:
        """Open a watch session. Raises Refused."""
        ...

    def ping(self, person: Person, token: str, slots: list[Any]) -> int:
        """Send a ping; return the status."""
        ...

    def check_in(self, person: Person, token: str, code: str) -> int:
        """Type a code; return the status."""
        ...

    def code(self, activity: Activity) -> str | None:
        """Return the code that is shown in the stream now, None when no checkpoint is open."""
        ...

    def credit(self, person: Person, activity: Activity) -> Credit:
        """Return what is credited to a person."""
        ...
