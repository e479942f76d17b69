"""GET /healthz: ready, degraded, out."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from procurement.core import clock, heartbeat
from procurement.core.models import CalendarYear

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(settings, tmp_path):
    """An installation in which nothing is missing, as far as the tables and the scheduler can tell."""
    settings.VAR_DIR = tmp_path
    heartbeat.beat(at=clock.real_now())
    CalendarYear.objects.get_or_create(
        year=clock.local_date(clock.now()).year, defaults={"source": "国办发明电", "provisional": False}
    )


def degraded(client) -> dict[str, str]:
    response = client.get("/healthz")
    assert response.status_code == 200
    answer = response.json()
    assert answer["status"] == ("degraded" if answer["degraded"] else "ready")
    return answer["degraded"]


def test_ready(client, ready):
    assert degraded(client) == {}


def test_names_a_silent_scheduler(client, ready):
    heartbeat.beat(at=clock.real_now() - heartbeat.SILENCE_ALLOWED - timedelta(seconds=1))
    assert degraded(client) == {"scheduler": "定时程序没有运行：到期事项和通知会延迟。"}


def test_names_a_scheduler_that_never_ran(client, ready, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "other"
    settings.REDIS_URL = ""
    assert set(degraded(client)) == {"scheduler"}


def test_names_storage_that_cannot_be_written(client, ready, settings, tmp_path):
    taken = tmp_path / "file"
    taken.touch()
    settings.PRIVATE_ROOT = taken
    assert degraded(client) == {"private storage": "私有文件目录不能写入：附件和响应文件无法保存。"}


def test_names_a_year_without_a_calendar(client, ready):
    CalendarYear.objects.all().delete()
    year = clock.local_date(clock.now()).year
    assert degraded(client) == {"calendar": f"没有 {year} 年的工作日历：期限无法计算。"}


def test_is_never_cached_and_never_written_to(client, ready):
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_out_without_a_database(tmp_path):
    """A process of its own, with a database server that does not exist."""
    probe = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "response = Client().get('/healthz')\n"
        "print(response.status_code, response.content.decode())"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "procurement.config.settings.test",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing",
        "REDIS_URL": "",
        "VAR_DIR": str(tmp_path),
    }
    result = subprocess.run(
        [sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=True
    )
    status, _, body = result.stdout.partition(" ")
    assert status == "503"
    assert json.loads(body) == {"status": "out", "degraded": {"database": "数据库没有应答。"}}
