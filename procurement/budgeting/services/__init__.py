"""What can be done with a budget line.

``lines``: enter, approve, close. ``adjustments``: raise, cut and move what was approved, by two people.
``townships``: what a township's congress approved. ``movements``: the one road for every movement of money on one
line. ``causes``: the same for all that one cause (a plan item) holds, over several lines.
"""

from .adjustments import approve_adjustment, refuse_adjustment, request_adjustment, withdraw_adjustment
from .causes import commit_cause, free_cause_saving, freeze_cause, pay_cause, release_cause, unfreeze_cause
from .lines import approve_line, close_line, create_line
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
from .townships import file_township_budget, register_township_budget

__all__ = [
    "approve_adjustment",
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
    "file_township_budget",
    "pay_cause",
    "refuse_adjustment",
    "register_township_budget",
    "request_adjustment",
    "release_cause",
    "release_committed",
    "release_reserved",
    "reserve",
    "unfreeze",
    "unfreeze_cause",
    "withdraw_adjustment",
]
