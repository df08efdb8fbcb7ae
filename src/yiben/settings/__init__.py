"""Django settings of a Yiben instance, read from the environment.

YIBEN_HOME (default ./var) holds database, evidence, keys and exports; YIBEN_DATABASE_URL names a PostgreSQL
database instead of the SQLite file there; YIBEN_HOSTS lists further host names, comma separated; YIBEN_PROXIES says
behind how many proxies of the office's own it stands.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from yiben.settings.environment import database_from, number_from, secret_from

try:  # the SQLite of older systems has the WAL-reset bug; this module brings a mended one
    import pysqlite3
except ImportError:
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

HOME = Path(os.environ.get("YIBEN_HOME", "var")).resolve()
DEBUG = os.environ.get("YIBEN_DEBUG") == "1"
SECRET_KEY = secret_from(HOME)
ALLOWED_HOSTS = [host for host in os.environ.get("YIBEN_HOSTS", "*").split(",") if host]

INSTALLED_APPS = [
    "yiben.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "yiben.audit",
    "yiben.units",
    "yiben.vault",
    "yiben.accounts",
    "yiben.catalog",
    "yiben.jobs",
    "yiben.rolls",
    "yiben.documents",
    "yiben.ledger",
    "yiben.metrics",
    "yiben.tasks",
    "yiben.plans",
    "yiben.matters",
    "yiben.meetings",
    "yiben.registers",
    "yiben.rosters",
    "yiben.analyses",
    "yiben.inspections",
    "yiben.assessments",
    "yiben.reports",
    "yiben.collections",
    "yiben.forms",
    "yiben.disclosure",
    "yiben.search",
    "yiben.rolling",
    "yiben.dispatches",
]

MIDDLEWARE = [
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
    "yiben.web.middleware.PostMiddleware",
    "yiben.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "yiben.settings.addresses"
WSGI_APPLICATION = "yiben.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yiben.web.context.frame",
            ],
        },
    }
]

DATABASES = {"default": database_from(os.environ.get("YIBEN_DATABASE_URL", ""), HOME)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # beyond it a part is thrown away, counts of what is rationed too
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "yiben.accounts.validators.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "yiben.web.signing_in.ClosedAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = number_from("YIBEN_PROXIES", 0)
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# At half past eight a whole district signs in from the one address of its proxy; guessing is limited by what failed.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip"}
ACCOUNT_USER_DISPLAY = str  # the name by which people are called, not the one they type
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"

SESSION_COOKIE_NAME = "yiben_session"
CSRF_COOKIE_NAME = "yiben_csrf"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # plain http on an intranet address has to work without warnings
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = None  # the server hands out the files of the package itself
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

DOCUMENT_FOLDER = HOME / "documents"
DOCUMENT_LIMIT_BYTES = 50 * 1024 * 1024
EVIDENCE_FOLDER = HOME / "evidence"
EVIDENCE_LIMIT_BYTES = 10 * 1024 * 1024
EVIDENCE_QUOTA_BYTES = number_from("YIBEN_EVIDENCE_QUOTA_MB", 10 * 1024) * 1024 * 1024
"""What a unit's files may take together; 0 = no limit."""
EVIDENCE_UNSENT_DAYS = number_from("YIBEN_EVIDENCE_UNSENT_DAYS", 30)
LOCAL_RULES = [each.strip() for each in os.environ.get("YIBEN_LOCAL_RULES", "").split(",") if each.strip()]
"""The local texts that bind beside the statutes (such as a province's), upper ones first."""
BUNDLE_LIMIT_BYTES = 2 * 1024 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
