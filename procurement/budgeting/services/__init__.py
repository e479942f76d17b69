"""What can be done with a budget line.

``lines``: enter, approve, adjust, close. ``movements``: the one road for every movement of money on one
line. ``causes``: the same for all that one cause (a plan item) holds, over several lines.
"""

from .causes import commit_cause, free_cause_saving, freeze_cause, pay_cause, release_cause, unfreeze_cause
from .lines import adjust, approve_line, close_line, create_line
from .movements import (
    commit,
    free_saving,
    freeze,
    pay,
    release_committed,
    release_reserved,
    reserve,
    unfreeze,
)

__all__ = [
    "adjust",
    "approve_line",
    "close_line",
    "commit",
    "commit_cause",
    "create_line",
    "free_cause_saving",
    "free_saving",
    "freeze",
    "freeze_cause",
    "pay",
    "pay_cause",
    "release_cause",
    "release_committed",
    "release_reserved",
    "reserve",
    "unfreeze",
    "unfreeze_cause",
]
