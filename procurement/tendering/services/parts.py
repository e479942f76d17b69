"""One item, many procurements: what one may take, and what becomes of its money when it ends (RULES N-11, N-20)."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from catalogue.models import PlanItem
from procurement.budgeting import services as budgeting
from procurement.budgeting.selectors import parts_of
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


def settle(*, tender: Tender, at: datetime, ending: Package | None = None) -> None:
    """Once every package is contracted or over: free the saving, give back what failed packages had frozen.

    Nothing happens before; and where no package was contracted the money waits for the next attempt (E-61).
    ``ending`` is being annulled and counts as over: whoever hears of it finds the money where it belongs.
    """
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
    cause = {"cause_code": tender.item.code, "part_code": tender.plan.part_code, "actor": SYSTEM, "at": at}
    frozen = parts_of(tender.item.code).get(tender.plan.part_code, {}).get("frozen", Decimal(0))
    if back := min(failed, frozen):
        budgeting.unfreeze_cause(amount=back, **cause)
    budgeting.free_cause_saving(**cause)
