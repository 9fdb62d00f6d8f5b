"""Honest people in a live stream, and what they type when a code is shown."""

from collections.abc import Generator

from .behaviour import DEPARTURE_S, Behaviour
from .network import Network
from .tabs import RETRY_MS, LivePage, Script, Seat


class Attendance(Behaviour):
    """Somebody in a stream; the parts of its length are shares, so that short streams can be played too."""

    measure = "stream"

    def wait_for(self, seat: Seat, share: float) -> Script:
        """Wait until this share of the stream is over."""
        yield seat.starts_at_ms + round(seat.length_ms * share)


class Attendee(Attendance):
    title = "honest, the whole stream"
    ping_ms = (25_000, 35_000)

    def run(self, seat: Seat) -> Script:
        """Open the page before the start and stay to the end."""
        yield from LivePage(seat, ping_ms=self.ping_ms).stay(seat.length_ms)


class BackgroundPage(Attendee):
    title = "hidden tab, timers once a minute"
    ping_ms = (58_000, 62_000)


class LateComer(Attendance):
    title = "comes at half"

    def run(self, seat: Seat) -> Script:
        """Come when half of the stream is over."""
        yield from self.wait_for(seat, 0.5)
        yield from LivePage(seat).stay(seat.length_ms)


class LeaverAndReturner(Attendance):
    title = "leaves for a third and comes back"
    over_s = DEPARTURE_S
    least_s = 300

    def run(self, seat: Seat) -> Script:
        """Close the page after a third, open it again for the last one."""
        page = LivePage(seat)
        yield from page.stay(seat.length_ms / 3000)
        page.leave()
        yield from self.wait_for(seat, 2 / 3)
        yield from LivePage(seat).stay(seat.length_ms)


class LiveDropper(Attendance):
    """Who has no network does not see the stream either."""

    title = "network away for 10 min"
    over_s = DEPARTURE_S
    least_s = 1_200

    def run(self, seat: Seat) -> Script:
        """Lose the network in the middle and have it back ten minutes later."""
        page = LivePage(seat)
        yield from page.stay(seat.length_ms / 2000)
        yield seat.after(600)
        yield from page.stay(seat.length_ms)


class LossyStream(Attendance):
    """Only the loss of the very first ping shows: the slot of arrival may be over when it is repeated."""

    title = "bad network: a fifth of pings lost"
    under_s = 15

    def run(self, seat: Seat) -> Script:
        """Stay all the time while single pings get lost; the next one covers for it."""
        seat.platform = Network(seat.platform, seat.rng, loss=0.2, deafness=0.2)
        yield from LivePage(seat).stay(seat.length_ms)


class ThreeDevices(Attendance):
    title = "three devices at once"

    def run(self, seat: Seat) -> Script:
        """Keep the page open on three devices: it counts once."""
        pages = [LivePage(seat, is_watched=number == 0, ping_ms=(9_000, 11_000)) for number in range(3)]
        ends_at_ms = seat.starts_at_ms + seat.length_ms
        came_ms = seat.now_ms()
        while seat.now_ms() < ends_at_ms:
            for page in pages:
                page.ping()
            yield min(ends_at_ms, seat.now_ms() + 10_000)
        pages[0].note_presence(came_ms, ends_at_ms)


class CodeTyper(Attendance):
    """Codes are counted, not seconds: how many checkpoints were answered rightly and how many were credited."""

    measure = "codes"
    title = "types the code within two minutes"
    delay_s = (3, 60)

    def come_and_see(self, seat: Seat) -> Generator[int, None, LivePage]:
        """Open the page, stay until the checkpoint is open, return the page."""
        page = LivePage(seat, is_watched=False)
        yield from page.stay((seat.starts_at_ms - seat.now_ms()) / 1000 + seat.length_ms * 0.3 / 1000)
        return page

    def run(self, seat: Seat) -> Script:
        """See the code, type it a little later."""
        page = yield from self.come_and_see(seat)
        code = seat.platform.code(seat.activity)
        yield from page.stay(min(seat.rng.uniform(*self.delay_s), seat.length_ms * 0.2 / 1000))
        if code:
            seat.codes_typed += 1
            page.type_code(code)
        yield from page.stay(RETRY_MS / 1000)


ATTENDING: tuple[type[Behaviour], ...] = (
    Attendee, BackgroundPage, LateComer, LeaverAndReturner, LiveDropper, LossyStream, ThreeDevices, CodeTyper,
)  # fmt: skip
