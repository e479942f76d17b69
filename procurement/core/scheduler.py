"""What is done again and again, by `run_scheduler` on one machine or by Celery's beat on several.

Each job reads the clocks once and calls a service that is safe to repeat: a job cut off half-way is done
again in the next round, and two rounds at the same time do nothing twice.
"""

from collections.abc import Callable

from . import clock, documents, due_events, form_tokens, heartbeat, outbox, sandbox, sweeping


def beat() -> None:
    """Leave the sign of life that /healthz looks for."""
    heartbeat.beat(at=clock.real_now())


def apply_due_events() -> None:
    """Let happen what the rules' time has brought."""
    due_events.run_due(until=clock.now())


JOBS: dict[str, Callable[[], object]] = {
    "heartbeat": beat,
    "due events": apply_due_events,
    "look ahead": sandbox.look_ahead,
    "mail": outbox.deliver_pending,
    "documents": documents.draw_waiting,
    "form tokens": form_tokens.sweep,
    "stray files": sweeping.sweep_now_and_then,
}
# Somebody looks at a page that says "a few seconds": asked every second between two rounds.
IMPATIENT = ("documents",)
