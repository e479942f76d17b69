"""What can be done with a budget line.

``lines``: enter, plan ahead, approve, close. ``adjustments``: raise, cut and move what was approved, by two
people. ``townships``: what a township's congress approved. ``year_end``: take back or carry over.
``movements``: the one road for every movement of money on one line. ``causes``: the same for all that one
cause (a plan item) holds, over several lines. ``imports``: the allotments of the budget system's export.
"""

from .adjustments import approve_adjustment, refuse_adjustment, request_adjustment, withdraw_adjustment
from .causes import commit_cause, free_cause_saving, freeze_cause, release_cause, unfreeze_cause
from .imports import approve_batch, import_allotments, remember_columns
from .lines import approve_line, close_line, create_line, plan_ahead, propose_year
from .movements import (
    amount_of,
    commit,
    free_saving,
    freeze,
    movement_changes,
    pay,
    refund,
    release_committed,
    release_reserved,
    reserve,
    unfreeze,
)
from .townships import file_township_budget, register_township_budget
from .year_end import cancel_year_end, carry_out_year_end, decide_year_end, prepare_year_end

__all__ = [
    "amount_of",
    "approve_adjustment",
    "approve_batch",
    "approve_line",
    "cancel_year_end",
    "carry_out_year_end",
    "close_line",
    "commit",
    "commit_cause",
    "create_line",
    "decide_year_end",
    "free_cause_saving",
    "free_saving",
    "freeze",
    "freeze_cause",
    "import_allotments",
    "movement_changes",
    "pay",
    "file_township_budget",
    "plan_ahead",
    "prepare_year_end",
    "propose_year",
    "refund",
    "refuse_adjustment",
    "register_township_budget",
    "remember_columns",
    "request_adjustment",
    "release_cause",
    "release_committed",
    "release_reserved",
    "reserve",
    "unfreeze",
    "unfreeze_cause",
    "withdraw_adjustment",
]
