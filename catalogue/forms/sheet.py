"""The catalogue as a table: its columns, how each cell is read, and an entry as a row of it.

What is exported can be brought in again; words of a closed list are Chinese or English.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from procurement.accounts.enums import SupplierKind
from procurement.core.spreadsheets import Field, cells
from procurement.regulations import methods

from ..enums import ServiceClass
from ..models import CatalogueItem
from .sheet_cells import (
    EXAMPLE,
    entry_code,
    head,
    indicators,
    indicators_text,
    many_of,
    method_words,
    one_of,
    said,
)


def _classes() -> dict[str, str]:
    # The national catalogue writes the second class with one more word.
    return {**said(ServiceClass.choices), "政府履职所需辅助性服务": ServiceClass.AUXILIARY}


def _suppliers() -> dict[str, str]:
    return said(row for row in SupplierKind.choices if row[0] != SupplierKind.PUBLIC_INSTITUTION_I)


def fields() -> tuple[Field, ...]:
    """Return the columns in the order of the empty table."""
    price = cells.yuan(Decimal("0.00"))
    return (
        head("code", gettext_lazy("目录编码"), entry_code, required=True, example="A0402"),
        head("parent", gettext_lazy("上级编码"), entry_code, example="A04"),
        head("name", gettext_lazy("条目名称"), cells.text(200), required=True, example="基本养老服务"),
        head("service_class", gettext_lazy("类别"), one_of(_classes), example="公共服务"),
        head("explanation", gettext_lazy("说明"), cells.paragraph(2000), example="居家上门照护，不含医疗"),
        head("resident_facing", gettext_lazy("直接面向群众"), cells.yes_no(), example="是"),
        head("responsible", gettext_lazy("责任单位"), cells.text(400), example="县民政局、县残联"),
        head(
            "supplier_kinds", gettext_lazy("承接主体类型"), many_of(_suppliers), example="企业、社会服务机构"
        ),
        head("unit", gettext_lazy("计量单位"), cells.text(20), example="小时"),
        head("price_from", gettext_lazy("价格标准下限（元）"), price, example=Decimal("40.00")),
        head("price_to", gettext_lazy("价格标准上限（元）"), price, example=Decimal("55.00")),
        head("price_basis", gettext_lazy("价格标准依据"), cells.text(300), example="2025年市场调查"),
        head("service_standard", gettext_lazy("服务标准"), cells.paragraph(4000)),
        head("indicators", gettext_lazy("默认绩效指标"), indicators, example=EXAMPLE),
        head("methods", gettext_lazy("常用采购方式"), many_of(method_words), example="小额采购、竞争性磋商"),
        head("centralised", gettext_lazy("集中采购目录以内"), cells.yes_no(), example="否"),
        head("national_code", gettext_lazy("对应品目"), entry_code, example="C05010200"),
        head("provincial_code", gettext_lazy("省级目录编码"), cells.text(40)),
        head("confirmed", gettext_lazy("已确认"), cells.yes_no(), example="否"),
        head("provenance", gettext_lazy("来源"), cells.text(300)),
    )


def line_of(entry: CatalogueItem) -> list[Any]:
    """Return an entry as a row of the table; call in the language of record, parents and departments fetched."""
    yes = {True: "是", False: "否"}
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
        indicators_text(entry.indicators),
        "、".join(methods.METHOD_NAMES_ZH[code] for code in entry.methods),
        yes[entry.centralised],
        entry.national_item.code if entry.national_item else "",
        entry.provincial_code,
        yes[entry.confirmed],
        entry.provenance,
    ]
