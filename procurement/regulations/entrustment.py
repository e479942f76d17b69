"""What an agreement with a procurement agency must say, and what needs a look (RULES N-06).

采购法 art. 18 to 20; 财库〔2018〕2号 (代理机构管理暂行办法) art. 12, 13, 15, 16. Amounts are Decimal yuan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.thresholds import SPLIT_KEY

POWERS = ("DOCUMENTS", "NOTICES", "OPENING", "EVALUATION", "CHALLENGES")
"""What may be given to an agency. Filing the plan, fixing the winner, the contract and what follows from a
challenge are the purchaser's own: 条例 art. 29, 43; 采购法 art. 43, 46; 94 art. 16."""
PURCHASER, SUPPLIER = "PURCHASER", "SUPPLIER"

NO_SCOPE, NO_POWER, UNKNOWN_POWER, PERIOD, PAST, NO_FEE, NO_ENDING, NO_LIABILITY, FEE_REASON = (
    "NO_SCOPE",
    "NO_POWER",
    "UNKNOWN_POWER",
    "PERIOD",
    "PAST",
    "NO_FEE",
    "NO_ENDING",
    "NO_LIABILITY",
    "FEE_REASON",
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What art. 13 wants named. ``fee_amount``: in yuan, where it is known; ``fee_reason``: why the purchaser pays."""

    scope: str
    powers: tuple[str, ...]
    starts_on: date
    ends_on: date
    fee_payer: str
    fee_standard: str
    fee_amount: Decimal | None
    fee_reason: str
    ending_terms: str
    liability: str


def problems(
    terms: Terms, *, on: date, parameters: policy.Overrides | None = None
) -> Iterator[tuple[str, str]]:
    """Yield (field, problem) of terms drawn up on a day; nothing where the agreement says what it must."""
    yield from _unsaid(terms, "scope", NO_SCOPE)
    if not terms.powers:
        yield "powers", NO_POWER
    elif set(terms.powers) - set(POWERS):
        yield "powers", UNKNOWN_POWER
    if terms.ends_on < terms.starts_on:
        yield "ends_on", PERIOD
    elif terms.ends_on < on:
        yield "ends_on", PAST
    yield from _unsaid(terms, "fee_standard", NO_FEE)
    yield from _unsaid(terms, "ending_terms", NO_ENDING)
    yield from _unsaid(terms, "liability", NO_LIABILITY)
    if fee_falls_to_supplier(terms, on=on, parameters=parameters):
        yield from _unsaid(terms, "fee_reason", FEE_REASON)


def _unsaid(terms: Terms, field: str, problem: str) -> Iterator[tuple[str, str]]:
    if not str(getattr(terms, field)).strip():
        yield field, problem


def fee_falls_to_supplier(terms: Terms, *, on: date, parameters: policy.Overrides | None = None) -> bool:
    """Tell whether a purchaser pays what the winner pays as a principle: above the procurement threshold (art. 15)."""
    if terms.fee_payer != PURCHASER or terms.fee_amount is None:
        return False
    return terms.fee_amount > policy.number(SPLIT_KEY, on, parameters)
