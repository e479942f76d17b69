"""The framework agreement with one supplier as a document: what 110 art. 14 wants in it, for both parties."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core.clock import local_date
from procurement.core.documents import Sheet
from procurement.tendering.selectors.notices import contact, row

from .models import FrameworkEntry
from .selectors import notices
from .selectors.agreements import price_when_signed


def agreement_document(code: str, version: str) -> Sheet:
    """Return an agreement; before the supplier has signed it is marked as a draft."""
    rows = FrameworkEntry.objects.select_related("framework__organiser", "supplier")
    entry = rows.get(code=code)
    return Sheet("frameworks/agreement_document.html", _context(entry), f"{entry.code}.pdf")


def _context(entry: FrameworkEntry) -> dict[str, Any]:
    framework, signed = entry.framework, entry.signed_at is not None
    return {
        "document_title": _("%(title)s框架协议书") % {"title": framework.title.removesuffix("框架协议")},
        "document_number": entry.code,
        "issuer": framework.organiser.name,
        "issued_on": local_date(entry.signed_at) if signed else None,
        "verify_address": settings.BASE_URL + reverse("frameworks:framework-public", args=[framework.code])
        if signed
        else "",
        "entry": entry,
        "framework": framework,
        "draft": not signed,
        "sections": [
            {"title": _("一、双方"), "rows": _parties(entry)},
            {"title": _("二、项目和采购需求"), "rows": notices.need(framework)},
            {"title": _("三、协议价格和能力"), "rows": _offer(entry)},
            {"title": _("四、框架协议的条件"), "rows": notices.terms(framework)},
            {"title": _("五、双方的权利和义务"), "rows": _duties(entry)},
        ],
    }


def _parties(entry: FrameworkEntry) -> list[dict[str, str]]:
    return [
        row(_("甲方（征集人）"), contact(entry.framework.organiser)),
        row(_("乙方（入围供应商）"), notices.supplier_contact(entry)),
    ]


def _offer(entry: FrameworkEntry) -> list[dict[str, str]]:
    framework = entry.framework
    price = _("%(price)s元／%(unit)s") % {
        "price": f"{price_when_signed(entry):,.2f}",
        "unit": framework.unit,
    }
    rows = [
        row(_("付费标准") if framework.is_open else _("协议价格"), price),
        row(_("入围排序"), entry.rank or ""),
        row(_("能够服务的地域"), entry.area),
        row(_("服务人员和能力"), entry.capacity),
    ]
    return [one for one in rows if one["value"]]


def _duties(entry: FrameworkEntry) -> list[dict[str, str]]:
    leave = (
        _("可以随时申请退出（第二十条）")
        if entry.framework.is_open
        else _("无正当理由不得退出（第二十条），可以随时降低协议价格")
    )
    return [
        row(
            _("甲方"),
            _(
                "为合同授予提供便利，管理最高限价和需求标准的执行，公开用户评价和成交结果（财政部令第110号第十六条）。"
            ),
        ),
        row(
            _("乙方"),
            _("按本协议接受合同授予，不得无正当理由拒绝，不改变实质性条款（第十七条、第十九条）；%(leave)s。")
            % {"leave": leave},
        ),
        row(
            _("合同"),
            _("第二阶段的合同、订单、凭单以协议价格为最高价，使用统一文本（第十三条、第十七条）。"),
        ),
    ]
