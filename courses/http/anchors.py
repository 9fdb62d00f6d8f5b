"""Tokens at the edge: signed with the site's keys, bound to the sign-in whose cookie came with them."""

import hmac
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.utils.translation import gettext_lazy as _

from ..domain.evidence.tokens import Anchor, BadToken, login_hash, read_token, same_login, sign_anchor
from .problems import Problem


@lru_cache(maxsize=4)
def _keys(secrets: tuple[str, ...]) -> Mapping[str, bytes]:
    """The keys by id, the current one first. An id is a fingerprint, so that keys can be rotated."""
    return {
        hmac.digest(secret.encode(), b"prokadry.evidence.key-id.1", "sha256").hex()[:8]: secret.encode()
        for secret in secrets
    }


def evidence_keys() -> Mapping[str, bytes]:
    """Return the keys that tokens may be signed with: the site's secret, then those it replaced."""
    return _keys((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def cookie_of(request: HttpRequest) -> str:
    """Return the sign-in cookie, or an empty string."""
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def cookie_in(environ: Mapping[str, Any]) -> str:
    """Return what `cookie_of` does, of a request that Django has not met."""
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    return cookies.get(settings.SESSION_COOKIE_NAME, "").encode("latin-1").decode(errors="replace")


def login_of(request: HttpRequest) -> bytes:
    """Return the fingerprint of the sign-in that a new token is bound to."""
    return login_hash(cookie_of(request), next(iter(evidence_keys().values())))


def sign(anchor: Anchor) -> str:
    """Return the token of an anchor, signed with the current key."""
    keys = evidence_keys()
    return sign_anchor(anchor, keys=keys, key_id=next(iter(keys)))


def read(token: str, cookie: str) -> Anchor:
    """Return the anchor of a token that came with a sign-in cookie.

    Raises Problem: 401 when it is none of ours or there is no sign-in, 403 when another sign-in was given it.
    """
    if not cookie:
        raise Problem(HTTPStatus.UNAUTHORIZED, _("Sign in again: your session has ended."))
    return _read(token, cookie, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


# Somebody sends the same two twice a minute; what is refused is not remembered. About 0.8 KB each.
@lru_cache(maxsize=20_000)
def _read(token: str, cookie: str, secrets: tuple[str, ...]) -> Anchor:
    keys = _keys(secrets)
    try:
        anchor = read_token(token, keys=keys)
    except BadToken:
        raise Problem(HTTPStatus.UNAUTHORIZED, _("This token is not valid. Reload the page.")) from None
    if not same_login(anchor, cookie, keys[token.partition(".")[0]]):
        raise Problem(HTTPStatus.FORBIDDEN, _("This token belongs to another sign-in. Reload the page."))
    return anchor
