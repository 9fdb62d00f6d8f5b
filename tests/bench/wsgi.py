"""The product's WSGI application, with its database statements counted in a file that the bench can read."""

import os
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db.backends.signals import connection_created

from prokadry.wsgi import application as product
from tests.bench.counter import Counter

_lock = threading.Lock()
_counters: dict[int, Counter] = {}


def watch(connection: Any, **kwargs: Any) -> None:
    """Count what is executed on a new connection, in the process that executes it."""
    with _lock:
        counter = _counters.get(os.getpid()) or _counters.setdefault(os.getpid(), Counter())
    connection.execute_wrappers.append(counter.count)


connection_created.connect(watch, weak=False)


def _without_middleware() -> WSGIHandler:
    own = settings.MIDDLEWARE
    settings.MIDDLEWARE = []
    try:
        return WSGIHandler()
    finally:
        settings.MIDDLEWARE = own


bare = _without_middleware()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """Answer the emptiest addresses there can be; hand everything else on to the product."""
    path = environ["PATH_INFO"]
    if path == "/bench/raw":
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]
    if path == "/bench/bare":
        return bare(environ, start_response)
    return product(environ, start_response)
