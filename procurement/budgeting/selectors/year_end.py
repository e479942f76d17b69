"""Reading the end of a year: which lines still have money, and whether a decision still fits them."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from procurement.core import clock

from ..enums import LineStatus, YearEndChoice
from ..models import BudgetLine, YearEnd, YearEndDecision
from .lines import ZERO

SNAPSHOT = ("reserved", "frozen", "committed", "free")
# The run belongs to December and later: before, the year's money is still being used.
FIRST_MONTH = 12


def open_lines(year: int) -> QuerySet[BudgetLine]:
    """Return the lines whose money ends with ``year``: of the year itself, or carried over into it."""
    return (
        BudgetLine.objects.filter(
            Q(year=year, carried_to=None) | Q(carried_to=year), status=LineStatus.APPROVED
        )
        .select_related("organisation")
        .order_by("organisation__code", "code")
    )


def years_to_end(at: datetime) -> list[int]:
    """Return the years that have open lines and whose December has come, oldest first."""
    today = clock.local_date(at)
    return sorted(year for year in _spending_years() if today >= date(year, FIRST_MONTH, 1))


def _spending_years() -> set[int]:
    approved = BudgetLine.objects.filter(status=LineStatus.APPROVED)
    return {carried or year for year, carried in approved.values_list("year", "carried_to").distinct()}


def why_no_year(at: datetime) -> str:
    """Say why there is no year to end yet; nothing where there is one."""
    if years_to_end(at):
        return ""
    first = min(_spending_years(), default=None)
    if first is None:
        return _("没有已批准的预算指标，不需要年终处理。")
    return _("年终处理从每年12月1日起办理：最早的指标是%(year)s年的，%(year)s年12月1日以后再来。") % {
        "year": first
    }


def proposal(line: BudgetLine) -> str:
    """Return what is proposed for a line: money carried over once is taken back the second time (art. 42)."""
    carries = line.carried_to is None and line.reserved > 0
    return YearEndChoice.CARRY if carries else YearEndChoice.RELEASE


def snapshot(line: BudgetLine) -> dict[str, Decimal]:
    """Return the balances that a decision is made on."""
    return {name: getattr(line, name) for name in SNAPSHOT}


def differences(year_end: YearEnd) -> list[str]:
    """Return the codes of lines whose balances are no longer those that were decided on, or that are new."""
    decided = {
        one.line_id: {name: getattr(one, name) for name in SNAPSHOT} for one in year_end.decisions.all()
    }
    lines = {line.pk: line for line in open_lines(year_end.year)}
    changed = {pk for pk, line in lines.items() if decided.get(pk) != snapshot(line)}
    gone = decided.keys() - lines.keys()
    known = dict(BudgetLine.objects.filter(pk__in=changed | gone).values_list("pk", "code"))
    return sorted(known.values())


def decisions_of(year_end: YearEnd) -> list[YearEndDecision]:
    """Return the decisions with their lines, in the order of the screen."""
    return list(year_end.decisions.select_related("line__organisation"))


def fingerprint(decisions: list[YearEndDecision]) -> str:
    """Return what stands for the decisions and the balances under them: it changes when one of them does."""
    told = sorted(
        (one.line_id, one.choice, *(f"{getattr(one, name)}" for name in SNAPSHOT)) for one in decisions
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def sums_of(decisions: list[YearEndDecision]) -> dict[str, Any]:
    """Return what the run would take back, release and carry over, in yuan."""
    released = [one for one in decisions if one.choice == YearEndChoice.RELEASE]
    carried = [one for one in decisions if one.choice == YearEndChoice.CARRY]
    promised = sum((one.frozen + one.committed for one in decisions), ZERO)
    return {
        "lines": len(decisions),
        "taken_back": sum((one.free + one.reserved for one in released), ZERO),
        "carried": sum((one.free + one.reserved for one in carried), ZERO),
        "promised": promised,
    }
