"""People and programs that claim more of a recording than anybody watched."""

from http import HTTPStatus

from .behaviour import SLOT_CREDIT_S, SLOT_S, Behaviour
from .platform import Person
from .tabs import Player, Script, Seat


class Attack(Behaviour):
    """Nobody watches. What is credited is bounded by the server's clock, in this many seconds of it."""

    is_attack = True

    def allow(self, seat: Seat, wall_s: float) -> None:
        """State the bound: one slot's credit for every slot of server time that passed."""
        seat.over_s = SLOT_CREDIT_S * -(-wall_s // SLOT_S)


class Forger(Attack):
    title = "forger: one slot claims the whole recording"
    over_s = SLOT_CREDIT_S

    def run(self, seat: Seat) -> Script:
        """Claim everything in the first slot, once."""
        session = seat.platform.start(seat.person, seat.activity, "recorded")
        yield seat.after(SLOT_S + 1)
        seat.platform.ping(seat.person, session.token, [[0, 0, seat.length_ms]])


class Replayer(Behaviour):
    title = "replayer: every ping sent 100 times"

    def run(self, seat: Seat) -> Script:
        """Watch a minute honestly, then send what was said again and again."""
        player = Player(seat)
        yield from player.play(40)
        said = player.claims()
        yield from player.rest()
        for _time in range(100):
            seat.platform.ping(seat.person, player.session.token, said)


class Shuffler(Behaviour):
    title = "shuffler: pings late, doubled and out of order"

    def run(self, seat: Seat) -> Script:
        """Keep all claims back for minutes, and send them in any order, one slot at a time."""
        player = Player(seat, ping_ms=(10**9, 10**9))
        yield from player.play(min(seat.length_ms / 1000, 600) - SLOT_S)
        yield seat.after(SLOT_S + 1)
        claims = player.claims() * 2
        seat.rng.shuffle(claims)
        for claim in claims:
            while (
                seat.platform.ping(seat.person, player.session.token, [claim]) == HTTPStatus.TOO_MANY_REQUESTS
            ):
                yield seat.after(1)


class Bot(Attack):
    title = "program at honest speed"
    rate = 1.0

    def run(self, seat: Seat) -> Script:
        """Speak the protocol without playing anything: it takes as long as watching does."""
        began_ms = seat.now_ms()
        player = Player(seat, is_watched=False)
        yield from player.watch_all(rate=self.rate)
        self.allow(seat, (seat.now_ms() - began_ms) / 1000)


class FastBot(Bot):
    title = "program claiming 3×"
    rate = 3.0


class TokenThief(Behaviour):
    """The owner of the token has watched nothing, so whatever appears is over-credit."""

    is_attack = True

    title = "token thief: another's token, and a bent one"

    def run(self, seat: Seat) -> Script:
        """Send a token with another sign-in's cookie, then with a changed letter."""
        session = seat.platform.start(seat.person, seat.activity, "recorded")
        yield seat.after(SLOT_S + 1)
        thief = Person(seat.person.user, seat.person.cookie + "x")
        seat.platform.ping(thief, session.token, [[0, 0, 5_000]])
        bent = session.token.rpartition(".")[0] + "." + "A" * 43
        seat.platform.ping(seat.person, bent, [[0, 0, 5_000]])


class FutureClaimer(Attack):
    title = "claims slots that are yet to come"

    def run(self, seat: Seat) -> Script:
        """Claim the next 20 minutes right after the start."""
        session = seat.platform.start(seat.person, seat.activity, "recorded")
        yield seat.after(SLOT_S + 1)
        claims = [[k, k * 10_000, k * 10_000 + 10_000] for k in range(seat.length_ms // 10_000)][:240]
        seat.platform.ping(seat.person, session.token, claims)
        self.allow(seat, SLOT_S + 3)


class StaleUploader(Attack):
    title = "uploads 40 minutes at once"
    least_s = 1_800
    is_long = True

    def run(self, seat: Seat) -> Script:
        """Wait for 40 minutes and claim them all; only the last 15 are taken."""
        session = seat.platform.start(seat.person, seat.activity, "recorded")
        yield seat.after(40 * 60)
        slots = 40 * 60 // SLOT_S
        for first in range(0, slots, 240):
            claims = [
                [k, k * 5_000 % seat.length_ms, k * 5_000 % seat.length_ms + 10_000] for k in range(slots)
            ]
            seat.platform.ping(seat.person, session.token, claims[first : first + 240])
        self.allow(seat, 15 * 60 + SLOT_S)


class Flooder(Attack):
    title = "ten pings a second with changing claims"

    def run(self, seat: Seat) -> Script:
        """Claim every slot so far with ever new contents."""
        session = seat.platform.start(seat.person, seat.activity, "recorded")
        began_ms = seat.now_ms()
        for number in range(300):
            yield seat.after(0.1)
            start_ms = seat.rng.randrange(seat.length_ms - 10_000)
            claims = [[k, start_ms, start_ms + 10_000] for k in range(number // 50 + 1)]
            seat.platform.ping(seat.person, session.token, claims)
        self.allow(seat, (seat.now_ms() - began_ms) / 1000 + SLOT_S)


RECORDED_ATTACKS: tuple[type[Behaviour], ...] = (
    Forger, Replayer, Shuffler, Bot, FastBot, TokenThief, FutureClaimer, StaleUploader, Flooder,
)  # fmt: skip
