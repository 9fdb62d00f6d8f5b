"""Who may fetch a package's files: a token in their addresses, since a sandboxed frame sends no cookies."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from django.core import signing

SALT = "scorm.pass"
PASS_LIFE = timedelta(hours=6)


@dataclass(frozen=True)
class Pass:
    """One person's leave to fetch one package until `expires_s`, in unix seconds.

    `activity_id` is 0 for an editor's look at a draft; `launch` is 0 where nothing is recorded.
    """

    user_id: int
    activity_id: int
    launch: int
    digest: str
    expires_s: int


def sign_pass(
    *, user_id: int, activity_id: int, launch: int, digest: str, now: datetime, until: datetime | None = None
) -> str:
    """Return a token valid for six hours, or to `until`."""
    expires_at = min(now + PASS_LIFE, until) if until else now + PASS_LIFE
    made = Pass(user_id, activity_id, launch, digest, int(expires_at.timestamp()))
    return signing.Signer(salt=SALT).sign_object(list(astuple(made)))


def read_pass(token: str, *, now: datetime) -> Pass | None:
    """Return what a token was made for; None for one that was not made here or whose time is over."""
    try:
        found = Pass(*signing.Signer(salt=SALT).unsign_object(token))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return found if now.timestamp() < found.expires_s else None
