"""What `make run` uses: one county with invented names on SQLite, with a clock that can be moved forward."""

from .base import *  # noqa: F403
from .base import BASE_URL, VAR_DIR, env

DEMO = True
SANDBOX_CLOCK = True
SANDBOX_CLOCK_START = "2026-09-21T09:00:00+08:00"
DEBUG = env.bool("DEBUG", default=False)
# This machine's own names. "*" would let a page elsewhere in the browser reach the demonstration under a name of its
# own (DNS rebinding); a forwarded port or a colleague's address is named in ALLOWED_HOSTS.
ALLOWED_HOSTS = ["localhost", ".localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ACCOUNT_EMAIL_VERIFICATION = "none"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"


def _secret() -> str:
    """Return this installation's own key, made once: sessions survive restarts, no key lies in the repository."""
    from django.core.management.utils import get_random_secret_key

    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or _secret()
