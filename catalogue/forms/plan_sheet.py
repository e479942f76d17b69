"""The annual plan as a table: its columns, how each cell is read, and an item as a row of it.

What is exported can be brought in again. The six questions of the negative list and the five conditions of
a long term are no columns: whoever declares that reads the question first, on the item's page.
"""

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.spreadsheets import BadCell, Field, cells
from procurement.regulations import methods, thresholds

from ..enums import OrganisationForm, Priority, ReserveMeasure
from ..models import PlanItem
from ..services import MOST_MONTHS, MOST_PEOPLE
from .sheet_cells import EXAMPLE, entry_code, head, indicators, indicators_text, method_words, one_of, said

_BETWEEN = re.compile(r"[；;\n]+")
_NAMES = re.compile(r"[、，,；;\n]+")
_YES = {True: "是", False: "否"}
FUNDS_EXAMPLE = "YS-2026-0012=288000.00"


def _funds(value: Any) -> list[tuple[str, Decimal]]:
    """Read slices of money: ``line=yuan``, with ； between them."""
    return [_slice(part) for part in _BETWEEN.split(cells.plain(value)) if part.strip()]


def _slice(written: str) -> tuple[str, Decimal]:
    code, sign, amount = written.replace("＝", "=").partition("=")
    right = _("每笔写成 预算指标编号=金额（元），几笔之间用分号，例如：%(example)s") % {
        "example": FUNDS_EXAMPLE
    }
    if not sign or not code.strip():
        raise BadCell(_("“%(part)s”没有写明哪笔指标出多少钱。") % {"part": written[:40]}, right)
    try:
        return code.strip(), cells.yuan()(amount.strip())
    except BadCell as bad:
        raise BadCell(bad.why, right) from bad


def _names(value: Any) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in _NAMES.split(cells.plain(value)) if part.strip()))


def _open_reasons() -> dict[str, str]:
    chinese = {text: code for code, text in thresholds.NOT_RESERVED_REASONS.items()}
    return chinese | {text: code for code, text in thresholds.NOT_RESERVED_REASONS_EN.items()}


def plan_fields() -> tuple[Field, ...]:
    """Return the columns in the order of the empty table."""
    price = cells.yuan(Decimal("0.00"))
    return (
        head("code", gettext_lazy("项目编号"), cells.text(40)),
        head("revision", gettext_lazy("修订号"), cells.whole(1)),
        head("year", gettext_lazy("年度"), cells.whole(2000, 2100), required=True, example=2026),
        head("title", gettext_lazy("项目名称"), cells.text(200), required=True, example="居家养老上门服务"),
        head("entry", gettext_lazy("目录编码"), entry_code, required=True, example="A0402"),
        head(
            "description",
            gettext_lazy("服务内容"),
            cells.paragraph(4000),
            required=True,
            example="为160名失能老人每人每年上门照护40小时。",
        ),
        head("beneficiaries", gettext_lazy("服务对象"), cells.text(200), example="失能老人"),
        head("people_served", gettext_lazy("受益人数"), cells.whole(0, MOST_PEOPLE), example=160),
        head("villages", gettext_lazy("受益村（社区）"), _names, example="全部"),
        head("resident_facing", gettext_lazy("直接面向群众"), cells.yes_no(), example="是"),
        head("priority", gettext_lazy("优先安排"), one_of(lambda: said(Priority.choices))),
        head("quantity", gettext_lazy("数量"), cells.number(Decimal("0.01")), required=True, example=6400),
        head("unit", gettext_lazy("计量单位"), cells.text(20), example="小时"),
        head("unit_price", gettext_lazy("单价（元）"), price, example=Decimal("45.00")),
        head("price_reason", gettext_lazy("单价超出价格标准的理由"), cells.paragraph(1000)),
        head("amount", gettext_lazy("预算金额（元）"), cells.yuan(), example=Decimal("288000.00")),
        head("funds", gettext_lazy("资金安排"), _funds, example=FUNDS_EXAMPLE),
        head("start_month", gettext_lazy("预计采购月份"), cells.whole(1, 12), required=True, example=11),
        head("term_months", gettext_lazy("服务期（月）"), cells.whole(1, MOST_MONTHS), example=12),
        head("method", gettext_lazy("采购方式"), one_of(method_words), example="小额采购"),
        head("method_reason", gettext_lazy("理由"), cells.paragraph(1000)),
        head("organisation_form", gettext_lazy("组织形式"), one_of(lambda: said(OrganisationForm.choices))),
        head("sme_reserved", gettext_lazy("专门面向中小企业"), cells.yes_no(), example="否"),
        head("sme_share", gettext_lazy("预留给中小企业的份额（%）"), cells.number(Decimal(0))),
        head("sme_measure", gettext_lazy("预留的措施"), one_of(lambda: said(ReserveMeasure.choices))),
        head("sme_small_share", gettext_lazy("其中预留给小微企业的比例（%）"), cells.number(Decimal(0))),
        head("sme_reason", gettext_lazy("不专门面向中小企业的理由"), one_of(_open_reasons)),
        head("indicators", gettext_lazy("绩效指标"), indicators, example=EXAMPLE),
    )


def plan_line(item: PlanItem) -> list[Any]:
    """Return an item as a row; call in the language of record, with its parts prefetched."""
    funds = "；".join(f"{part.line.code}={part.amount:.2f}" for part in item.fundings.all())
    return [
        item.code,
        item.revision,
        item.year,
        item.title,
        item.catalogue_item.code,
        item.description,
        item.beneficiaries,
        item.people_served,
        "、".join(village.name for village in item.villages.all()),
        _YES[item.resident_facing],
        item.get_priority_display(),
        item.quantity,
        item.unit,
        item.unit_price,
        item.price_reason,
        item.amount,
        funds,
        item.start_month,
        item.term_months,
        methods.METHOD_NAMES_ZH.get(item.method, item.method),
        item.method_reason,
        item.get_organisation_form_display(),
        _YES[item.sme_reserved],
        item.sme_share or "",
        item.get_sme_measure_display(),
        "" if item.sme_small_share is None else item.sme_small_share,
        thresholds.NOT_RESERVED_REASONS.get(item.sme_reason, ""),
        indicators_text(_written(row) for row in item.indicators.all()),
    ]


def _written(row: Any) -> dict[str, str]:
    target = "" if row.target is None else f"{row.target.normalize():f}"
    facts = {name: getattr(row, name) for name in ("name", "tier", "kind", "unit")}
    return {**facts, "target": target, "weight": f"{row.weight.normalize():f}"}
