"""Two people at one thing: who saves second is told who changed what, and nothing is lost."""

from procurement.core import clock
from procurement.core.errors import DomainError
from procurement.core.models import AuditEntry


class StaleEdit(DomainError):
    """Somebody else saved in between. ``revision`` is the one to go on from, after looking."""

    def __init__(self, message: str, revision: int) -> None:
        super().__init__(message)
        self.revision = revision


def time_of(entry: AuditEntry) -> str:
    """Return when somebody did something, as people say it: 14:03."""
    return f"{entry.at.astimezone(clock.SHANGHAI):%H:%M}"
