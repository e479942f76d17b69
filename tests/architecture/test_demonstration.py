"""The demonstration answers to its own machine's names and to those that the operator adds, to no other."""

import os
import subprocess
import sys

import pytest

from .walls import ROOT

PROBE = """
import django; django.setup()
from django.core.exceptions import DisallowedHost
from django.test import RequestFactory

def answered(host):
    try:
        return bool(RequestFactory().get("/", headers={"host": host}).get_host())
    except DisallowedHost:
        return False

hosts = ("localhost:8000", "127.0.0.1:8000", "[::1]:8000", "county.localhost", "evil.example", "10.0.0.7")
print(*(host for host in hosts if answered(host)))
"""
OWN = "localhost:8000 127.0.0.1:8000 [::1]:8000 county.localhost"


@pytest.mark.parametrize(("named", "further"), [("", ""), ("10.0.0.7", " 10.0.0.7")])
def test_hosts(tmp_path, named, further):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "procurement.config.settings.demo",
        "ALLOWED_HOSTS": named,
        "VAR_DIR": str(tmp_path),
    }
    result = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert result.stdout == f"{OWN}{further}\n"
