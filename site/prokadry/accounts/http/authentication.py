"""Who calls the API: a bearer token, or the session of a person who is signed in on the site."""

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request
from wagtail.models import APIToken

from ..domain.tokens import find_token, note_use
from ..models import User

REALM = 'Bearer realm="prokadry"'


class InvalidToken(exceptions.AuthenticationFailed):
    """The token is wrong, expired or revoked: which of these is not told."""

    default_detail = _("The token is wrong, expired or revoked.")
    default_code = "invalid_token"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …` with a token of Wagtail, limited by its TokenGrant."""

    def authenticate(self, request: Request) -> tuple[User, APIToken] | None:
        scheme, _blank, text = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        now = timezone.now()
        token = find_token(text.strip(), now=now)
        if token is None:
            raise InvalidToken
        note_use(token=token, now=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return REALM


class SessionAuthentication(authentication.SessionAuthentication):
    """The session cookie, with the CSRF token for methods that change something."""

    def authenticate(self, request: Request) -> tuple[User | AnonymousUser, None] | None:
        user = getattr(request._request, "user", None)
        if user is None or not user.is_active or user.is_anonymous:
            return None
        self.enforce_csrf(request)
        return user, None

    def authenticate_header(self, request: Request) -> str:
        return REALM
