"""What Celery runs where there is a broker: the same jobs as `run_scheduler`, one task each."""

from celery import shared_task

from . import scheduler


@shared_task(ignore_result=True)
def run_job(name: str) -> None:
    """Do one of ``scheduler.JOBS``. Safe to repeat; a failure is logged by Celery and the next beat tries again."""
    scheduler.JOBS[name]()
