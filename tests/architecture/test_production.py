"""Production refuses what only a demonstration may have. Each setting is tried in a process of its own."""

import os
import secrets
import subprocess
import sys

import pytest

from .walls import ROOT

GOOD = {
    "DJANGO_SETTINGS_MODULE": "procurement.config.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "procurement.example.gov.cn",
}


SETTINGS = (
    "import django; django.setup(); from django.conf import settings; print(settings.DEBUG, settings.DEMO)"
)
WORKER = """
import sys
import procurement.config.wsgi
from django.urls import get_resolver
before = set(sys.modules)
get_resolver().resolve("/")
print(sorted(set(sys.modules) - before))
"""


def start(tmp_path, probe: str = SETTINGS, **changed: str) -> subprocess.CompletedProcess:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "VAR_DIR": str(tmp_path), **GOOD, **changed}
    return subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_starts_with_good_settings(tmp_path):
    assert start(tmp_path).stdout == "False False\n"


def test_an_address_set_to_nothing_is_the_database_in_a_file(tmp_path):
    probe = "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"
    assert start(tmp_path, probe, DATABASE_URL="").stdout == f"{tmp_path / 'platform.sqlite3'}\n"


def test_a_worker_has_read_every_view_before_the_first_request(tmp_path):
    assert start(tmp_path, WORKER).stdout == "[]\n"


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"DEBUG": "true"}, "DEBUG must not be set in production."),
        ({"SANDBOX_CLOCK": "true"}, "The sandbox clock is for demonstrations: unset SANDBOX_CLOCK."),
        ({"SECRET_KEY": ""}, "Set SECRET_KEY to a random text of at least 50 characters."),
        ({"SECRET_KEY": "short"}, "Set SECRET_KEY to a random text of at least 50 characters."),
        (
            {"SECRET_KEY": "django-insecure-" + "x" * 60},
            "Set SECRET_KEY to a random text of at least 50 characters.",
        ),
        (
            {"SECRET_KEY": "only-for-tests-" + "x" * 50},
            "Set SECRET_KEY to a random text of at least 50 characters.",
        ),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS to the platform's host names."),
        ({"ALLOWED_HOSTS": "*"}, "Set ALLOWED_HOSTS to the platform's host names."),
    ],
)
def test_refuses(tmp_path, changed, complaint):
    result = start(tmp_path, **changed)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == f"django.core.exceptions.ImproperlyConfigured: {complaint}"
