"""What an entry of the catalogue says: checked field by field, and written for the audit chain."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from procurement.accounts.enums import SupplierKind
from procurement.accounts.models import Organisation
from procurement.core.errors import DomainError
from procurement.core.fields import NotYuan, to_yuan
from procurement.core.language import listed
from procurement.publications.services import searchable
from procurement.regulations import methods, performance

from ..models import CatalogueItem, NationalItem

EXACT, DESCRIBED, CHOSEN = "exact", "in_description", "chosen"
# In the order of the form and of the spreadsheet.
FACTS = (
    *("name", "explanation", "responsible_other", "supplier_kinds", "unit", "price_from", "price_to"),
    *("price_basis", "service_standard", "indicators", "resident_facing", "methods", "centralised"),
    *("national_item", "provincial_code", "confirmed", "provenance"),
)
INDICATOR = ("name", "tier", "kind", "weight", "target", "unit")


class EntryFields(TypedDict, total=False):
    """What an entry says, as in ``CatalogueItem``; prices in yuan. ``responsible``: who answers for it."""

    name: str
    explanation: str
    responsible: list[Organisation]
    responsible_other: str
    supplier_kinds: list[str]
    unit: str
    price_from: Decimal | None
    price_to: Decimal | None
    price_basis: str
    service_standard: str
    indicators: list[dict[str, Any]]
    resident_facing: bool
    methods: list[str]
    centralised: bool
    national_item: NationalItem | None
    provincial_code: str
    confirmed: bool
    provenance: str


def fill(entry: CatalogueItem, fields: Mapping[str, Any]) -> None:
    """Write the given facts into an entry that is not yet saved; DomainError names the first wrong one."""
    unknown = set(fields) - {*FACTS, "responsible"}
    if unknown:
        raise TypeError(f"no fact of an entry: {', '.join(sorted(unknown))}")
    name = str(fields.get("name", entry.name)).strip()
    match = _match(entry, name, fields.get("national_item", entry.national_item))
    for fact in FACTS:
        if fact in fields:
            setattr(entry, fact, _plain(fact, fields[fact]))
    entry.national_match = match
    entry.search_text = words(entry)
    check(entry)


def words(entry: CatalogueItem) -> str:
    """Return what a search of the entry finds."""
    national = entry.national_item
    described = (national.name, national.description) if national else ()
    return searchable(entry.code, entry.name, entry.explanation, *described)


def check(entry: CatalogueItem) -> None:
    """Refuse an entry that contradicts itself or a rule; says what would be right."""
    if not entry.name:
        raise DomainError(_("请填写条目名称。"), field="name", rule="A-16")
    if entry.confirmed and not entry.provincial_code:
        raise DomainError(
            _("确认的条目要有省级目录编码作依据（财政部令第102号第十二条）：请填写编码，或保持未确认。"),
            field="provincial_code",
            rule="A-11",
        )
    _check_kinds(entry.supplier_kinds)
    if set(entry.methods) - set(methods.METHODS):
        raise DomainError(_("没有这种采购方式；询价只用于货物。"), field="methods", rule="C-09")
    _check_price(entry)
    _check_indicators(entry.indicators)
    try:
        # The national item comes as a row of its table; asking once more would cost a query for each entry.
        entry.clean_fields(exclude=["version", "parent", "national_item", "search_text", "indicators"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=field) from error


def facts_of(entry: CatalogueItem, responsible: Iterable[Organisation] = ()) -> dict[str, Any]:
    """Return an entry's facts as the audit chain keeps them."""
    national = entry.national_item.code if entry.national_item else ""
    facts = {name: getattr(entry, name) for name in FACTS}
    return {**facts, "national_item": national, "responsible": [one.code for one in responsible]}


def _plain(fact: str, value: Any) -> Any:
    if fact in ("price_from", "price_to") and value is not None:
        return _yuan(fact, value)
    if isinstance(value, str):
        return value.strip()
    if fact == "indicators":
        return [_indicator(row) for row in value]
    return value


def _yuan(fact: str, value: Any) -> Decimal:
    try:
        amount = to_yuan(value)
    except NotYuan as error:
        raise DomainError(str(error.why), field=fact) from error
    if amount < 0:
        raise DomainError(_("价格不能小于零。"), field=fact)
    return amount


def _indicator(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a default target as it is kept: everything as text, so that it hashes and compares the same."""
    values = {name: row.get(name) for name in INDICATOR}
    return {name: "" if value is None else _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value).strip()


def _check_kinds(kinds: list[str]) -> None:
    if set(kinds) - set(SupplierKind.values):
        raise DomainError(_("没有这种承接主体类型。"), field="supplier_kinds", rule="A-05")
    if SupplierKind.PUBLIC_INSTITUTION_I in kinds:
        text = _("公益一类事业单位不得承接政府购买服务（财政部令第102号第八条）。")
        raise DomainError(text, field="supplier_kinds", rule="A-04")


def _check_price(entry: CatalogueItem) -> None:
    low, high = entry.price_from, entry.price_to
    if low is not None and high is not None and high < low:
        raise DomainError(_("价格标准的上限不能低于下限。"), field="price_to")
    if (low is not None or high is not None) and not entry.unit:
        raise DomainError(_("有价格标准的条目要写明计量单位，例如：小时。"), field="unit")


def _check_indicators(rows: list[dict[str, str]]) -> None:
    for row in rows:
        if row["tier"] not in performance.TIERS or row["kind"] not in performance.KINDS:
            raise DomainError(_("绩效指标的层级或类型不对。"), field="indicators", rule="G-03")
        if not row["name"] or not row["weight"]:
            text = _("每个绩效指标都要有名称和大于零的权重。")
            raise DomainError(text, field="indicators", rule="G-03")
    names = [row["name"] for row in rows]
    if doubled := {name for name in names if names.count(name) > 1}:
        text = _("绩效指标重复：%(names)s。") % {"names": listed(sorted(doubled))}
        raise DomainError(text, field="indicators", rule="G-03")
    total = sum((Decimal(row["weight"]) for row in rows), Decimal(0))
    if rows and total != 100:
        text = _("绩效指标的权重合计 %(total)s，应为 100。") % {"total": f"{total:f}"}
        raise DomainError(text, field="indicators", rule="G-03")


def _match(entry: CatalogueItem, name: str, national: NationalItem | None) -> str:
    """Return how the national item was found; what was known of the same pair stays."""
    if national is None:
        return ""
    if entry.national_match and entry.name == name and entry.national_item_id == national.pk:
        return entry.national_match
    if national.name == name:
        return EXACT
    return DESCRIBED if name and name in national.description else CHOSEN
