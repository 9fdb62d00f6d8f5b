"""People and programs that claim presence, or codes, they have no right to."""

from http import HTTPStatus

from .behaviour import DEPARTURE_S, Behaviour
from .live import Attendance, CodeTyper
from .platform import Person
from .tabs import LivePage, Script, Seat


class OnePing(Attendance):
    title = "one ping, then leaves"
    over_s = DEPARTURE_S

    def run(self, seat: Seat) -> Script:
        """Open the page and close it at once."""
        yield from self.wait_for(seat, seat.rng.uniform(0.1, 0.3))
        page = LivePage(seat)
        page.ping()
        page.note_presence(seat.now_ms(), seat.now_ms())


class LiveBot(Attendance):
    """It cannot be told from a person: what it wins is bounded by the stream itself."""

    title = "program that pings, nobody there"
    is_attack = True

    def run(self, seat: Seat) -> Script:
        """Ping through the whole stream."""
        yield from LivePage(seat, is_watched=False).stay(seat.length_ms)
        seat.over_s = seat.length_ms / 1000


class LiveFlooder(Attendance):
    title = "ten pings a second, then leaves"
    over_s = DEPARTURE_S

    def run(self, seat: Seat) -> Script:
        """Flood the server for twenty seconds: it is worth no more than one ping at their end."""
        yield from self.wait_for(seat, 0.1)
        page = LivePage(seat)
        came_ms = seat.now_ms()
        for _number in range(200):
            page.ping()
            yield seat.after(0.1)
        page.note_presence(came_ms, seat.now_ms())


class LiveThief(Attendance):
    title = "token thief: another's token"
    is_attack = True

    def run(self, seat: Seat) -> Script:
        """Send a token with another sign-in's cookie."""
        yield from self.wait_for(seat, 0.1)
        page = LivePage(seat)
        thief = Person(seat.person.user, seat.person.cookie + "x")
        seat.platform.ping(thief, page.session.token, [])


class CodeGuesser(CodeTyper):
    title = "guesses codes"

    def run(self, seat: Seat) -> Script:
        """Try code after code for as long as anybody answers."""
        page = yield from self.come_and_see(seat)
        shown = seat.platform.code(seat.activity)
        attempts = min(60, seat.length_ms // 2000)
        for _number in range(attempts):
            guess = f"{seat.rng.randrange(10**6):06d}"
            if guess != shown and page.type_code(guess) == HTTPStatus.TOO_MANY_REQUESTS:
                page.ping()
            yield seat.after(1)


class CodeRelayer(CodeTyper):
    title = "types a code relayed three minutes later"
    least_s = 600

    def run(self, seat: Seat) -> Script:
        """Be told the code by somebody and type it three minutes after it was shown."""
        page = yield from self.come_and_see(seat)
        code = seat.platform.code(seat.activity)
        yield from page.stay(180)
        if code:
            page.type_code(code)


LIVE_ATTACKS: tuple[type[Behaviour], ...] = (
    OnePing, LiveBot, LiveFlooder, LiveThief, CodeGuesser, CodeRelayer,
)  # fmt: skip
