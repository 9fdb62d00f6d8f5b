"""A load generator in a process of its own: raw keep-alive sockets and requests made beforehand.

`python -m tests.bench.generator PORT REQUESTS SECONDS CONNECTIONS [RATE]` prints what it measured as JSON. Without
a rate it asks as fast as it is answered (closed loop). With one it sends at fixed instants (open loop), and a
latency counts from the instant a request was due: a server that stalls is not spared the requests it delayed.
"""

import json
import pickle
import resource
import selectors
import socket
import sys
import time
from collections import Counter, deque
from pathlib import Path

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length: "


class Connection:
    """One socket and the answer it waits for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        self.due = 0.0

    def ask(self, request: bytes, due: float) -> None:
        """Send a request that was due at an instant."""
        self.due = due
        self.socket.sendall(request)

    def take_answer(self) -> str | None:
        """Return the status of the answer once it is complete. Raises ConnectionError when the server hangs up."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server hung up")
        self._received += part
        head, end, body = self._received.partition(HEAD_END)
        if not end:
            return None
        lowered = head.lower()
        at = lowered.find(LENGTH)
        length = int(lowered[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) < length:
            return None
        self._received = b""
        return head[9:12].decode()


class Load:
    """Connections that send the requests one after another, and what came of it."""

    def __init__(self, port: int, requests: list[bytes], connections: int) -> None:
        self._requests = requests
        self._selector = selectors.DefaultSelector()
        # Taken in turn: a connection that lies idle for long is closed by the server.
        self._idle = deque(Connection(port) for _number in range(connections))
        for connection in self._idle:
            self._selector.register(connection.socket, selectors.EVENT_READ, connection)
        self._sent = 0
        self.latencies: list[float] = []
        self.statuses: Counter[str] = Counter()

    def closed(self, seconds: float) -> float:
        """Ask without pause for some seconds; return how long it took."""
        started = time.perf_counter()
        # One request alone may be repeated without end; pings are sent once each.
        last = len(self._requests) if len(self._requests) > 1 else sys.maxsize
        while self._sent < last and time.perf_counter() - started < seconds:
            while self._idle and self._sent < last:
                self._send(self._idle.popleft(), time.perf_counter())
            self._collect(1.0)
        while self._waiting_count() and self._collect(5.0):
            pass
        return time.perf_counter() - started

    def open(self, rate: float, seconds: float) -> float:
        """Send `rate` requests a second for some seconds; return how long it took."""
        started = time.perf_counter()
        count = min(len(self._requests), round(rate * seconds))
        waiting: deque[float] = deque()
        planned = 0
        while planned < count or waiting or self._waiting_count():
            now = time.perf_counter()
            while planned < count and started + planned / rate <= now:
                waiting.append(started + planned / rate)
                planned += 1
            while waiting and self._idle:
                self._send(self._idle.popleft(), waiting.popleft())
            next_due = started + planned / rate if planned < count else now + 5
            if (
                not self._collect(max(0.0, min(0.05, next_due - time.perf_counter())))
                and now - started > seconds + 30
            ):
                break
        return time.perf_counter() - started

    def _send(self, connection: Connection, due: float) -> None:
        connection.ask(self._requests[self._sent % len(self._requests)], due)
        self._sent += 1

    def _waiting_count(self) -> int:
        """How many connections still wait for an answer."""
        return len(self._selector.get_map()) - len(self._idle)

    def _collect(self, timeout: float) -> bool:
        events = self._selector.select(timeout)
        for key, _mask in events:
            connection = key.data
            status = connection.take_answer()
            if status is not None:
                self.latencies.append(time.perf_counter() - connection.due)
                self.statuses[status] += 1
                self._idle.append(connection)
        return bool(events)


def save_requests(path: Path, requests: list[bytes]) -> None:
    """Write requests where a load generator finds them."""
    path.write_bytes(pickle.dumps(requests))


def main() -> None:
    """Measure as the command line says and print the result."""
    port, path, seconds, connections, *rate = sys.argv[1:]
    requests = pickle.loads(Path(path).read_bytes())
    load = Load(int(port), requests, int(connections))
    took = load.open(float(rate[0]), float(seconds)) if rate else load.closed(float(seconds))
    used = resource.getrusage(resource.RUSAGE_SELF)
    latencies = sorted(load.latencies)
    print(
        json.dumps(
            {
                "answers": len(latencies),
                "took_s": took,
                "p50_ms": latencies[len(latencies) // 2] * 1000,
                "p99_ms": latencies[int(len(latencies) * 0.99)] * 1000,
                "worst_ms": latencies[-1] * 1000,
                "statuses": load.statuses,
                "own_cpu": (used.ru_utime + used.ru_stime) / took,
            }
        )
    )


if __name__ == "__main__":
    main()
