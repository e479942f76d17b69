"""What an agreement with an agency says: line by line for its page and paper, and its fee for the public."""

from typing import Any

from django.utils.translation import gettext as _

from procurement.core.language import either
from procurement.core.templatetags.formats import day_only

from ..models import Entrustment

# What is signed is a document; it stays Chinese in every language.
SCOPE = "“{title}”的采购代理：编制采购文件、发布公告、组织开标（开启）和评审。"
ENDING = (
    "合同签订、采购文件移交并签收后，协议终止。一方严重违约的，另一方可以书面通知解除；"
    "已经开始的采购活动由采购人接办或者善后。"
)
LIABILITY = (
    "一方违反协议造成对方或者供应商损失的，依法承担赔偿责任；"
    "代理机构泄露应当保密的情况的，采购人可以解除协议并报财政部门。"
)
BROUGHT = ("开标、评审全程录音录像，1份（移动硬盘）", "评审专家签到和劳务报酬单据，1份（纸质）")


def facts_of(agreement: Entrustment) -> list[dict[str, Any]]:
    """Return what an agreement says, as its page and its paper show it."""
    amount = f"{agreement.fee_amount:,.2f}" if agreement.fee_amount is not None else ""
    rows = (
        (_("采购人"), agreement.purchaser.name),
        (_("代理机构"), agreement.agency.name),
        (_("委托范围"), agreement.scope),
        (_("委托权限"), either("；", "; ").join(agreement.power_labels)),
        (
            _("委托期限"),
            _("%(from)s 至 %(to)s")
            % {"from": day_only(agreement.starts_on), "to": day_only(agreement.ends_on)},
        ),
        (_("代理费用由谁支付"), agreement.get_fee_payer_display()),
        (_("代理费用收取方式和标准"), agreement.fee_standard),
        (_("代理费用（元）"), amount),
        (_("由采购人支付的理由"), agreement.fee_reason),
        (
            _("采购文件由谁保存"),
            _("%(who)s，从采购结束之日起至少十五年") % {"who": agreement.get_file_keeper_display()},
        ),
        (_("协议解除及终止"), agreement.ending_terms),
        (_("违约责任"), agreement.liability),
        (_("终止原因"), agreement.end_reason),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def fee_of(agreement: Entrustment | None) -> str:
    """Return who pays the agency how much, as documents and results must say it (财库〔2018〕2号 art. 15)."""
    if agreement is None:
        return ""
    text = _("由%(payer)s支付；%(standard)s") % {
        "payer": agreement.get_fee_payer_display(),
        "standard": agreement.fee_standard.rstrip("。"),
    }
    if agreement.fee_amount is None:
        return text
    return _("%(text)s（%(amount)s元）") % {"text": text, "amount": f"{agreement.fee_amount:,.2f}"}
