"""The catalogue as a table: its columns, how each cell is read, and an entry as a row of it.

What is exported can be brought in again; words of a closed list are Chinese or English.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from procurement.accounts.enums import SupplierKind
from procurement.core.language import RECORD, listed
from procurement.core.spreadsheets import BadCell, Field, cells
from procurement.regulations import methods, performance

from ..enums import ServiceClass
from ..models import CatalogueItem

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
_BETWEEN = re.compile(r"[、，,；;\n]+")
_ROWS = re.compile(r"[；;\n]+")
TIERS = {
    "预算执行": performance.EXECUTION,
    "产出": performance.OUTPUT,
    "效益": performance.BENEFIT,
    "满意度": performance.SATISFACTION,
}
KINDS = {
    "越高越好": performance.POSITIVE,
    "越低越好": performance.NEGATIVE,
    "定性": performance.QUALITATIVE,
}
INDICATOR_PARTS = ("name", "tier", "kind", "target", "unit", "weight")
_EXAMPLE = "服务完成率/产出/越高越好/95/%/80；服务对象满意度/满意度/越高越好/90/%/20"


def _said(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return the words of a closed list in both languages → their code."""
    found = {}
    for language in (RECORD, "en"):
        with override(language):
            found |= {str(label): value for value, label in choices}
    return found


def _code(value: Any) -> str:
    found = "".join(cells.folded(value).split()).upper()
    if not CODE.fullmatch(found):
        raise BadCell(
            _("目录编码只用大写字母、数字和短横线，最多20位。"),
            _("例如 %(example)s。") % {"example": "A0402"},
        )
    return found


def _many(words: Callable[[], Mapping[str, Any]]) -> cells.Reader:
    """Read several words of a closed list, with 、 between them."""

    def read(value: Any) -> list[Any]:
        one = cells.choice(words())
        parts = [part for part in _BETWEEN.split(cells.plain(value)) if part.strip()]
        return list(dict.fromkeys(one(part) for part in parts))

    return read


def _one(words: Callable[[], Mapping[str, Any]]) -> cells.Reader:
    return lambda value: cells.choice(words())(value)


def _indicators(value: Any) -> list[dict[str, Any]]:
    return [_indicator(part) for part in _ROWS.split(cells.plain(value)) if part.strip()]


def _indicator(written: str) -> dict[str, Any]:
    parts = [part.strip() for part in written.replace("／", "/").split("/")]
    right = _("每个指标写成 名称/层级/方向/目标值/单位/权重，指标之间用分号，例如：%(example)s") % {
        "example": _EXAMPLE
    }
    if len(parts) != len(INDICATOR_PARTS):
        raise BadCell(_("“%(part)s”不是六个部分。") % {"part": written[:40]}, right)
    row = dict(zip(INDICATOR_PARTS, parts, strict=True))
    if row["tier"] not in TIERS or row["kind"] not in KINDS:
        names = listed([*TIERS, *KINDS])
        raise BadCell(_("层级或方向不对：%(part)s。") % {"part": written[:40]}, names)
    try:
        number = cells.number(0, 1_000_000_000)
        weight, target = number(row["weight"]), number(row["target"]) if row["target"] else None
    except BadCell as bad:
        raise BadCell(bad.why, right) from bad
    return {
        **row,
        "tier": TIERS[row["tier"]],
        "kind": KINDS[row["kind"]],
        "weight": weight,
        "target": target,
    }


def _classes() -> dict[str, str]:
    # The national catalogue writes the second class with one more word.
    return {**_said(ServiceClass.choices), "政府履职所需辅助性服务": ServiceClass.AUXILIARY}


def _suppliers() -> dict[str, str]:
    return _said(row for row in SupplierKind.choices if row[0] != SupplierKind.PUBLIC_INSTITUTION_I)


def _methods() -> dict[str, str]:
    names = ((methods.METHOD_NAMES_ZH[code], code) for code in methods.METHODS)
    english = ((methods.METHOD_NAMES_EN[code], code) for code in methods.METHODS)
    return dict([*names, *english])


def _head(name: str, zh: Any, read: cells.Reader, *, required: bool = False, example: Any = None) -> Field:
    with override(RECORD):
        chinese = str(zh)
    return Field(name, zh, read, heads=(chinese,), required=required, example=example)


def fields() -> tuple[Field, ...]:
    """Return the columns in the order of the empty table."""
    price = cells.yuan(Decimal("0.00"))
    return (
        _head("code", gettext_lazy("目录编码"), _code, required=True, example="A0402"),
        _head("parent", gettext_lazy("上级编码"), _code, example="A04"),
        _head("name", gettext_lazy("条目名称"), cells.text(200), required=True, example="基本养老服务"),
        _head("service_class", gettext_lazy("类别"), _one(_classes), example="公共服务"),
        _head("explanation", gettext_lazy("说明"), cells.paragraph(2000), example="居家上门照护，不含医疗"),
        _head("resident_facing", gettext_lazy("直接面向群众"), cells.yes_no(), example="是"),
        _head("responsible", gettext_lazy("责任单位"), cells.text(400), example="县民政局、县残联"),
        _head(
            "supplier_kinds", gettext_lazy("承接主体类型"), _many(_suppliers), example="企业、社会服务机构"
        ),
        _head("unit", gettext_lazy("计量单位"), cells.text(20), example="小时"),
        _head("price_from", gettext_lazy("价格标准下限（元）"), price, example=Decimal("40.00")),
        _head("price_to", gettext_lazy("价格标准上限（元）"), price, example=Decimal("55.00")),
        _head("price_basis", gettext_lazy("价格标准依据"), cells.text(300), example="2025年市场调查"),
        _head("service_standard", gettext_lazy("服务标准"), cells.paragraph(4000)),
        _head("indicators", gettext_lazy("默认绩效指标"), _indicators, example=_EXAMPLE),
        _head("methods", gettext_lazy("常用采购方式"), _many(_methods), example="小额采购、竞争性磋商"),
        _head("centralised", gettext_lazy("集中采购目录以内"), cells.yes_no(), example="否"),
        _head("national_code", gettext_lazy("对应品目"), _code, example="C05010200"),
        _head("provincial_code", gettext_lazy("省级目录编码"), cells.text(40)),
        _head("confirmed", gettext_lazy("已确认"), cells.yes_no(), example="否"),
        _head("provenance", gettext_lazy("来源"), cells.text(300)),
    )


def line_of(entry: CatalogueItem) -> list[Any]:
    """Return an entry as a row of the table; call in the language of record, parents and departments fetched."""
    yes = {True: "是", False: "否"}
    tiers, kinds = ({code: word for word, code in words.items()} for words in (TIERS, KINDS))
    targets = [
        "/".join(
            (row["name"], tiers[row["tier"]], kinds[row["kind"]], row["target"], row["unit"], row["weight"])
        )
        for row in entry.indicators
    ]
    departments = [one.name for one in entry.responsible.all()]
    return [
        entry.code,
        entry.parent.code if entry.parent else "",
        entry.name,
        entry.get_service_class_display(),
        entry.explanation,
        yes[entry.resident_facing],
        "、".join([*departments, *([entry.responsible_other] if entry.responsible_other else [])]),
        "、".join(str(SupplierKind(kind).label) for kind in entry.supplier_kinds),
        entry.unit,
        entry.price_from,
        entry.price_to,
        entry.price_basis,
        entry.service_standard,
        "；".join(targets),
        "、".join(methods.METHOD_NAMES_ZH[code] for code in entry.methods),
        yes[entry.centralised],
        entry.national_item.code if entry.national_item else "",
        entry.provincial_code,
        yes[entry.confirmed],
        entry.provenance,
    ]
