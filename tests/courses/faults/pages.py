"""The page as a bad day sees it: plays half a minute in a moment, sends what the page sends, waits as it is told."""

import http.client
import json
import threading
import time
from collections import deque
from typing import Any
from urllib.parse import urlsplit

from tests.courses.faults.sites import SLOTS, Site, wait_until

# Half a minute of playing, of which each ping tells, and a second of Retry-After.
PACE_S = 0.4
SECOND_S = PACE_S / 30
NEW_SLOTS = 6
RESENT_AFTER_EPOCH = 60
TIMEOUT_S = 20


def post(url: str, path: str, body: Any, cookie: str) -> tuple[int, dict[str, str], Any]:
    """Send JSON as a signed-in page does; return status, headers and the answer. Raises OSError."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=TIMEOUT_S)
    token = "a" * 32
    headers = {
        "Content-Type": "application/json", "X-CSRFToken": token,
        "Cookie": f"sessionid={cookie}; csrftoken={token}",
    }  # fmt: skip
    try:
        connection.request("POST", path, json.dumps(body), headers)
        response = connection.getresponse()
        return response.status, dict(response.headers), json.loads(response.read())
    except http.client.HTTPException as error:
        raise OSError("the connection broke off") from error
    finally:
        connection.close()


class Page:
    """One continuous viewer of the webinar: slot k says that seconds 5k to 5k + 5 were played."""

    def __init__(self, site: Site, person: tuple[int, str]) -> None:
        self._site = site
        self._cookie = person[1]
        self.sid, self._token = site.mint(person)
        self.played = 0
        self.acknowledged: set[int] = set()
        self.statuses: list[int] = []
        self.epoch: int | None = None
        self._waiting: set[int] = set()
        self._recent: deque[set[int]] = deque(maxlen=2)
        self._quiet_until = 0.0

    def tick(self) -> None:
        """Play half a minute on and send it, with the last two pings and what was not acknowledged."""
        new = set(range(self.played, min(self.played + NEW_SLOTS, SLOTS)))
        self.played += len(new)
        self._waiting |= new
        if time.monotonic() < self._quiet_until:
            return
        sent = self._waiting.union(*self._recent)
        slots = [[k, k * 5000, k * 5000 + 5000] for k in sorted(sent)]
        try:
            status, headers, answer = post(
                self._site.url, "/e/pings", {"t": self._token, "s": slots}, self._cookie
            )
        except OSError:
            return
        self.statuses.append(status)
        if status in (429, 503):
            self._quiet_until = time.monotonic() + int(headers["Retry-After"]) * SECOND_S
            return
        assert (status, answer.get("rejected")) == (200, {}), answer
        self.acknowledged |= sent
        self._recent.append(self._waiting)
        self._waiting = set()
        if self.epoch is not None and answer["store_epoch"] != self.epoch:
            self._waiting = set(range(max(0, self.played - RESENT_AFTER_EPOCH), self.played))
        self.epoch = answer["store_epoch"]

    @property
    def is_done(self) -> bool:
        """Whether everything was played and acknowledged."""
        return len(self.acknowledged) == SLOTS and not self._waiting


class LivePage:
    """One continuous viewer of the stream, who pings far more often than needed to be met by every fault."""

    def __init__(self, site: Site, person: tuple[int, str]) -> None:
        self._site = site
        self.participant, self._cookie = person
        self._token = site.mint_live(person)
        self.received_ms: list[int] = []

    def tick(self) -> None:
        """Say that the person is there."""
        try:
            status, _, answer = post(self._site.url, "/e/pings", {"t": self._token}, self._cookie)
        except OSError:
            return
        if status == 200:
            self.received_ms.append(int(time.time() * 1000))
        else:
            assert status in (429, 503), answer


class Audience:
    """Viewers who watch at the same time, each in a thread of its own, until everything is acknowledged."""

    def __init__(self, site: Site, *, watching: int = 8, attending: int = 3, pace_s: float = PACE_S) -> None:
        self.site = site
        self._pace_s = pace_s
        people = site.people(watching + attending)
        self.pages = [Page(site, person) for person in people[:watching]]
        self.live = [LivePage(site, person) for person in people[watching:]]
        self._stopping = threading.Event()
        self._faults: list[BaseException] = []
        viewers: list[Page | LivePage] = [*self.pages, *self.live]
        self._threads = [threading.Thread(target=self._watch, args=(viewer,)) for viewer in viewers]

    def __enter__(self) -> "Audience":
        for thread in self._threads:
            thread.start()
        wait_until(lambda: self._share() >= 1 / 3, "a third is acknowledged")
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _watch(self, viewer: Page | LivePage) -> None:
        try:
            while not self._stopping.wait(self._pace_s):
                viewer.tick()
        except BaseException as error:
            self._faults.append(error)

    def _share(self) -> float:
        assert not self._faults, self._faults
        return sum(len(page.acknowledged) for page in self.pages) / (SLOTS * len(self.pages))

    def finish(self) -> None:
        """Go on until everybody has everything acknowledged and has sent two pings more."""
        wait_until(
            lambda: self._share() == 1 and all(page.is_done for page in self.pages), "all is acknowledged"
        )
        sent = [len(page.statuses) for page in self.pages]
        wait_until(
            lambda: all(
                len(page.statuses) > before + 2 for page, before in zip(self.pages, sent, strict=True)
            ),
            "two more pings",
        )

    def check(self) -> None:
        """Nobody lost more than a slot, none counts twice, and everybody present is marked throughout."""
        for page in self.pages:
            wait_until(lambda page=page: len(self._wall(page)) >= SLOTS - 1, f"{page.sid} is folded")
            played = [unit for slot in self._facts(page) for a, b in slot.ranges for unit in range(a, b)]
            assert len(played) == len(set(played)) == 5 * len(self._wall(page))
            assert all(slot.ranges == ((5 * slot.k, 5 * slot.k + 5),) for slot in self._facts(page))
        for live in self.live:
            first, last = live.received_ms[0] // 15_000, live.received_ms[-1] // 15_000
            wait_until(
                lambda live=live, first=first, last=last: (
                    len(set(range(first, last + 5)) - self.site.marked(live.participant)) <= 1
                ),
                f"{live.participant} is marked",
            )

    def _wall(self, page: Page) -> Any:
        return self.site.evidence(page.sid).wall

    def _facts(self, page: Page) -> list[Any]:
        return list(self.site.evidence(page.sid).slots())
