"""The cache of the scaled setting: a real Redis that is killed and comes back."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
import redis

from prokadry.cache import ForgivingRedisCache
from tests.servers import free_port

pytestmark = pytest.mark.skipif(
    shutil.which("redis-server") is None and os.environ.get("CI") != "true",
    reason="Debian's redis-server is not installed",
)


class Redis:
    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self._folder)],
            stdout=subprocess.DEVNULL,
        )
        client, deadline = redis.Redis(port=self.port), time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                client.ping()
            except redis.RedisError:
                continue
            return
        raise RuntimeError("Redis does not answer")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.kill()


def test_the_site_goes_on_without_redis(server: Redis) -> None:
    cache = ForgivingRedisCache(f"redis://127.0.0.1:{server.port}/0", {"OPTIONS": {"socket_timeout": 1}})
    cache.set("key", 1)
    assert (cache.get("key"), cache.incr("key"), cache.has_key("key")) == (1, 2, True)
    server.kill()
    assert cache.get("key", "default") == "default"
    assert cache.get_many(["key"]) == {}
    assert cache.add("key", 1) is True
    cache.set("key", 3)
    cache.delete_many(["key"])
    assert (cache.incr("key"), cache.touch("key"), cache.delete("key"), cache.clear()) == (
        1,
        False,
        False,
        False,
    )
    assert cache.set_many({"key": 1}) == ["key"]
    server.start()
    now_s = time.monotonic()
    with mock.patch("prokadry.cache.time.monotonic", return_value=now_s + 6):
        cache.set("key", 4)
        assert cache.get("key") == 4


def test_a_redis_that_is_away_is_not_asked_each_time(server: Redis) -> None:
    cache = ForgivingRedisCache(f"redis://127.0.0.1:{server.port}/0", {})
    server.kill()
    with mock.patch.object(
        redis.connection.ConnectionPool, "get_connection", side_effect=redis.ConnectionError
    ) as ask:
        for _ in range(5):
            assert cache.get("key") is None
    assert ask.call_count == 1
