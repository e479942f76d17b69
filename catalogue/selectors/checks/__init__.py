"""Whether a plan item may go forward: every check of the plan, each naming its rule and its form field.

The guards of the lifecycle ask them one by one; the item's page lists all that is still missing.
``content``: what is bought, and whether it may be. ``money``: price and slices.
``way``: method and form. ``splitting``: repeated purchases.
``results``: targets, and what last year's result advised.
"""

from collections.abc import Iterable
from datetime import datetime

from ...models import PlanItem
from .content import in_catalogue, negative_list, purchaser, term, term_end, words, words_settled
from .money import (
    ZERO,
    begun,
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
from .reading import Reading
from .results import continuation, indicators
from .splitting import not_split
from .way import form, method, method_advice, small_share, sme

__all__ = [
    "ALL",
    "WARNINGS",
    "ZERO",
    "Check",
    "Problem",
    "Reading",
    "begun",
    "funded",
    "fundings",
    "holdings",
    "in_catalogue",
    "method_advice",
    "money_there",
    "not_split",
    "price_finding",
    "problems",
    "problems_together",
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
WARNINGS: tuple[Check, ...] = (delegated_money, small_share)


def problems(item: PlanItem, at: datetime) -> list[Problem]:
    """Return all that still stands in the way of submitting the item."""
    return problems_together([item], at)[item.pk]


def problems_together(items: Iterable[PlanItem], at: datetime) -> dict[int, list[Problem]]:
    """Return what stands in the way of each of several items, by its key, if all that can are submitted together.

    The number of queries does not grow with the items. What is bought several times (B-19) is asked of those
    that would go: two drafts that are lawful one by one may be splitting together.
    """
    around = Reading(items, at)
    alone = [check for check in ALL if check is not not_split]
    found = {
        item.pk: [problem for check in alone for problem in check(item, around)] for item in around.items
    }
    going = Reading([item for item in around.items if not found[item.pk]], at)
    for item in around.items:
        found[item.pk] += not_split(item, around if found[item.pk] else going)
    return found


def warnings(item: PlanItem, at: datetime) -> list[Problem]:
    """Return what does not stop the item, but wants a look."""
    around = Reading([item], at)
    return [problem for check in WARNINGS for problem in check(item, around)]
