"""What the plan item already says of a purchase: the first requirement line, the commercial terms, the targets.

It is put into the forms to begin with; nothing is written until somebody has looked at it and saved.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import PlanItem
from procurement.core.language import in_language_of_record, listed

from ..models import Package, Tender

COMMERCIAL: Mapping[str, "str | Promise"] = {
    "service_term": gettext_lazy("服务期"),
    "place": gettext_lazy("服务地点"),
    "staff": gettext_lazy("人员要求"),
    "insurance": gettext_lazy("保险"),
    "assessment": gettext_lazy("考核"),
    "acceptance": gettext_lazy("验收"),
    "penalty": gettext_lazy("违约责任"),
    "other": gettext_lazy("其他"),
}
"""The parts of the commercial terms in the order of the documents (22 art. 6, 23)."""
NEEDED = ("service_term", "place", "acceptance", "penalty")


@in_language_of_record
def places_of(item: PlanItem) -> str:
    """Return where the service is wanted: the villages that the plan names, or the purchaser's area."""
    names = [village.name for village in item.villages.all()]
    return listed(names) if names else item.organisation.short_name or item.organisation.name


@in_language_of_record
def term_of(tender: Tender) -> str:
    return _("自合同签订之日起%(months)s个月") % {"months": tender.term_months}


@in_language_of_record
def requirement_row(package: Package) -> dict[str, Any]:
    """Return the first requirement line as the plan has it; the quantity is left out where only a part is bought."""
    tender, item = package.tender, package.tender.item
    standard = item.catalogue_item.service_standard.strip() or item.description
    targets = [text for text in map(target_text, item.indicators.all()) if text]
    if targets:
        standard = _("%(standard)s\n绩效目标：%(targets)s") % {
            "standard": standard,
            "targets": listed(targets),
        }
    return {
        "what": item.title if tender.packages.count() == 1 else package.title,
        "quantity": item.quantity if package.budget == item.amount else None,
        "unit": item.unit,
        "place": tender.commercial.get("place") or places_of(item)[:200],
        "standard": standard,
        "by_when": term_of(tender),
    }


def target_text(indicator: Any) -> str:
    """Write a target of the plan as documents do: 覆盖率 98%; one without a number has no text."""
    if indicator.target is None:
        return ""
    return f"{indicator.name} {indicator.target.normalize():f}{indicator.unit}"


def indicator_rows(item: PlanItem) -> list[dict[str, Any]]:
    """Return the targets that the project is judged by, as the documents state them (G-01)."""
    return [
        {"name": row.name, "target": row.target, "unit": row.unit, "weight": row.weight}
        for row in item.indicators.all()
    ]


@in_language_of_record
def commercial_start(tender: Tender) -> dict[str, str]:
    """Return the commercial terms to begin with: from the plan, and what the law says of each."""
    return {
        "service_term": term_of(tender),
        "place": places_of(tender.item),
        "staff": "",
        "insurance": _("供应商为服务人员依法缴纳社会保险，并购买人身意外保险，费用包含在报价中。"),
        "assessment": _("按月考核，考核结果作为付款的依据。"),
        "acceptance": _(
            "按采购需求逐项验收，公共服务项目邀请服务对象参加，结果向社会公告（条例第四十五条）。"
        ),
        "penalty": _("未达到服务标准的，限期整改并按合同约定扣减价款；采购人迟延付款的，支付逾期利息。"),
        "other": _("服务期满，供应商完成交接后撤场。"),
    }


@in_language_of_record
def commercial_text(parts: Mapping[str, str]) -> str:
    """Say the commercial terms as lines of label and text."""
    return "\n".join(
        _("%(label)s：%(text)s") % {"label": label, "text": parts[key]}
        for key, label in COMMERCIAL.items()
        if parts.get(key)
    )
