"""The WSGI edge: pings are answered before Django, the same as by the middleware; the rest is handed on."""

import json
from io import BytesIO
from typing import Any
from wsgiref.validate import validator

import pytest

from courses.http.pings import PingEdge
from tests.courses.http.viewers import Clock, Viewer, make_viewer

pytestmark = pytest.mark.django_db


def pages(environ: Any, start_response: Any) -> list[bytes]:
    start_response("418 I'm a Teapot", [("Content-Type", "text/plain")])
    return [b"pages"]


class Server:
    """What a WSGI server does for one request, with the conformance checks of the standard library."""

    def __init__(self, viewer: Viewer) -> None:
        self.cookie = "; ".join(f"{name}={item.value}" for name, item in viewer.client.cookies.items())
        self.answer: tuple[str, dict[str, str]] = ("", {})

    def ask(self, body: bytes, path: str = "/e/pings", method: str = "POST", **extra: Any) -> bytes:
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "",
            "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(body)), "HTTP_COOKIE": self.cookie, "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body), "wsgi.errors": BytesIO(),
            "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False, **extra,
        }  # fmt: skip
        started = validator(PingEdge(pages))(environ, self.start)
        content = b"".join(started)
        started.close()
        return content

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        self.answer = (status, dict(headers))
        return lambda data: None


@pytest.fixture
def viewer(clock: Clock) -> Viewer:
    viewer = make_viewer(clock)
    viewer.start()
    clock.wait(60)
    return viewer


def test_the_rest_is_handed_on(viewer: Viewer) -> None:
    server = Server(viewer)
    for path in ("/", "/e/pings/", "/e/sessions"):
        assert server.ask(b"", path) == b"pages"


def test_a_ping_is_answered(viewer: Viewer) -> None:
    server = Server(viewer)
    body = json.dumps({"t": viewer.started["tok"], "s": [[0, 0, 5000]]}).encode()
    content = server.ask(body)
    assert server.answer[0] == "200 OK"
    assert server.answer[1] == {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "Content-Length": str(len(content)),
    }
    assert json.loads(content)["ok"] == 1
    assert viewer.progress()["seen"] == [[0, 5]]


def test_a_refusal_is_in_the_language_of_the_browser(viewer: Viewer) -> None:
    server = Server(viewer)
    english = json.loads(server.ask(b"{", HTTP_ACCEPT_LANGUAGE="en"))
    russian = json.loads(server.ask(b"{", HTTP_ACCEPT_LANGUAGE="ru"))
    assert english["status"] == russian["status"] == 400
    assert english["detail"] != russian["detail"]
    assert server.answer[0] == "400 Bad Request"


def test_another_method(viewer: Viewer) -> None:
    server = Server(viewer)
    assert json.loads(server.ask(b"", method="GET"))["status"] == 405
    assert server.answer[1]["Allow"] == "POST"
