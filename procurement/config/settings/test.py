"""What pytest uses: fast password hashing, mail in memory, private files in a folder of their own."""

import os
from pathlib import Path

from .base import *  # noqa: F403
from .base import CACHES, DATABASES, STORAGES, VAR_DIR, env

SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["*"]
DEMO = True
SANDBOX_CLOCK = True
SANDBOX_CLOCK_START = "2026-09-21T09:00:00+08:00"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_EMAIL_VERIFICATION = "none"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
# tests/conftest.py gives every test a folder of its own; real processes of a concurrency test are given theirs.
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", default=str(VAR_DIR / "test-private")))
DRAFT_KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
CUSTODIAN_WORK = 4
# Several workers and several runs share one Redis: none may read what another has cached.
CACHES = {"default": {**CACHES["default"], "KEY_PREFIX": f"test-{os.getpid()}"}}
CELERY_TASK_ALWAYS_EAGER = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: concurrency tests need real connections of several processes.
    DATABASES["default"]["TEST"] = {"NAME": env("TEST_DATABASE", default=str(VAR_DIR / "test.sqlite3"))}
else:
    # What a test has committed need not survive a power cut; each commit would wait for the disk.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
