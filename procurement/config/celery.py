"""The Celery application; without a broker every task runs in the caller's process."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.config.settings.demo")
app = Celery("procurement")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Names of ``core.scheduler.JOBS`` with seconds between two rounds. Written out, since this module is imported
# before the apps are ready; tests/core compares the two.
ROUNDS = {
    "heartbeat": 15.0,
    "due events": 15.0,
    "look ahead": 60.0,
    "mail": 15.0,
    # Somebody looks at a page that says "a few seconds".
    "documents": 3.0,
    "form tokens": 3600.0,
    "stray files": 3600.0,
}
app.conf.beat_schedule = {
    name: {
        "task": "procurement.core.tasks.run_job",
        "schedule": seconds,
        "args": (name,),
        # A round that found no free worker is dropped: the next one does all that is due.
        "options": {"expires": seconds},
    }
    for name, seconds in ROUNDS.items()
}
