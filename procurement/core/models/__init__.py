"""Tables of the shared machinery."""

from .audit import AuditCheckpoint, AuditEntry, AuditHead, CheckpointLeaf
from .clock import SandboxClock
from .counters import Counter
from .parameters import CalendarDay, CalendarYear, PolicyParameter

__all__ = [
    "AuditCheckpoint",
    "AuditEntry",
    "AuditHead",
    "CalendarDay",
    "CalendarYear",
    "CheckpointLeaf",
    "Counter",
    "PolicyParameter",
    "SandboxClock",
]
