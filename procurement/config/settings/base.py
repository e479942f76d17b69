"""Settings that every installation shares. Nothing here is secret and nothing here is for one county alone."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parents[3]
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_ID = 1

INSTALLED_APPS = [
    "procurement.workspace",
    "cms",
    "procurement.complaints",
    "procurement.performance",
    "procurement.contracts",
    "procurement.frameworks",
    "procurement.awarding",
    "procurement.tendering",
    "procurement.suppliers",
    "catalogue",
    "procurement.budgeting",
    "procurement.publications",
    "procurement.accounts",
    "procurement.core",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "bootstrap",
    "django_filters",
    "django_htmx",
    "csp",
    "procurement.core.apps.ReadOnlyAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
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
    "procurement.accounts.adapters.requests.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "procurement.accounts.adapters.backoffice.BackofficeGate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "procurement.core.middleware.DomainErrorMiddleware",
    "procurement.core.middleware.StrangersPage",
    "procurement.core.middleware.OnePage",
]
# What no public page shows when it is written: a page drawn anew then would tell by its slowness that somebody bid.
UNSEEN_BY_STRANGERS = ("bid", "bid-agent", "document-taking")
# Public pages without a form: drawn once for all who bring no session (core.middleware.StrangersPage).
SAME_FOR_STRANGERS = {
    "wagtail_serve",
    *(
        "catalogue:tree",
        "catalogue:version",
        "catalogue:item-detail",
        "catalogue:plan",
        "catalogue:plan-project",
    ),
    "budgeting:public",
    *("contracts:reserve-list", "contracts:reserve-report"),
    *("frameworks:framework-public-list", "frameworks:framework-public"),
    *("cms:notice-list", "cms:notice-detail", "cms:project-list", "cms:project-detail", "cms:grade-list"),
}

ROOT_URLCONF = "procurement.config.urls"
WSGI_APPLICATION = "procurement.config.wsgi.application"
ASGI_APPLICATION = "procurement.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # The cached loader in every setting: parsing on each request costs a fifth of it.
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "procurement.accounts.adapters.context.offices",
                "procurement.workspace.adapters.context.workspace",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def database(url: str) -> dict:
    """Return Django's DATABASES entry for a URL; SQLite gets the options that survive concurrent writers."""
    config = env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            # IMMEDIATE takes the write lock at BEGIN: read-then-write transactions queue instead of failing.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return config


# A name that is set to nothing is a name that is not set.
DATABASES = {
    "default": database(env("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'platform.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "procurement.core.caches.OwnKeysCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "procurement",
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Asia/Shanghai"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Without None, guardian's migration leaves an active user behind that nobody created.
ANONYMOUS_USER_NAME = None

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/workspace/"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = env("ACCOUNT_EMAIL_VERIFICATION", default="mandatory")
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "procurement.accounts.adapters.sign_in.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "procurement.accounts.forms.SignUpForm"
ACCOUNT_FORMS = {"login": "procurement.accounts.adapters.login_form.LoginForm"}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USERNAME_BLACKLIST = ["admin", "root", "system", "administrator"]
# How many reverse proxies stand before us: the address that rate limits count is theirs to tell.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# How much somebody without an account may write: so many in so many seconds. A browser is held short; an
# address, which a whole village may share, only against floods (core.rates).
WRITING_LIMITS = {
    "session": (env.int("WRITING_PER_BROWSER", default=5), 10 * 60),
    "address": (env.int("WRITING_PER_ADDRESS", default=60), 60 * 60),
}
MFA_ADAPTER = "procurement.accounts.adapters.sign_in.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # Attachments, documents and sealed bids: files here, or an S3-compatible store; nothing else changes.
    "private": {"BACKEND": "procurement.core.storage.PrivateStorage"},
}
if S3_BUCKET := env("S3_BUCKET", default=""):
    STORAGES["private"] = {
        "BACKEND": "procurement.core.object_storage.ObjectStorage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env("S3_ENDPOINT_URL", default=None),
            "region_name": env("S3_REGION", default="us-east-1"),
            "access_key": env("S3_ACCESS_KEY", default=None),
            "secret_key": env("S3_SECRET_KEY", default=None),
        },
    }
# Compressing is nearly all of what collectstatic costs: each file once, and none that no page asks for.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map", "md", "txt"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Attachments and sealed bids: never below MEDIA_ROOT, never served by a web server.
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
ATTACHMENT_MAX_BYTES = 50 * 1024 * 1024
# What bidders still write is kept under a key outside database and private files: base64 of 32 bytes,
# or else a file of mode 600 made at first use. Back it up apart from both.
DRAFT_KEY = env("DRAFT_KEY", default="")
DRAFT_KEY_FILE = Path(env("DRAFT_KEY_FILE", default=str(VAR_DIR / "keys" / "drafts.key")))
# Scrypt with n = 2^16 around each custodian's key: 64 MB and 0.13 s for every guess.
CUSTODIAN_WORK = 16
BID_FILE_LIMIT = env.int("BID_FILE_LIMIT", default=100 * 1024 * 1024)
BID_TOTAL_LIMIT = env.int("BID_TOTAL_LIMIT", default=500 * 1024 * 1024)

WAGTAIL_SITE_NAME = "政府购买服务平台"
WAGTAIL_I18N_ENABLED = False
# `make run PORT=8055` is reached under that port, and the addresses in mails and QR codes say so.
BASE_URL = env("BASE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}")
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Passwords and addresses are changed where the change asks for the second factor, not in Wagtail.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="platform@example.gov.cn")

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/cms/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
CSRF_FAILURE_VIEW = "procurement.core.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# To the standard error output, where `make run` and docker show it: without this a server error leaves no trace.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        # A page that does not exist is the reader's matter, a server error is ours.
        "django.request": {"level": "ERROR"},
    },
}

# County and demonstration
COUNTY_NAME = env("COUNTY_NAME", default="云梦县")
# Another county without an English name keeps its Chinese one on English pages.
COUNTY_NAME_EN = env("COUNTY_NAME_EN", default="Yunmeng County" if COUNTY_NAME == "云梦县" else COUNTY_NAME)
COUNTY_CODE = env("COUNTY_CODE", default="420923")
DEMO = False
# The sandbox clock moves the rules' time forward; production refuses it.
SANDBOX_CLOCK = False
