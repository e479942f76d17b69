"""An item's money: quantity and price, whose money in which year, and whether it is there."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from procurement.budgeting.enums import LineStatus
from procurement.budgeting.models import Holding
from procurement.budgeting.selectors import holdings_of_cause
from procurement.core.findings import article
from procurement.regulations import planning

from ...models import CatalogueItem, PlanItem
from ..wording import price_of
from .problem import Problem
from .reading import Reading

ZERO = Decimal("0.00")


def price(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """Quantity × unit price is the amount; outside the price standard a reason is written (A-02)."""
    if not planning.agrees(item.amount, item.quantity, item.unit_price):
        yield Problem("A-02", "unit_price", _("数量、单价和预算金额不一致，请重新计算。"))
    if item.price_reason.strip():
        return
    found = price_finding(item)
    if found:
        text = _("%(finding)s（%(article)s）。请调整，或写明理由。")
        yield Problem("A-02", "price_reason", text % {"finding": found, "article": article("A-02")})


def price_finding(item: PlanItem) -> str:
    """Return how an item's unit price stands outside the price standard; empty within it."""
    entry = item.catalogue_item
    facts = {"price": f"{item.unit_price:,.2f}", "unit": item.unit, "standard": price_of(entry)}
    return {
        planning.WITHIN: "",
        planning.BELOW: _("单价 %(price)s 元/%(unit)s 低于目录价格标准（%(standard)s）"),
        planning.ABOVE: _("单价 %(price)s 元/%(unit)s 高于目录价格标准（%(standard)s）"),
        planning.OTHER_UNIT: _("计量单位“%(unit)s”与目录价格标准（%(standard)s）的单位不同，无法比较"),
    }[standing_of(entry, item.unit_price, item.unit)] % facts


def standing_of(entry: CatalogueItem, unit_price: Decimal, unit: str) -> str:
    """Return where a unit price stands against an entry's standard, as in ``regulations.planning``."""
    return planning.against_standard(
        unit_price, unit, standard_unit=entry.unit, lowest=entry.price_from, highest=entry.price_to
    )


def matching(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """A county duty takes no township money (B-17)."""
    if item.county_duty and item.matching_amount:
        yield Problem(
            "B-17",
            "matching_amount",
            _("县级事权的项目不得要求乡镇配套，配套金额应为 0（%(article)s）。")
            % {"article": article("B-17")},
        )


def fundings(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """The slices of money make up the amount (B-06); before the budget a wish may name no line yet (N-11)."""
    parts = around.slices(item)
    if not parts and not around.has_budget(item):
        return
    total = sum((slice_.amount for slice_ in parts), ZERO)
    if total != item.amount:
        yield Problem(
            "B-06",
            "amount",
            _("资金安排合计 %(total)s 元，与预算金额 %(amount)s 元不一致（%(article)s）。请调整资金安排。")
            % {"total": f"{total:,.2f}", "amount": f"{item.amount:,.2f}", "article": article("B-06")},
        )


def funded(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """Lines that are approved, or on the mid-term plan, carry the whole amount: no longer a wish (B-01, N-11)."""
    parts = around.slices(item)
    for slice_ in parts:
        if slice_.line.status not in LineStatus.promising():
            text = _(
                "预算指标%(line)s还没有批准：先有预算、后购买服务（%(article)s）。批准以前，项目只是需求。"
            )
            yield Problem("B-01", "amount", text % {"line": slice_.line.code, "article": article("B-01")})
    if not parts:
        text = _("还没有指定预算指标：先有预算、后购买服务（%(article)s）。")
        yield Problem("B-01", "amount", text % {"article": article("B-01")})
    else:
        yield from fundings(item, around)


def money_there(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """Every approved line has the money (B-01); one that is only proposed has none to ask for yet."""
    for slice_ in around.slices(item):
        if slice_.line.status == LineStatus.DRAFT:
            continue
        available = around.available(item, slice_.line)
        if available < slice_.amount:
            yield Problem(
                "B-01",
                "amount",
                _(
                    "预算指标%(line)s只剩 %(free)s 元可用，需要 %(amount)s 元：先有预算、后购买服务（%(article)s）。"
                    "请减少金额、换一笔指标，或先办理预算调整。"
                )
                % {
                    "line": slice_.line.code,
                    "free": f"{available:,.2f}",
                    "amount": f"{slice_.amount:,.2f}",
                    "article": article("B-01"),
                },
            )


def years(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """A service of more than a year has a slice of money for each of its years (B-06)."""
    needed = planning.years_needed(item.term_months)
    stated = {part.line.spending_year for part in around.slices(item)}
    # A wish from before the budget may name no line yet (N-11): its years are asked for with its money.
    wish = not stated and not around.has_budget(item)
    if needed > 1 and len(stated) < needed and not wish:
        text = _(
            "服务期 %(months)s 个月，资金至少分 %(needed)s 个年度安排，现在只有 %(stated)s 个年度（%(article)s）。"
            "请在资金安排中补上以后年度的指标。"
        )
        facts = {"months": item.term_months, "needed": needed, "stated": len(stated)}
        yield Problem("B-06", "fundings", text % {**facts, "article": article("B-06")})


def delegated(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """A delegated task names who delegated it (B-16)."""
    if item.delegated and not item.delegated_by.strip():
        text = _("下放或委托的事项要写明由哪个单位、以什么文件下放（%(article)s）。")
        yield Problem("B-16", "delegated_by", text % {"article": article("B-16")})


def delegated_money(item: PlanItem, around: Reading) -> Iterator[Problem]:
    """Warn of a delegated task without the money that should have come with it (B-16)."""
    lines = {part.line_id for part in around.slices(item)}
    if item.delegated and (item.delegated_line_id is None or item.delegated_line_id not in lines):
        text = _(
            "事项下放了，但没有指明随事项下达的经费：费随事转（%(article)s）。请在资金安排中注明，或向下放单位提出。"
        )
        yield Problem("B-16", "delegated_line", text % {"article": article("B-16")})


def slices_by_year(item: PlanItem) -> list[tuple[int, Decimal]]:
    """Return what an item spends in which year, in yuan, the first year first."""
    found: dict[int, Decimal] = {}
    for part in slices(item):
        found[part.line.spending_year] = found.get(part.line.spending_year, ZERO) + part.amount
    return sorted(found.items())


def slices(item: PlanItem) -> list:
    """Return the item's slices of money with their lines, oldest line first."""
    return list(item.fundings.select_related("line").order_by("line__year", "line__code"))


def begun(item: PlanItem) -> bool:
    """Tell whether a purchase of the item has begun: money frozen or further."""
    return any(held.frozen or held.committed or held.paid for held in holdings(item))


def holdings(item: PlanItem) -> list[Holding]:
    """Return what the item holds of its lines."""
    return list(holdings_of_cause(item.code))
