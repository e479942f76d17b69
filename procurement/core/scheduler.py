"""What is done again and again, by `run_scheduler` on one machine or by Celery's beat on several.

Each job reads the clocks once and calls a service that is safe to repeat: a job cut off half-way is done
again in the next round, and two rounds at the same time do nothing twice.
"""

from collections.abc import Callable

from . import clock, heartbeat


def beat() -> None:
    """Leave the sign of life that /healthz looks for."""
    heartbeat.beat(at=clock.real_now())


JOBS: dict[str, Callable[[], object]] = {
    "heartbeat": beat,
}
