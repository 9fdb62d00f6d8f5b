from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import APIToken

from ..enums import Scope
from ..models import TokenGrant, User

USE_IS_NOTED_EVERY = timedelta(minutes=1)
LONGEST_TOKEN = 200


class UnknownScopeError(ValueError):
    """The scope asked for does not exist; the message lists those that do."""


@transaction.atomic
def create_token(*, user: User, scope: str, days: int | None, now: datetime) -> str:
    """Issue an API token to `user` and return its text, which is shown this once and never stored.

    It expires after `days` days, or never if None. Raises UnknownScopeError, or ValueError unless days > 0.
    """
    if scope not in Scope.values:
        raise UnknownScopeError(
            _("Unknown scope %(scope)s; there is: %(known)s.")
            % {
                "scope": scope,
                "known": ", ".join(Scope.values),
            }
        )
    if days is not None and days <= 0:
        raise ValueError(_("A token must live at least one day."))
    token, text = APIToken.create_token(user=user, name=f"{scope} {now:%Y-%m-%d}")
    TokenGrant.objects.create(
        token=token, scope=scope, expires_at=now + timedelta(days=days) if days else None
    )
    return str(text)


def find_token(text: str, *, now: datetime) -> APIToken | None:
    """Return the token with its user and grant if it is good at `now`, else None.

    Whatever is wrong with it, the work is the same: one digest per key of the installation and one query.
    """
    hashes = APIToken.candidate_key_hashes(text[:LONGEST_TOKEN])
    token = APIToken.objects.filter(key_hash__in=hashes).select_related("user", "grant").first()
    if token is None or token.revoked_at is not None or not token.user.is_active:
        return None
    grant = grant_of(token)
    if grant is not None and grant.expires_at is not None and grant.expires_at <= now:
        return None
    return token


def grant_of(token: APIToken) -> TokenGrant | None:
    """Return what the token may do; None for one made in the CMS, which has no scope and so opens nothing."""
    return getattr(token, "grant", None)


def note_use(*, token: APIToken, now: datetime) -> None:
    """Store when the token was last used, at most once a minute."""
    before = now - USE_IS_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= before:
        APIToken.objects.filter(
            Q(last_used_at__isnull=True) | Q(last_used_at__lte=before), pk=token.pk
        ).update(last_used_at=now)
