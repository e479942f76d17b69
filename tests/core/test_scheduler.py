"""What is done again and again: the same jobs for `run_scheduler` and for Celery's beat."""

from io import StringIO

import pytest
from django.core.management import call_command

from procurement.config.celery import app
from procurement.core import clock, heartbeat, scheduler
from procurement.core.tasks import run_job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def test_beat_knows_every_job():
    assert set(app.conf.beat_schedule) == set(scheduler.JOBS)
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} == {run_job.name}
    assert [entry["args"] for entry in app.conf.beat_schedule.values()] == [
        (name,) for name in app.conf.beat_schedule
    ]


def test_a_round_leaves_a_sign_of_life():
    before = clock.real_now()
    call_command("run_scheduler", once=True, stdout=StringIO())
    assert before <= heartbeat.last_beat() <= clock.real_now()


def test_a_task_does_one_job():
    before = clock.real_now()
    run_job.delay("heartbeat")
    assert before <= heartbeat.last_beat() <= clock.real_now()


def test_one_failing_job_does_not_keep_the_others_back(monkeypatch, caplog):
    """The order is the worst one: the failing job comes first."""

    def fail() -> None:
        raise RuntimeError("no room on the disk")

    monkeypatch.setattr(scheduler, "JOBS", {"failing": fail, **scheduler.JOBS})
    call_command("run_scheduler", once=True, stdout=StringIO())
    assert heartbeat.last_beat() is not None
    assert [record.message for record in caplog.records] == ["scheduler: failing failed"]
