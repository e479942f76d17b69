"""Tables of the shared machinery."""

from .attachments import Attachment
from .audit import AuditCheckpoint, AuditEntry, AuditHead, CheckpointLeaf
from .clock import SandboxClock
from .counters import Counter
from .documents import DocumentOrder, IssuedDocument
from .due import DueFailure
from .forms import FormSubmission
from .messages import Notification, OutboxMessage
from .parameters import CalendarDay, CalendarProposal, CalendarYear, PolicyParameter

__all__ = [
    "Attachment",
    "AuditCheckpoint",
    "AuditEntry",
    "AuditHead",
    "CalendarDay",
    "CalendarProposal",
    "CalendarYear",
    "CheckpointLeaf",
    "Counter",
    "DocumentOrder",
    "DueFailure",
    "FormSubmission",
    "IssuedDocument",
    "Notification",
    "OutboxMessage",
    "PolicyParameter",
    "SandboxClock",
]
