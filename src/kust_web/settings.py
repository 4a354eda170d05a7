"""Settings of the registry; what differs between installations comes from variables named ``KUST_…``.

Without any of them it is a private installation on one machine: SQLite and files in ``KUST_HOME`` (by default
``~/.local/share/kust``), a secret key made there on the first start, answering on the loopback address only.
"""

import os
from importlib.resources import files
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import SELF

from kust_web.secret import read_secret

HOME = Path(os.environ.get("KUST_HOME") or Path.home() / ".local" / "share" / "kust")
HOME.mkdir(parents=True, exist_ok=True)

# Open on the loopback address without TLS unless the installation names the hosts that it serves.
ALLOWED_HOSTS = [host for host in os.environ.get("KUST_HOSTS", "").split(",") if host]
PUBLIC = bool(ALLOWED_HOSTS)
if not PUBLIC:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
DEBUG = False
SECRET_KEY = os.environ.get("KUST_SECRET_KEY") or read_secret(HOME / "secret.key")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "simple_history",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks",
    "django_tasks_db",
    "kust_web.people",
    "kust_web.registry",
    "kust_web.moderation",
    "kust_web.workbench",
    "kust_web.programme",
    "kust_web.api",
    "kust_web.ui",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kust_web.ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kust_web.urls"
WSGI_APPLICATION = "kust_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kust_web.ui.language.offer_language",
                "kust_web.people.context.offer_duties",
            ],
            "builtins": ["kust_web.ui.templatetags.words", "django.templatetags.static"],
        },
    }
]

# One writer at a time is the nature of SQLite: a writer waits for its turn instead of failing.
_SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("KUST_DATABASE_URL") or f"sqlite:///{HOME / 'registry.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "log-in"
LOGIN_REDIRECT_URL = "my"
LOGOUT_REDIRECT_URL = "home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "kust_web.people.audit.read_name_typed"
AXES_LOCKOUT_TEMPLATE = "people/locked_out.html"
AXES_IPWARE_PROXY_COUNT = int(os.environ.get("KUST_PROXIES", "0"))
# Without it the interface for programs would take any forwarded address a client writes for the client's own.
NINJA_NUM_PROXIES = AXES_IPWARE_PROXY_COUNT
OTP_TOTP_ISSUER = "kust"

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("KUST_TIME_ZONE", "Europe/Moscow")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [("bootstrap", str(files("django_include_bootstrap") / "static"))]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "files"
SNAPSHOTS = HOME / "snapshots"

# In files: whatever process answers counts the same requests of an address. Nothing in it outlives its minute or hour.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(HOME / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"]}}

# Nothing but our own files is loaded, no script stands in a page, no page is framed.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC
SECURE_SSL_REDIRECT = PUBLIC
SECURE_HSTS_SECONDS = 31_536_000 if PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PUBLIC
SECURE_REFERRER_POLICY = "same-origin"
if PUBLIC:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# What one may upload: bytes, rows, and bytes after unpacking.
UPLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_UNPACKED_BYTES = 300 * 1024 * 1024
UPLOAD_ROWS = 500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# What a return remarks upon beside the field, and never refuses: a figure so many times off last year's (a wage off
# what is usual in the cluster), a monthly wage outside these roubles where nothing is known, purchases so many times
# above revenue. These are habits of typing, no rules of law.
REMARK_TIMES = 10
REMARK_WAGE_RUB = (10_000, 1_000_000)
REMARK_PURCHASES_TIMES = 3
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if os.environ.get("KUST_SMTP_URL"):
    from kust_web.mail import read_smtp

    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(read_smtp(os.environ["KUST_SMTP_URL"]))
EMAIL_TIMEOUT = 10
# What links in letters begin with: jobs write them too, and no page is asked then.
ADDRESS = os.environ.get("KUST_ADDRESS") or (
    f"https://{ALLOWED_HOSTS[0].lstrip('.*')}" if PUBLIC else "http://localhost:8000"
)
DEFAULT_FROM_EMAIL = os.environ.get("KUST_FROM", "kust@localhost")

# When a sum of several firms' figures may be told: at least so many firms have a part in it other than 0, and the n
# largest make up at most the share k. The form and n = 2, k = 85 % are those of the (n,k) rule of statistical offices:
# Handbook on Statistical Disclosure Control, ESSnet SDC, version 1.2 (2010); the threshold of three is its least.
CONFIDENTIALITY = {"fewest": 3, "dominance": [(2, 0.85)]}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
