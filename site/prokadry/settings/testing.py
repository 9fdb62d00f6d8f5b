"""Tests: the development settings with fast hashing, mail in memory and tasks run at once."""

import os
from importlib.util import find_spec

from . import base
from .base import *  # noqa: F403 - settings modules extend one another by design

SECRET_KEY = "test-secret-key"  # noqa: S105 - no secret: it signs only what a test makes
# A page type of somebody else, for tests of what plugins can do; the check of translations has a copy without tests.
INSTALLED_APPS = [*base.INSTALLED_APPS, *(["tests.example_steps"] if find_spec("tests") else [])]
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Processes that test side by side have nothing to tell one another.
CACHES = base.CACHES | {"shared": base.CACHES["default"]}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "prokadry.ui.themes.static.ThemedStorage"},
}
EVIDENCE_BACKGROUND = False
PLUGINS_STRICT = os.environ.get("PROKADRY_PLUGINS_STRICT", "1") == "1"
DEMO_DATA_ALLOWED = True
STATIC_ROOT = None
