"""Settings shared by every environment. What differs is read from the environment when the process starts."""

import os
from pathlib import Path

import dj_database_url
import dj_email_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from prokadry.plugins.discovery import discover

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("PROKADRY_VAR", ROOT / "var"))


def env_list(name: str) -> list[str]:
    """Return a comma-separated environment variable as a list without blanks."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
# The theme of sites that have chosen none in the CMS.
THEME = os.environ.get("PROKADRY_THEME", "base")

INSTALLED_APPS = [
    "tracks",
    "courses",
    "cms_pages",
    "prokadry.accounts",
    "prokadry.ui",
    "prokadry.plugins",
    "prokadry.demo",
    # The plain configuration: the other one would put its own loaders in the place of ours.
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks_db",
    "csp",
    "wagtailmedia",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "prokadry.accounts.wagtail_users.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.postgres",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "prokadry.static_files.BundledStaticFilesConfig",
]
# Plugins come last: what they build upon is ready before them. Found here, loaded behind a guard by Django.
PLUGINS = discover(env_list("PROKADRY_PLUGINS"))
INSTALLED_APPS += PLUGINS.apps
# Whether a broken plugin is raised, instead of being turned off and named to staff.
PLUGINS_STRICT = os.environ.get("PROKADRY_PLUGINS_STRICT", "0") == "1"
SITE_ID = 1

MIDDLEWARE = [
    # Pings are answered here, before sessions, sign-in and CSRF run: the token is the authority.
    "courses.http.ping_middleware.PingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms_pages.http.page_cache.PageCacheMiddleware",
    "prokadry.ui.themes.middleware.ThemeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "prokadry.accounts.http.middleware.TimeZoneMiddleware",
    "prokadry.accounts.http.middleware.StaffMfaMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "prokadry.plugins.middleware.LostPageMiddleware",
]

ROOT_URLCONF = "prokadry.urls"
WSGI_APPLICATION = "prokadry.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "prokadry.ui.themes.engine.ThemedTemplates",
        "NAME": "django",
        "DIRS": [ROOT / "themes" / "base" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "prokadry.ui.themes.loader.CachedLoader",
                    [
                        "prokadry.ui.themes.loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "prokadry.ui.context.look",
                "cms_pages.context.site",
            ],
        },
    }
]
COTTON_DIR = "cotton"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'prokadry.sqlite3'}"),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A write lock is taken at once: a deferred one that has to be upgraded fails instead of waiting.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = os.environ.get("CACHE_URL", "")
REDIS = {
    "BACKEND": "prokadry.cache.ForgivingRedisCache",
    "LOCATION": CACHE_URL,
    "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
}
CACHES = {
    "default": (
        REDIS
        if CACHE_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}
    ),
    # The little that every process must see at once: a command that publishes is a process of its own.
    "shared": (
        REDIS
        if CACHE_URL
        else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR / "cache"}
    ),
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/learn/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "prokadry.accounts.http.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_FORMS = {
    "login": "prokadry.accounts.http.forms.LoginForm",
    "signup": "prokadry.accounts.http.forms.SignupForm",
    "add_email": "prokadry.accounts.http.forms.ChangeEmailForm",
    "change_password": "prokadry.accounts.http.forms.ChangePasswordForm",
    "set_password": "prokadry.accounts.http.forms.SetPasswordForm",
    "reset_password": "prokadry.accounts.http.forms.ResetPasswordForm",
    "reset_password_from_key": "prokadry.accounts.http.forms.ResetPasswordKeyForm",
    "reauthenticate": "prokadry.accounts.http.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "prokadry.accounts.http.forms.MfaAuthenticateForm",
    "reauthenticate": "prokadry.accounts.http.forms.MfaReauthenticateForm",
    "activate_totp": "prokadry.accounts.http.forms.ActivateTotpForm",
}
ACCOUNT_CHANGE_EMAIL = True
# Beside what allauth limits by itself.
ACCOUNT_RATE_LIMITS = {"export_data": "10/h/user", "erase_account": "5/m/user"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "ПроКадры"
# Whether staff must set up a second factor before the CMS or the admin opens.
STAFF_MFA_REQUIRED = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "site" / "prokadry" / "locale", *sorted((ROOT / "themes").glob("*/locale"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Moscow"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "themes" / "base" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "prokadry.ui.themes.static.ThemeFinder",
]
MEDIA_URL = os.environ.get("MEDIA_URL", "/media/")
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR / "media"))
# Originals and renditions of lectures never lie under MEDIA_ROOT: they are served only to those who may watch.
VIDEO_ROOT = Path(os.environ.get("MEDIA_VIDEO_ROOT", VAR / "video"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "prokadry.ui.themes.static.ThemedManifestStorage"},
}

EMAIL_CONFIG = dj_email_url.parse(os.environ.get("EMAIL_URL", "console:"))
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL_CONFIG["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = EMAIL_CONFIG["EMAIL_FILE_PATH"] or str(VAR / "mail")
SUPPORT_EMAIL = os.environ.get("SUPPORT_EMAIL", "help@example.org")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "ПроКадры <noreply@example.org>")

WAGTAIL_SITE_NAME = "ПроКадры"
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
WAGTAIL_I18N_ENABLED = False
# Editors publish themselves: nobody is set to approve, so nothing is sent to an approval.
WAGTAIL_WORKFLOW_ENABLED = False
# One zone only, so the CMS does not ask: it follows the one of the person's profile.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_LOGIN_URL = "/cms/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = [("ru", _("Russian"))]
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {
            "features": ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "blockquote"]
        },
    }
}
WAGTAILMEDIA = {"MEDIA_MODEL": "courses.Video"}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
MODELSEARCH_BACKENDS = WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "cms_pages.search_backend", "SEARCH_CONFIG": "russian"}
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "prokadry.accounts.http.authentication.TokenAuthentication",
        "prokadry.accounts.http.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["prokadry.accounts.http.permissions.InScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "prokadry.rest.problems.problem_handler",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": _("ProKadry: completion API"),
    "DESCRIPTION": _("Who has completed what: recorded webinars and live streams of the programme."),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "CompletionState": "courses.enums.CompletionState",
        "Level": "tracks.enums.Level",
    },
    "PREPROCESSING_HOOKS": ["prokadry.rest.openapi.keep_own"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "prokadry.rest.openapi.add_problems",
    ],
}

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/cms/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Evidence: how often the background loop writes the buffer, and how often it folds what was written, in seconds. What
# is written outlives the process; folded seldom, a statement serves more pings. Whoever asks about themselves waits
# for neither.
EVIDENCE_FLUSH_S = 2.0
EVIDENCE_FOLD_S = 10.0
# Whether each process runs that loop; tests turn it off and do its rounds by themselves.
EVIDENCE_BACKGROUND = True
# One process with SQLite, or several that meet in PostgreSQL. A dotted path, so a test can name a store of its own.
EVIDENCE_STORE = {
    "embedded": "courses.evidence_store.EmbeddedStore",
    "scaled": "courses.evidence_store.ScaledStore",
}[os.environ.get("EVIDENCE_STORE") or ("embedded" if os.environ.get("EMBEDDED", "1") == "1" else "scaled")]
# Whether web processes fold what they wrote, or leave that to `manage.py fold_evidence --forever`.
EVIDENCE_FOLD = os.environ.get("EVIDENCE_FOLD", "1") == "1"
# How long folded pings are kept, so that the evidence can be folded again and compared; 0 keeps none.
EVIDENCE_RETENTION_DAYS = int(os.environ.get("EVIDENCE_RETENTION_DAYS", "0"))
LIVE_EARLY_ENTRY_S = 30 * 60
# A lecture's files are asked for every few seconds by each viewer, and a token says whose they are.
PATHS_WITHOUT_USER = ("/video/", "/live/")
# Where nginx finds VIDEO_ROOT as an internal location, so that it sends the files itself; "" when Django does.
VIDEO_ACCEL_PREFIX = os.environ.get("MEDIA_VIDEO_ACCEL_PREFIX", "")
# `load_demo` refuses to run where this is False.
DEMO_DATA_ALLOWED = False
PERSONAL_DATA_CONSENT_VERSION = "2026-01"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"prokadry": {"level": "INFO"}, "courses": {"level": "INFO"}, "tracks": {"level": "INFO"}},
}
