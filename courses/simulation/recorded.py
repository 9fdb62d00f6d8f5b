"""Honest people before a recording, and the mishaps that befall them."""

from .behaviour import MAX_RATE, PING_S, SLOT_S, Behaviour
from .network import Network
from .tabs import Player, Script, Seat


class Honest(Behaviour):
    title = "honest at 1×"
    rate = 1.0

    def run(self, seat: Seat) -> Script:
        """Watch from the beginning to the end."""
        yield from Player(seat).watch_all(rate=self.rate)


class Honest15(Honest):
    title = "honest at 1.5×"
    rate = 1.5


class Honest2(Honest):
    title = "honest at 2×"
    rate = 2.0


class Pauser(Behaviour):
    title = "pauses often"

    def run(self, seat: Seat) -> Script:
        """Watch a fifth at a time, at changing speeds, with pauses between."""
        player = Player(seat)
        part_s = seat.length_ms / 5000
        for rate in (1, 1.25, 2, 1, 1.75):
            yield from player.play(part_s / rate, rate=rate)
            player.ping()
            yield seat.after(seat.rng.uniform(1, part_s / 2))
        yield from player.watch_all()


class BackgroundTab(Behaviour):
    title = "hidden tab, timers once a minute"

    def run(self, seat: Seat) -> Script:
        """Listen with the tab in the background, where the browser slows its timers."""
        yield from Player(seat, ping_ms=(58_000, 62_000)).watch_all()


class Seeker(Behaviour):
    title = "seeks to the end"

    def run(self, seat: Seat) -> Script:
        """Watch a little, jump about, watch the last five seconds."""
        player = Player(seat)
        yield from player.play(10)
        player.seek(seat.length_ms / 2000)
        yield from player.play(seat.rng.uniform(3, 9))
        player.seek(seat.length_ms / 1000 - 5)
        yield from player.watch_all()


class Rewatcher(Behaviour):
    title = "watches one part three times"

    def run(self, seat: Seat) -> Script:
        """Watch the second quarter again and again: it counts once."""
        player = Player(seat)
        part_s = seat.length_ms / 4000
        for _time in range(3):
            player.seek(part_s)
            yield from player.play(part_s)
        yield from player.rest()


class Leaver(Behaviour):
    """Of the slot that has not ended when the page closes nothing is sent."""

    title = "watches in three sittings"
    under_s = 3 * SLOT_S

    def run(self, seat: Seat) -> Script:
        """Watch a third, close the page, come back to where it was."""
        place_s = 0.0
        third_s = seat.length_ms / 3000
        for _sitting in range(3):
            player = Player(seat)
            player.seek(place_s)
            yield from player.play(third_s)
            player.ping()
            place_s = player.media_ms / 1000
            yield seat.after(seat.rng.uniform(5, third_s))


class LossyNetwork(Behaviour):
    title = "bad network: a fifth of pings and answers lost"

    def run(self, seat: Seat) -> Script:
        """Watch everything over a line that loses pings, and answers to pings that did arrive."""
        seat.platform = Network(seat.platform, seat.rng, loss=0.2, deafness=0.2)
        yield from Player(seat).watch_all()


class Dropper(Behaviour):
    title = "network away for 10 min"
    away_s = 600
    least_s = 1_200

    def run(self, seat: Seat) -> Script:
        """Go on watching what is loaded while the network is away; all of it is sent when it is back."""
        network = seat.platform = Network(seat.platform, seat.rng)
        player = Player(seat)
        yield from player.play(seat.rng.uniform(100, 200))
        network.is_away = True
        yield from player.play(self.away_s)
        network.is_away = False
        player.ping()
        yield from player.watch_all()


class LongDropper(Dropper):
    """Only the last 15 min are taken late: ten are lost, with what the last ping before had not sent yet."""

    title = "network away for 25 min"
    away_s = 1_500
    least_s = 2_000
    under_s = 10 * 60 + 2 * SLOT_S + PING_S


class Sleeper(Behaviour):
    """What the last ping before the sleep had not sent yet is too old when the laptop wakes."""

    title = "laptop asleep for 3 h"
    under_s = PING_S + 2 * SLOT_S
    is_long = True

    def run(self, seat: Seat) -> Script:
        """Close the lid midway, open it three hours later, watch on."""
        player = Player(seat)
        yield from player.play(seat.length_ms / 2000)
        yield seat.after(3 * 3600)
        player.ping()
        yield from player.watch_all()


class TwoDevices(Behaviour):
    """A slot counts in the lane of one device only, so the one in which the other takes over is lost."""

    title = "moves from laptop to phone"
    under_s = SLOT_S

    def run(self, seat: Seat) -> Script:
        """Watch half on one device, the rest on another; the first is told and stops."""
        laptop = Player(seat)
        yield from laptop.play(seat.length_ms / 2000)
        phone = Player(seat)
        phone.seek(laptop.media_ms / 1000)
        laptop.ping()
        yield from phone.watch_all()


class FiveDevices(Behaviour):
    """The human is where the newest session is; what the other four claim since is not watched by anybody."""

    title = "five devices at once"

    def run(self, seat: Seat) -> Script:
        """Play five parts of the recording at the same time."""
        players = []
        part_s = seat.length_ms / 5000
        for number in range(5):
            player = Player(seat, is_watched=number == 4, is_polite=False)
            player.seek(number * part_s)
            players.append(player)
            yield seat.after(0.2)
        yield from _side_by_side(players, part_s)


def _side_by_side(players: list[Player], seconds: float) -> Script:
    """Let several players play in one script, each pinging at its own time."""
    scripts = [(player, player.play(seconds)) for player in players]
    waiting = [(next(script), number) for number, (_player, script) in enumerate(scripts)]
    while waiting:
        at_ms, number = min(waiting)
        waiting.remove((at_ms, number))
        yield at_ms
        next_ms = next(scripts[number][1], None)
        if next_ms is not None:
            waiting.append((next_ms, number))
    yield from players[-1].rest()


class DeadlineCrosser(Behaviour):
    """A slot counts when it starts before the deadline."""

    title = "watches across the deadline"
    over_s = SLOT_S * MAX_RATE
    closes_at = 0.6

    def run(self, seat: Seat) -> Script:
        """Watch on after the deadline: what was played until then counts."""
        yield from Player(seat).watch_all()


RECORDED: tuple[type[Behaviour], ...] = (
    Honest, Honest15, Honest2, Pauser, BackgroundTab, Seeker, Rewatcher, Leaver, LossyNetwork, Dropper,
    LongDropper, Sleeper, TwoDevices, FiveDevices, DeadlineCrosser,
)  # fmt: skip
