"""Whether a plan item may go forward: every check of the plan, each naming its rule and its form field.

The guards of the lifecycle ask them one by one; the item's page lists all that is still missing.
``content``: what is bought, and whether it may be. ``money``: price and slices.
``way``: method and form. ``splitting``: repeated purchases.
``results``: targets, and what last year's result advised.
"""

from datetime import datetime

from ...models import PlanItem
from .content import in_catalogue, negative_list, purchaser, term, term_end, words, words_settled
from .money import (
    ZERO,
    delegated,
    delegated_money,
    funded,
    fundings,
    holdings,
    matching,
    money_there,
    price,
    price_finding,
    slices,
    slices_by_year,
    standing_of,
    years,
)
from .problem import Check, Problem
from .results import continuation, indicators
from .splitting import not_split
from .way import form, method, method_advice, sme

__all__ = [
    "ALL",
    "WARNINGS",
    "ZERO",
    "Check",
    "Problem",
    "funded",
    "fundings",
    "holdings",
    "in_catalogue",
    "method_advice",
    "money_there",
    "not_split",
    "price_finding",
    "problems",
    "slices",
    "slices_by_year",
    "standing_of",
    "term_end",
    "warnings",
    "words_settled",
]

ALL: tuple[Check, ...] = (
    purchaser,
    in_catalogue,
    negative_list,
    words,
    term,
    price,
    matching,
    delegated,
    fundings,
    years,
    money_there,
    method,
    not_split,
    form,
    sme,
    indicators,
    continuation,
)
# What does not stop an item, but whoever reviews it should know.
WARNINGS: tuple[Check, ...] = (delegated_money,)


def problems(item: PlanItem, at: datetime) -> list[Problem]:
    """Return all that still stands in the way of submitting the item."""
    return [problem for check in ALL for problem in check(item, at)]


def warnings(item: PlanItem, at: datetime) -> list[Problem]:
    """Return what does not stop the item, but wants a look."""
    return [problem for check in WARNINGS for problem in check(item, at)]
