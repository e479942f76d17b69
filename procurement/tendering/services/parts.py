"""One item, many procurements: what one may take, and what becomes of its money when it ends (RULES N-11, N-20)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from catalogue.models import PlanItem
from procurement.budgeting import services as budgeting
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import Cause, parts_of, reserved_by_line
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, WrongState

from ..enums import PackageStatus
from ..models import Package, Tender
from ..selectors.parts import left_of
from ..selectors.policy import article

_OVER = (PackageStatus.ANNULLED, PackageStatus.TERMINATED)


def locked_item(*, item: PlanItem) -> PlanItem:
    """Lock the item before anything of it is begun or given up; returns it as it is now."""
    return PlanItem.objects.select_for_update().get(pk=item.pk)


def share_of(*, item: PlanItem, amount: Decimal | None, scope: str) -> Decimal:
    """Return what a procurement takes of its item in yuan: ``amount``, or without it all that is left.

    Refuses more than is left (B-05), and a part that nobody described (N-10).
    """
    left = left_of(item)
    if not left:
        text = _("本项目的资金已经全部用于采购，没有余额。需要增加的，先调整年度计划和预算（%(article)s）。")
        raise WrongState(text % {"article": article("B-03")}, rule="B-03")
    share = left if amount is None else budgeting.amount_of(value=amount)
    if share > left:
        text = _("本项目总额%(total)s元，还剩%(left)s元，本次采购不能超过余额（%(article)s）。请减少金额。")
        values = {"total": f"{item.amount:,.2f}", "left": f"{left:,.2f}", "article": article("B-02")}
        raise DomainError(text % values, field="amount", rule="B-05")
    if share < item.amount and not scope.strip():
        text = _("本次只采购项目的一部分，请写明是哪一部分，例如“东片12个村”（%(article)s）。")
        raise DomainError(text % {"article": article("N-10")}, field="scope", rule="N-10")
    return share


def lines_of(
    *, item: PlanItem, share: Decimal, lines: Mapping[str, Decimal] | None
) -> list[tuple[BudgetLine, Decimal]]:
    """Return what of ``share`` is taken of which line; nothing where nobody chose (the oldest money goes first).

    Refuses more than a line has left of the item's money (B-05), and what does not sum to the share (B-06).
    """
    chosen = {
        code: budgeting.amount_of(value=amount, field=f"line_{code}")
        for code, amount in (lines or {}).items()
        if amount
    }
    if not chosen:
        return []
    held = {holding.line.code: holding for holding in reserved_by_line(item.code)}
    for code, amount in chosen.items():
        left = held[code].reserved if code in held else Decimal(0)
        if amount > left:
            text = _("这笔指标还剩%(left)s元可用于本项目，不能占用%(amount)s元（%(article)s）。请减少金额。")
            values = {"left": f"{left:,.2f}", "amount": f"{amount:,.2f}", "article": article("B-02")}
            raise DomainError(text % values, field=f"line_{code}", rule="B-05")
    total = sum(chosen.values(), Decimal(0))
    if total != share:
        text = _(
            "各预算指标合计%(total)s元，与本次采购金额%(share)s元不一致（%(article)s）。请改正其中一个；金额不填就是合计，指标都不填就先占用最早年度的。"
        )
        values = {"total": f"{total:,.2f}", "share": f"{share:,.2f}", "article": article("B-06")}
        raise DomainError(text % values, field="amount", rule="B-06")
    return [(held[code].line, amount) for code, amount in sorted(chosen.items())]


def asked_of(amount: Decimal | None, lines: Mapping[str, Decimal] | None) -> Decimal | None:
    """Return the amount asked for: as typed, or the sum of the lines chosen; None is all that is left."""
    chosen = [value for value in (lines or {}).values() if value]
    return sum(chosen, Decimal(0)) if amount is None and chosen else amount


def settle(*, tender: Tender, at: datetime, ending: Package | None = None) -> None:
    """Once every package is contracted or over: free the saving, give back what failed packages had frozen.

    Nothing happens before; and where no package was contracted the money waits for the next attempt (E-61).
    A framework's call holds none. ``ending`` is being annulled and counts as over: whoever hears of it finds
    the money where it belongs.
    """
    if tender.item is None:
        return
    packages = [
        (PackageStatus.ANNULLED if ending is not None and pk == ending.pk else status, budget)
        for pk, status, budget in tender.packages.values_list("pk", "status", "budget")
    ]
    contracted = any(status == PackageStatus.CONTRACTED for status, _budget in packages)
    if not contracted or any(
        status not in (PackageStatus.CONTRACTED, *_OVER) for status, _budget in packages
    ):
        return
    failed = sum((budget for status, budget in packages if status in _OVER), Decimal(0))
    cause = Cause(tender.item.code, tender.plan.part_code)
    frozen = parts_of(tender.item.code).get(tender.plan.part_code, {}).get("frozen", Decimal(0))
    if back := min(failed, frozen):
        budgeting.unfreeze_cause(cause=cause, amount=back, actor=SYSTEM, at=at)
    budgeting.free_cause_saving(cause=cause, actor=SYSTEM, at=at)
