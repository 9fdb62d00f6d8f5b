"""Production: refuses to start on a missing or demo secret, or without the hosts it serves."""

from django.core.exceptions import ImproperlyConfigured

from . import dev
from .base import *  # noqa: F403 - settings modules extend one another by design
from .base import ALLOWED_HOSTS, SECRET_KEY

if len(SECRET_KEY) < 50 or SECRET_KEY == dev.SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a private random string of at least 50 characters.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the host names this site serves, separated by commas.")

SECURE_SSL_REDIRECT = True
# Load balancers ask by plain HTTP, and take a redirect for an answer.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
STAFF_MFA_REQUIRED = True
