"""What the notices of a framework say, with the fields that the order names, as plain data.

``sections`` is what is shown, ``facts`` the same for machines.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from procurement.core.language import listed
from procurement.suppliers.selectors import public_address
from procurement.tendering.selectors.notices import contact, long_day, money, row

from ..enums import CallOffStatus
from ..models import CallOff, Framework, FrameworkEntry
from .texts import replacement_label

Payload = dict[str, Any]


def call(framework: Framework) -> Payload:
    """Return the call for suppliers (110 art. 22, 38)."""
    return {
        "format": "framework-notice/1",
        "facts": facts_of(framework),
        "sections": [
            {"title": _("一、征集人"), "rows": [row(_("征集人"), contact(framework.organiser))]},
            {"title": _("二、项目和采购需求"), "rows": need(framework)},
            {"title": _("三、供应商资格条件和审查"), "rows": conditions(framework)},
            {"title": _("四、框架协议的条件"), "rows": terms(framework)},
            {"title": _("五、加入的办法"), "rows": _how(framework)},
        ],
    }


def facts_of(framework: Framework) -> Payload:
    """Return what a program wants to know of a framework."""
    return {
        "framework": framework.code,
        "kind": framework.kind,
        "case": framework.case,
        "filing_number": framework.filing_number,
        "organiser": framework.organiser.code,
        "catalogue_item": framework.catalogue_item.code,
        "unit": framework.unit,
        "ceiling": framework.ceiling,
        "pricing": framework.pricing,
        "call_off_way": framework.call_off_way,
        "users_choose": framework.users_choose,
        "starts_on": framework.starts_on,
        "ends_on": framework.ends_on,
    }


def price_of(framework: Framework) -> str:
    """Return the ceiling with its unit in words."""
    return _("%(price)s元／%(unit)s") % {"price": f"{framework.ceiling:,.2f}", "unit": framework.unit}


def users_of(framework: Framework) -> str:
    """Return who may call off."""
    named = [one.name for one in framework.purchasers.order_by("code")]
    text = listed(named) if named else _("本县各采购人")
    return _("%(units)s；服务对象可以自主选择供应商") % {"units": text} if framework.users_choose else text


def need(framework: Framework) -> list[dict[str, str]]:
    """Return the rows of the project and its need."""
    fee = _("付费标准（最高限制单价）") if framework.is_open else _("最高限制单价")
    return [
        row(_("项目名称"), framework.title),
        row(_("项目编号"), framework.code),
        row(_("采购方案备案号"), framework.filing_number),
        row(_("形式和适用情形"), f"{framework.get_kind_display()}；{framework.get_case_display()}"),
        row(_("服务内容和标准"), framework.service),
        row(_("服务人员和技术保障"), framework.staffing),
        row(_("计量方式"), framework.measuring),
        row(fee, price_of(framework)),
        row(_("价格怎么确定的"), f"{framework.get_pricing_display()}。{framework.pricing_note}"),
        row(_("预计全年采购金额"), money(framework.annual_estimate)),
        row(_("适用的采购人和服务对象"), users_of(framework)),
    ]


def conditions(framework: Framework) -> list[dict[str, str]]:
    """Return the rows of who may take part."""
    return [
        row(_("基本资格"), _("满足《中华人民共和国政府采购法》第二十二条规定。")),
        row(_("资格条件"), framework.qualification),
        row(
            _("信用记录"),
            _("审核当日查询“信用中国”和中国政府采购网，列入失信被执行人等名单的不能入围，查询记录存档。"),
        ),
    ]


def terms(framework: Framework) -> list[dict[str, str]]:
    """Return the rows of the agreement's conditions."""
    rows = [
        row(_("框架协议期限"), _period(framework)),
        row(_("服务的地域范围"), framework.area),
        row(_("第二阶段确定成交供应商的方式"), framework.get_call_off_way_display()),
        row(_("资金支付"), framework.settlement),
        row(_("采购合同文本"), framework.contract_text),
        row(_("清退和补充规则"), framework.exit_rules),
        row(_("用户反馈和评价"), framework.feedback_rules),
        row(replacement_label(framework.pricing), framework.replacement_rules),
    ]
    return [entry for entry in rows if entry["value"]]


def _period(framework: Framework) -> str:
    if framework.starts_on is None:
        return _("%(months)s个月，自框架协议生效之日起") % {"months": framework.term_months}
    return _("%(start)s至%(end)s") % {
        "start": long_day(framework.starts_on),
        "end": long_day(framework.ends_on),
    }


def _how(framework: Framework) -> list[dict[str, str]]:
    text = (
        _("入围结果公告发布后，另行签订书面框架协议。")
        if framework.separate_agreement
        else _("不另行签订书面框架协议，入围结果公告发布即视为签订（财政部令第110号第四十一条）。")
    )
    return [
        row(_("邀请"), _("愿意接受以上条件的供应商，在期满以前可以随时申请加入。")),
        row(_("提交方式"), _("在本平台框架协议页面填写申请，不收费用。")),
        row(
            _("审核"),
            _("收到申请后7个工作日内审核并书面通知，通过后2个工作日内公告（第三十九条、第四十条）。"),
        ),
        row(_("签订"), text),
    ]


def admission(framework: Framework, entries: Iterable[FrameworkEntry]) -> Payload:
    """Return who was admitted, at which price (110 art. 28, 40)."""
    rows = list(entries)
    return {
        "format": "framework-admission-notice/1",
        "facts": {
            **facts_of(framework),
            "admitted": [
                {
                    "entry": one.code,
                    "supplier": one.supplier.code,
                    "name": one.supplier.name,
                    "price": one.price,
                    "rank": one.rank,
                }
                for one in rows
            ],
        },
        "sections": [
            {
                "title": _("一、项目"),
                "rows": [row(_("项目名称"), framework.title), row(_("项目编号"), framework.code)],
            },
            {"title": _("二、征集人"), "rows": [row(_("征集人"), contact(framework.organiser))]},
            *(_admitted(framework, one, place) for place, one in enumerate(rows, start=1)),
            {"title": _("服务内容和标准"), "rows": [row(_("服务内容和标准"), framework.service)]},
        ],
    }


def supplier_contact(entry: FrameworkEntry) -> str:
    """Return name, seat and the telephone it chose to publish, if it did; no person is named (110 art. 28, 40)."""
    parts = [
        entry.supplier.name,
        _("地址：%(address)s") % {"address": address} if (address := public_address(entry.supplier)) else "",
        _("联系电话：%(phone)s") % {"phone": entry.phone} if entry.phone != "—" else "",
    ]
    return "　".join(part for part in parts if part)


def _admitted(framework: Framework, entry: FrameworkEntry, place: int) -> Payload:
    price = _("%(price)s元／%(unit)s") % {"price": f"{entry.price:,.2f}", "unit": framework.unit}
    return {
        "title": _("入围供应商%(place)s") % {"place": place},
        "rows": [
            row(_("名称、地址和联系方式"), supplier_contact(entry)),
            row(_("框架协议书编号"), entry.code),
            row(_("排序"), entry.rank or ""),
            row(_("付费标准") if framework.is_open else _("入围单价"), price),
            row(_("能够服务的地域"), entry.area),
        ],
    }


def end(entry: FrameworkEntry) -> Payload:
    """Return who left or was removed, when and why (110 art. 19, 20)."""
    framework = entry.framework
    rows = [
        row(_("项目名称"), framework.title),
        row(_("项目编号"), framework.code),
        row(_("供应商"), entry.supplier.name),
        row(_("框架协议书编号"), entry.code),
        row(_("清退情形"), entry.get_removal_ground_display() if entry.removal_ground else ""),
        row(_("原因"), entry.end_reason),
    ]
    return {
        "format": "framework-exit/1",
        "facts": {
            "framework": framework.code,
            "entry": entry.code,
            "supplier": entry.supplier.code,
            "status": entry.status,
            "ground": entry.removal_ground,
        },
        "sections": [
            {"title": _("一、退出或者清退"), "rows": [one for one in rows if one["value"]]},
            {"title": _("二、征集人"), "rows": [row(_("征集人"), contact(framework.organiser))]},
        ],
    }


def result(call_off: CallOff, on: date) -> Payload:
    """Return the result of one call-off (110 art. 35; 财预〔2017〕87号 五)."""
    framework, supplier = call_off.framework, call_off.entry.supplier
    quantity = f"{call_off.quantity.normalize():,f}{framework.unit}"
    price = _("%(price)s元／%(unit)s") % {"price": f"{call_off.unit_price:,.2f}", "unit": framework.unit}
    return {
        "format": "call-off-result/1",
        "facts": {
            "call_off": call_off.code,
            "framework": framework.code,
            "project": call_off.item.code,
            "way": call_off.way,
            "supplier": supplier.code,
            "supplier_name": supplier.name,
            "quantity": call_off.quantity,
            "unit_price": call_off.unit_price,
            "amount": call_off.amount,
            "published_on": on,
        },
        "sections": [
            {"title": _("一、采购人"), "rows": [row(_("采购人"), contact(call_off.purchaser))]},
            {
                "title": _("二、框架协议项目"),
                "rows": [row(_("项目名称"), framework.title), row(_("项目编号"), framework.code)],
            },
            {
                "title": _("三、成交供应商"),
                "rows": [
                    row(_("成交供应商"), supplier_contact(call_off.entry)),
                    row(_("成交金额"), money(call_off.amount)),
                    row(_("确定方式"), call_off.get_way_display()),
                    row(_("选定的理由"), call_off.reason),
                ],
            },
            {
                "title": _("四、成交标的"),
                "rows": [
                    row(_("服务内容"), call_off.need),
                    row(_("服务地点"), call_off.place),
                    row(_("数量"), quantity),
                    row(_("单价"), price),
                ],
            },
            {"title": _("五、公告期限"), "rows": [row(_("公告期限"), _("自发布之日起1个工作日。"))]},
        ],
    }


def summary(framework: Framework) -> Payload:
    """Return what each supplier was given over the whole term (110 art. 35)."""
    done = framework.call_offs.filter(status__in=(CallOffStatus.PUBLISHED, CallOffStatus.CONTRACTED))
    sums = done.values("entry__supplier__code", "entry__supplier__name", "entry__supplier__address")
    rows = list(sums.annotate(count=Count("pk"), total=Sum("amount")).order_by("entry__supplier__code"))
    buyers = done.order_by("purchaser__code").values_list("purchaser__name", flat=True).distinct()
    return {
        "format": "framework-summary/1",
        "facts": {
            **facts_of(framework),
            "suppliers": [
                {"supplier": one["entry__supplier__code"], "contracts": one["count"], "amount": one["total"]}
                for one in rows
            ],
        },
        "sections": [
            {
                "title": _("一、框架协议项目"),
                "rows": [
                    row(_("项目名称"), framework.title),
                    row(_("项目编号"), framework.code),
                    row(_("期限"), _period(framework)),
                    row(_("采购人"), listed(buyers)),
                ],
            },
            {
                "title": _("二、成交供应商"),
                "rows": [
                    row(
                        one["entry__supplier__name"],
                        _("%(count)s笔，合计%(total)s　地址：%(address)s")
                        % {
                            "count": one["count"],
                            "total": money(one["total"]),
                            "address": one["entry__supplier__address"],
                        },
                    )
                    for one in rows
                ],
            },
        ],
    }
