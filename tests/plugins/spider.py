"""Asks a running site for its pages, as people do: signs in, and follows links."""

import html
import http.client
import re
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterable
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit

from django.utils.encoding import iri_to_uri

from tests.factories import PASSWORD

LINK = re.compile(r'(?:(?:href|src)="|value="(?=http))([^"#]+)|<loc>([^<]+)')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# Files, and what is only asked with a choice or by a script.
LEFT_OUT = re.compile(
    r"/(?:static|media|video|live|documents)/|/cms/(?:bulk|jsi18n|sprite)|.*(?:logout|/None$)"
)
# Addresses below these are made of words and numbers of the program; elsewhere the last part names a page.
BUILT = ("/cms/", "/admin/", "/api/", "/learn/", "/accounts/")
#: The status of an answer that ended before it was whole.
BROKEN_OFF = 0


class Visitor:
    """Somebody at a site, who may have signed in."""

    def __init__(self, url: str, email: str = "") -> None:
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        if email:
            self._sign_in(email)

    def get(self, path: str) -> tuple[int, str, str]:
        """Return status, text and the address the answer came from."""
        try:
            with self.opener.open(iri_to_uri(self.url + path), timeout=60) as answer:
                return answer.status, answer.read().decode(errors="replace"), answer.url
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode(errors="replace"), self.url + path
        except http.client.IncompleteRead:
            return BROKEN_OFF, "", self.url + path

    def crawl(self, paths: Iterable[str], *, kinds: set[str]) -> dict[str, int]:
        """Return statuses by path: of all `paths`, and of one of each kind of address that pages lead to.

        Kinds that are in `kinds` have been seen; what is seen now is added.
        """
        wanted = deque(dict.fromkeys(paths))
        begun = set(wanted)
        found: dict[str, int] = {}
        while wanted:
            path = wanted.popleft()
            if path in found or (path not in begun and kind_of(path) in kinds):
                continue
            kinds.add(kind_of(path))
            found[path], text, came_from = self.get(path)
            wanted += self._links(text, came_from)
        return found

    def _links(self, text: str, came_from: str) -> list[str]:
        links = [urljoin(came_from, html.unescape("".join(link))) for link in LINK.findall(text)]
        paths = [link.removeprefix(self.url) for link in links if link.startswith(f"{self.url}/")]
        return [path for path in paths if not LEFT_OUT.match(path)]

    def _sign_in(self, email: str) -> None:
        path = "/accounts/login/"
        token = TOKEN.search(self.get(path)[1])
        assert token is not None
        fields = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        request = urllib.request.Request(
            self.url + path, urlencode(fields).encode(), {"Referer": self.url + path}
        )
        with self.opener.open(request) as answer:
            assert path not in answer.url


def kind_of(path: str) -> str:
    """Return what addresses of one kind share: numbers, values of the query and names of pages are left out."""
    parts = urlsplit(path)
    plain = re.sub(r"\d+", "#", parts.path)
    if not plain.startswith(BUILT):
        plain = plain.rstrip("/").rpartition("/")[0]
    names = sorted(part.partition("=")[0] for part in parts.query.split("&"))
    return f"{plain}?{'&'.join(names)}"
