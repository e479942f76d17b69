"""What an author fills in: read, reckoned and checked field by field."""

from decimal import Decimal
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from procurement.budgeting.models import BudgetLine
from procurement.core.errors import DomainError
from procurement.core.fields import NotYuan, to_yuan
from procurement.publications.services import searchable
from procurement.regulations import planning

from ..models import CatalogueItem, PlanItem

# More is a slip of the keyboard: no county has so many people, no service may be bought for so long.
MOST_PEOPLE, MOST_MONTHS = 10_000_000, 60
_MOST = {"people_served": MOST_PEOPLE, "term_months": MOST_MONTHS}
# Zero is a lawful amount for these.
_FREE = ("matching_amount", "unit_price")


class ItemFields(TypedDict, total=False):
    """What an author fills in, as in ``PlanItem``; amounts in yuan.

    Of ``amount`` and ``unit_price`` one is enough: the other is reckoned.
    """

    title: str
    catalogue_item: CatalogueItem
    description: str
    beneficiaries: str
    people_served: int
    resident_facing: bool
    quantity: Decimal
    unit: str
    unit_price: Decimal
    price_reason: str
    amount: Decimal
    priority: int
    start_month: int
    term_months: int
    term_conditions: dict[str, bool]
    negative_answers: dict[str, bool]
    word_screen_reason: str
    method: str
    method_case: str
    method_reason: str
    organisation_form: str
    sme_reserved: bool
    sme_share: Decimal
    sme_measure: str
    sme_small_share: Decimal | None
    sme_reason: str
    county_duty: bool
    matching_amount: Decimal
    delegated: bool
    delegated_by: str
    delegated_line: BudgetLine | None
    continues: PlanItem | None
    continuation_reason: str


def fill(item: PlanItem, fields: ItemFields) -> None:
    """Write the given fields into an item that is not yet saved; DomainError names the first wrong one."""
    unknown = set(fields) - set(ItemFields.__annotations__)
    if unknown:
        raise TypeError(f"no field of a plan item: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        money = name in ("amount", "matching_amount", "unit_price")
        setattr(item, name, money_of(value, name, least=name not in _FREE) if money else value)
    for name, most in _MOST.items():
        if getattr(item, name) > most:
            raise DomainError(_("最多填 %(most)s，请核对。") % {"most": f"{most:,}"}, field=name)
    _reckon(item, fields)
    _check_share(item)
    line = item.delegated_line
    if line is not None and line.organisation_id != item.organisation_id:
        text = _("预算指标%(line)s属于其他单位。") % {"line": line.code}
        raise DomainError(text, field="delegated_line", rule="B-16")
    entry = item.catalogue_item
    item.search_text = searchable(
        item.title, item.code, item.organisation.name, str(entry), item.beneficiaries, item.description
    )
    try:
        item.clean_fields(exclude=["term_conditions", "negative_answers", "search_text"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=name) from error


def money_of(value: Any, field: str, *, least: bool = True) -> Decimal:
    """Return an amount in yuan; refuse what is none, what is negative, and nothing where ``least``."""
    try:
        amount = to_yuan(value)
    except NotYuan as error:
        raise DomainError(str(error.why), field=field) from error
    if amount < 0 or (least and not amount):
        raise DomainError(_("金额必须大于零。"), field=field)
    return amount


def _check_share(item: PlanItem) -> None:
    """Refuse a share that is none, and one beside a project that is reserved as a whole (E-45)."""
    if item.sme_small_share is not None and not 0 <= item.sme_small_share <= 100:
        text = _("预留给小微企业的比例填0到100之间的数，是占预留部分的百分比。")
        raise DomainError(text, field="sme_small_share", rule="E-45")
    if not 0 <= item.sme_share < 100:
        text = _("预留份额大于0、小于100；整个项目预留的，选“专门面向中小企业采购”。")
    elif item.sme_share and item.sme_reserved:
        text = _("整个项目已经专门面向中小企业，不再填预留份额：两者只选一种。")
    else:
        return
    raise DomainError(text, field="sme_share", rule="E-45")


def _reckon(item: PlanItem, fields: ItemFields) -> None:
    """Hold quantity × unit price and amount equal: what was not given follows from what was (A-02)."""
    if not {"quantity", "unit_price", "amount"} & set(fields):
        return
    if not item.quantity or item.quantity < 0:
        raise DomainError(_("数量必须大于零；整体购买的填 1。"), field="quantity", rule="A-02")
    if "unit_price" not in fields:
        item.unit_price = planning.unit_price_of(item.amount, item.quantity)
    elif "amount" not in fields:
        item.amount = money_of(planning.amount_of(item.quantity, item.unit_price), "amount", least=False)
    if not planning.agrees(item.amount, item.quantity, item.unit_price):
        text = _(
            "数量 %(quantity)s × 单价 %(price)s 元 = %(sum)s 元，与预算金额 %(amount)s 元不一致。"
            "请改正其中一个数；金额留空时由系统计算。"
        ) % {
            "quantity": f"{item.quantity:f}",
            "price": f"{item.unit_price:,.2f}",
            "sum": f"{planning.amount_of(item.quantity, item.unit_price):,.2f}",
            "amount": f"{item.amount:,.2f}",
        }
        raise DomainError(text, field="amount", rule="A-02")
