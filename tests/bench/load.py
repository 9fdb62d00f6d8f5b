"""A small closed-loop load generator: keep-alive connections that ask as fast as they are answered."""

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Rate:
    """How fast a server answered: requests a second and the 99th percentile of latency in milliseconds."""

    per_s: float
    p99_ms: float
    failures: int


def measure(url: str, *, connections: int = 8, seconds: float = 4.0) -> Rate:
    """Ask for `url` over keep-alive connections for some seconds; an answer other than 200 is a failure."""
    return asyncio.run(_measure(url, connections, seconds))


async def _measure(url: str, connections: int, seconds: float) -> Rate:
    deadline = time.perf_counter() + seconds
    results = await asyncio.gather(*(_ask_until(url, deadline) for _ in range(connections)))
    latencies = sorted(latency for own, _failures in results for latency in own)
    failures = sum(failed for _own, failed in results)
    p99 = latencies[int(len(latencies) * 0.99)] if latencies else 0.0
    return Rate(len(latencies) / seconds, p99 * 1000, failures)


async def _ask_until(url: str, deadline: float) -> tuple[list[float], int]:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    latencies: list[float] = []
    failures = 0
    while time.perf_counter() < deadline:
        started = time.perf_counter()
        writer.write(request)
        ok = await _read_answer(reader)
        latencies.append(time.perf_counter() - started)
        failures += not ok
    writer.close()
    return latencies, failures


async def _read_answer(reader: asyncio.StreamReader) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    await reader.readexactly(length)
    return b" 200 " in head.split(b"\r\n", 1)[0]
