"""The contract draft built from requirement and terms: the parts that 需求管理办法 art. 23 names."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.language import listed

from ..models import RequirementLine, Tender
from .takeover import target_text, term_of

_ACCEPTANCE = gettext_lazy(
    "按采购需求逐项验收，公共服务项目邀请服务对象参加并公开结果（《政府采购法实施条例》第四十五条）。"
)
_PENALTY = gettext_lazy("未按标准提供服务的，按合同约定扣减价款；甲方迟延付款的，承担逾期利息。")


def payment_sentence(rows: Iterable[dict[str, Any]]) -> str:
    """Say a payment plan in one paragraph."""
    plain = _("%(number)s. %(stage)s：支付合同价款的%(percent)s%%，条件：%(condition)s。")
    advance = _(
        "%(number)s. %(stage)s（预付款）：支付合同价款的%(percent)s%%，条件：%(condition)s；从以后各期付款中抵扣。"
    )
    return "\n".join(
        (advance if row.get("advance") else plain)
        % {
            "number": number,
            "stage": row["stage"],
            "percent": f"{Decimal(str(row['percent'])).normalize():f}",
            "condition": row["condition"],
        }
        for number, row in enumerate(rows, start=1)
    )


def _lines_of(tender: Tender) -> list[RequirementLine]:
    packages = tender.packages.order_by("number").prefetch_related("requirements")
    return [line for package in packages for line in package.requirements.all()]


def contract_draft(tender: Tender, given: Iterable[RequirementLine] | None = None) -> str:
    """Return a whole draft from what is already entered; the purchaser may go on writing in it.

    ``given``: the requirement lines where they are others than those in force.
    """
    lines = [
        f"{line.position}. {line.what}：{line.quantity.normalize():f}{line.unit}；{line.standard}"
        for line in (_lines_of(tender) if given is None else given)
    ]
    parts = tender.commercial
    term = {
        "term": parts.get("service_term") or term_of(tender),
        "place": parts.get("place") or _("采购需求写明的地点"),
    }
    targets = [text for text in map(target_text, tender.item.indicators.all()) if text]
    articles = (
        _("甲方（采购人）：%(name)s；乙方：成交（中标）供应商。") % {"name": tender.purchaser.name},
        _("一、标的与质量要求\n%(lines)s") % {"lines": "\n".join(lines)},
        _("二、履行期限、地点和方式\n期限：%(term)s。地点：%(place)s。") % term,
        _("三、合同价款\n为成交（中标）价，包含完成服务的全部费用。"),
        _("四、付款进度和方式\n%(payment)s\n发票送达后30日内支付（财库〔2019〕38号）。")
        % {"payment": tender.payment_terms},
        _("五、验收\n%(text)s") % {"text": parts.get("acceptance") or _ACCEPTANCE},
        _("六、商务条款\n%(terms)s") % {"terms": tender.commercial_terms},
        _("七、不得转包；分包须经甲方同意，并在响应文件中写明（政府购买服务管理办法第二十六条）。"),
        _("八、违约责任\n%(text)s") % {"text": parts.get("penalty") or _PENALTY},
        _("九、争议解决\n协商不成的，向合同履行地人民法院起诉。"),
    )
    judged = _("十、绩效目标\n本项目按下列目标评价，评价结果公开：%(targets)s。") % {
        "targets": listed(targets)
    }
    return "\n\n".join((*articles, judged) if targets else articles)
