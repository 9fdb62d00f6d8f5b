"""Tokens that carry a session's anchor, so that a ping is verified without a database read."""

import binascii
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["recorded", "live"]

LOGIN_HASH_BYTES: Final = 16
_LAYOUT: Final = struct.Struct(f"!BQQQQQQ{LOGIN_HASH_BYTES}s")
_KIND_CODES: Final[dict[Kind, int]] = {"recorded": 1, "live": 2}
_KINDS: Final[dict[int, Kind]] = {code: kind for kind, code in _KIND_CODES.items()}
_PURPOSE: Final = b"prokadry.evidence.anchor.1:"


class BadToken(ValueError):  # noqa: N818  # says what is wrong
    """The token is malformed, altered, or signed by a key that is not (or no longer) ours."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a session fixed at its start: who watches what, and the server instant its slots count from.

    `t0_ms` is UTC milliseconds since 1970; `duration_ms` is the length of a recording, or how long a live
    session may mark presence; `login` is the `login_hash` of the sign-in that started the session.
    """

    kind: Kind
    sid: int
    participant: int
    activity: int
    rev: int
    t0_ms: int
    duration_ms: int
    login: bytes


def login_hash(session_key: str, secret: bytes) -> bytes:
    """A fingerprint of a sign-in: 16 bytes from which the sign-in cookie cannot be recovered."""
    message = b"prokadry.evidence.login.1:" + session_key.encode("utf-8", "surrogatepass")
    return hmac.digest(secret, message, "sha256")[:LOGIN_HASH_BYTES]


def same_login(anchor: Anchor, session_key: str, secret: bytes) -> bool:
    """Whether the session was started by the sign-in whose cookie came with the ping (constant time)."""
    return hmac.compare_digest(anchor.login, login_hash(session_key, secret))


def sign_anchor(anchor: Anchor, *, keys: Mapping[str, bytes], key_id: str) -> str:
    """Serialise and sign an anchor as URL-safe text `key_id.anchor.signature`.

    Raises KeyError for an unknown key, ValueError for a key id or an anchor that cannot be carried.
    """
    if not key_id or not key_id.isascii() or not key_id.isalnum() or len(key_id) > 32:
        raise ValueError("a key id is 1 to 32 ASCII letters and digits")
    if len(anchor.login) != LOGIN_HASH_BYTES:
        raise ValueError("an anchor's login is what login_hash returns")
    try:
        packed = _LAYOUT.pack(
            _KIND_CODES[anchor.kind],
            anchor.sid,
            anchor.participant,
            anchor.activity,
            anchor.rev,
            anchor.t0_ms,
            anchor.duration_ms,
            anchor.login,
        )
    except struct.error as error:
        raise ValueError(f"the anchor does not fit a token: {error}") from error
    signed = key_id.encode() + b"." + _to_text(packed)
    return (signed + b"." + _signature(signed, keys[key_id])).decode()


def read_token(token: str, *, keys: Mapping[str, bytes]) -> Anchor:
    """The anchor a token carries; raises BadToken, and nothing else, for whatever we did not sign.

    The signature covers the text itself, so no other spelling of the same bytes is accepted.
    """
    if not isinstance(token, str) or not token.isascii():
        raise BadToken("not a token")
    signed, _, signature = token.encode().rpartition(b".")
    key_id, _, text = signed.partition(b".")
    key = keys.get(key_id.decode())
    if key is None:
        raise BadToken("unknown key")
    if not hmac.compare_digest(_signature(signed, key), signature):
        raise BadToken("wrong signature")
    try:
        kind, *fields = _LAYOUT.unpack(urlsafe_b64decode(text + b"=" * (-len(text) % 4)))
        return Anchor(_KINDS[kind], *fields)
    except (binascii.Error, struct.error, KeyError) as error:
        raise BadToken("not an anchor") from error


def _to_text(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")


def _signature(signed: bytes, key: bytes) -> bytes:
    return _to_text(hmac.digest(key, _PURPOSE + signed, "sha256"))
