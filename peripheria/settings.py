"""Settings, from the environment only. Nobody imports this module; use ``django.conf.settings``.

SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, REDIS_URL, DATA_DIR, DEBUG, BASE_URL, EMAIL_URL are read; every one has a
default that suits a single machine. ``docs/operating.md`` has the table.
"""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from peripheria.file_storage import file_storage
from peripheria.mail_address import mail_settings

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool) -> bool:
    """Read a yes/no variable; anything but the six words is an error that names the variable."""
    text = os.environ.get(name, "").strip().lower()
    if text in {"1", "true", "yes"}:
        return True
    if text in {"0", "false", "no"}:
        return False
    if text:
        raise ImproperlyConfigured(f"{name} must be 1 or 0 (true/false, yes/no), not {text!r}.")
    return default


DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
BROKER_FOLDER = DATA_DIR / "broker"
try:
    for folder in (BROKER_FOLDER / "queue", BROKER_FOLDER / "control", DATA_DIR / "static"):
        folder.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR: cannot write in the folder {DATA_DIR}: {error}.") from error

REDIS_URL = os.environ.get("REDIS_URL", "")
DATABASE_URL = os.environ.get("DATABASE_URL", "")
# Embedded: one machine, no services beside us. A deployment sets both addresses.
EMBEDDED = not DATABASE_URL
DEBUG = flag("DEBUG", False)


def secret_key() -> str:
    """SECRET_KEY of the environment, or one made once and kept in DATA_DIR (single machine only)."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = DATA_DIR / "secret_key"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # atomic: the first of several starting processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


try:
    SECRET_KEY = secret_key()
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR: cannot keep a secret key in {DATA_DIR}: {error}.") from error
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
BASE_URL = os.environ.get("BASE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
if not BASE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("BASE_URL must begin with http:// or https://, for example https://pilots.example.org.")
HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
try:
    PROXIES = int(os.environ.get("PROXIES", "0"))
except ValueError as error:
    raise ImproperlyConfigured("PROXIES must be the number of proxies in front, for example 1.") from error

INSTALLED_APPS = [
    "foundation.accounts",
    "foundation.audit",
    "foundation.jobs",
    "foundation.files",
    "pilots",
    "stakeholders",
    "engagement",
    "surveys",
    "indicators",
    "reports",
    "peripheria",
    "django.contrib.auth",
    "django.contrib.humanize",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_celery_results",
    "django_htmx",
    "simple_history",
    "rules.apps.AutodiscoverRulesConfig",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "peripheria.client_address.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "peripheria.urls"
WSGI_APPLICATION = "peripheria.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "peripheria.context_processors.workspace",
            ],
            "libraries": {
                "access": "foundation.accounts.template_tags",
                "translated": "foundation.translated.template_tags",
            },
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

SQLITE_URL = f"sqlite:///{DATA_DIR / 'peripheria.sqlite3'}"
try:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL or SQLITE_URL)}
except (ValueError, KeyError) as error:
    raise ImproperlyConfigured(
        "DATABASE_URL is not an address such as postgresql://user:password@host:5432/name "
        f"or sqlite:////path/file.sqlite3 ({error})."
    ) from error
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: WAL alone loses concurrent transactions to "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
            "PRAGMA cache_size=-20000; PRAGMA busy_timeout=20000"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL.startswith(("redis://", "rediss://"))
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}
}

# accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "foundation.accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

MESSAGE_STORAGE = "foundation.audit.undoable_messages.UndoableMessages"

# languages
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")), ("sv", _("Swedish")), ("de", _("German")),
    ("el", _("Greek")), ("it", _("Italian")), ("pt", _("Portuguese")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["peripheria.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# static and uploaded files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
try:
    FILE_STORAGE = file_storage(os.environ)
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from error
FILE_UPLOAD_HANDLERS = [
    "foundation.files.upload_limit.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": FILE_STORAGE,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "files"

# security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"],
        "font-src": [SELF], "connect-src": [SELF], "object-src": [NONE], "base-uri": [SELF],
        "form-action": [SELF], "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# the proxy in front redirects to https; subdomains and the browsers' preload list are for the city to decide
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

# mail: written into files unless a server is named; peripheria/mail_address.py has the forms of the address
try:
    vars().update(mail_settings(
        os.environ.get("EMAIL_URL", ""), host=os.environ.get("EMAIL_HOST", ""), data_dir=DATA_DIR))
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from error
try:
    MAIL_PER_MINUTE = int(os.environ.get("MAIL_PER_MINUTE", "60"))
except ValueError as error:
    raise ImproperlyConfigured("MAIL_PER_MINUTE must be a number of mails, for example 60.") from error
if MAIL_PER_MINUTE < 1:
    raise ImproperlyConfigured("MAIL_PER_MINUTE must be at least 1.")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "peripheria@localhost")

# Celery
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
if not REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
    }
CELERY_RESULT_BACKEND = "django-db"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "worker-seen": {"task": "jobs.worker_seen", "schedule": 30.0},
    "jobs-resume": {"task": "jobs.resume_unfinished", "schedule": 60.0},
    "surveys-fold": {"task": "surveys.fold_counts", "schedule": 10.0},
    "files-clear": {"task": "files.clear_orphans", "schedule": 86400.0},
    "attachments-clear": {"task": "engagement.clear_deleted_files", "schedule": 86400.0},
    "sessions-remind": {"task": "engagement.remind_unlogged", "schedule": 3600.0},
    "jobs-prune": {"task": "jobs.prune", "schedule": 86400.0},
    "names-expire": {"task": "stakeholders.apply_retention", "schedule": 3600.0},
    "surveys-prune-exports": {"task": "surveys.prune_exports", "schedule": 86400.0},
    "surveys-prune": {"task": "surveys.prune_drafts", "schedule": 86400.0},
    "indicators-refresh": {"task": "indicators.refresh_dirty_pilots", "schedule": 30.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 100,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle", "rest_framework.throttling.UserRateThrottle",
    ],
    "NUM_PROXIES": 0,  # REMOTE_ADDR is right already; what a visitor writes into a header is not believed
    # generous per address: a workshop of 40 phones is one address
    "DEFAULT_THROTTLE_RATES": {"anon": "600/min", "user": "1200/min"},
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Peripheria",
    "VERSION": "1",
    "DESCRIPTION": "Pilots, engagement sessions, indicator values and verdicts; posting of survey responses.",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {"ParticipationLevel": "pilots.choices.Level"},
}

# house rules
DISCLOSURE_THRESHOLD = 5
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
