"""Why this number, why this day: what the explanation piece shows for payments."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.templatetags.formats import amount, day
from procurement.regulations.periods import PERIODS, WORKING

from ..models import Invoice
from ..selectors.money import SME_SCALES, Position, scale_of
from .base import law

EVENTS = {"B-12": gettext_lazy("收到发票"), "B-14": gettext_lazy("中小企业交付服务")}


def ceiling_explanation(position: Position) -> dict[str, Any]:
    """Return why at most so much may be paid now (B-11): accepted work, less what is promised or paid."""
    return {
        "title": _("为什么现在最多付%(amount)s元") % {"amount": amount(position.payable)},
        "rule": _("支付不得超过已验收的金额加上没有抵扣的预付款，也不得超过合同金额。")
        if position.agreed
        else _("支付不得超过已验收的金额，也不得超过合同金额。"),
        "inputs": [
            {"label": _("合同金额（元）"), "value": amount(position.amount)},
            {"label": _("已验收（元）"), "value": amount(position.accepted)},
            *_advance_inputs(position),
            {"label": _("已审核同意和已支付（元）"), "value": amount(position.promised)},
        ],
        "steps": [
            _ceiling_step(position),
            _("%(ceiling)s − %(promised)s = %(payable)s")
            % {
                "ceiling": amount(position.ceiling),
                "promised": amount(position.promised),
                "payable": amount(position.payable),
            },
        ],
        "result": _("现在可支付%(amount)s元") % {"amount": amount(position.payable)},
        "basis": law("N-19" if position.agreed else "B-11")["basis"],
        "article": law("N-19" if position.agreed else "B-11")["article"],
    }


def _advance_inputs(position: Position) -> list[dict[str, str]]:
    if not position.agreed:
        return []
    return [
        {"label": _("合同约定的预付款（元）"), "value": amount(position.agreed)},
        {"label": _("计入的预付款（元）"), "value": amount(position.advance)},
        {"label": _("已抵扣（元）"), "value": amount(position.offset)},
        {"label": _("没有抵扣的预付款（元）"), "value": amount(position.advance - position.offset)},
    ]


def _ceiling_step(position: Position) -> str:
    if not position.agreed:
        return _("上限 = 合同金额与已验收金额中较小的：%(ceiling)s") % {"ceiling": amount(position.ceiling)}
    return _("上限 = 已验收 + 预付款 − 已抵扣：%(accepted)s + %(advance)s − %(offset)s = %(ceiling)s") % {
        "accepted": amount(position.accepted),
        "advance": amount(position.advance),
        "offset": amount(position.offset),
        "ceiling": amount(position.ceiling),
    }


def _delivered(invoice: Invoice) -> dict[str, str]:
    value = day(invoice.acceptance.concluded_at) if invoice.acceptance else _("预付款，不需要验收")
    return {"label": _("验收日期"), "value": value}


def due_explanation(invoice: Invoice) -> dict[str, Any]:
    """Return why an invoice is due on its day: which period, counted from what (B-12 to B-14)."""
    period = PERIODS[invoice.due_rule]
    sme = scale_of(invoice.contract) in SME_SCALES
    return {
        "title": _("为什么最迟%(day)s支付") % {"day": day(invoice.due_on)},
        "inputs": [
            {"label": _("收到发票"), "value": day(invoice.received_at)},
            _delivered(invoice),
            {"label": _("供应商是中小企业"), "value": _("是") if sme else _("否")},
        ],
        "steps": [
            _("起算：%(event)s（当天不算）") % {"event": EVENTS[invoice.due_rule]},
            _("期限：%(days)s个%(unit)s")
            % {
                "days": period.days,
                "unit": _("工作日") if period.unit == WORKING else _("自然日，最后一日是法定节假日的顺延"),
            },
            _("力争在%(day)s前支付（收到发票后10个工作日）") % {"day": day(invoice.target_on)},
        ],
        "result": _("最迟支付日期：%(day)s") % {"day": day(invoice.due_on)},
        "basis": law(invoice.due_rule)["basis"],
        "article": law(invoice.due_rule)["article"],
    }
