"""Development and the demo: SQLite, local memory cache, mail in files, no secret to keep."""

import os

from .base import *  # noqa: F403 - settings modules extend one another by design
from .base import STORAGES, VAR

SECRET_KEY = "demo-secret-key-never-use-in-production"  # noqa: S105 - public on purpose, production refuses it
DEBUG = False
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR / "mail")

# The database, uploads and mail of a fresh clone need somewhere to live.
VAR.mkdir(parents=True, exist_ok=True)
DEMO_DATA_ALLOWED = True
EVIDENCE_RETENTION_DAYS = int(os.environ.get("EVIDENCE_RETENTION_DAYS", "14"))
# Static files are served from where they lie, so nothing has to be collected first.
WHITENOISE_USE_FINDERS = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "prokadry.ui.themes.static.ThemedStorage"}}

STATIC_ROOT = None
