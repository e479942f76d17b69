"""The scheduler's sign of life: real time, where every process of the installation can read it."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

KEY = "scheduler-heartbeat"
# The scheduler comes by every few seconds; one long round (a backlog of mail) must not look like its death.
SILENCE_ALLOWED = timedelta(minutes=2)


def beat(*, at: datetime) -> None:
    """Note that the scheduler was alive at ``at`` (real time): in Redis if there is one, else in a file."""
    if settings.REDIS_URL:
        cache.set(KEY, at.isoformat(), timeout=None)
        return
    path = _path()
    fresh = path.with_suffix(".new")
    fresh.write_text(at.isoformat())
    fresh.replace(path)


def last_beat() -> datetime | None:
    """Return the last sign of life (real time), None if there never was one."""
    if settings.REDIS_URL:
        stored = cache.get(KEY)
    else:
        path = _path()
        stored = path.read_text() if path.exists() else None
    return datetime.fromisoformat(stored) if stored else None


def _path() -> Path:
    return Path(settings.VAR_DIR) / "scheduler.heartbeat"
