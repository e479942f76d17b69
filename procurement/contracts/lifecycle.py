"""Contract, acceptance and invoice as tables: what leads where, who takes the step, what must be true."""

from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.enums import ServiceClass
from procurement.awarding.enums import AwardStatus
from procurement.core.actors import Actor
from procurement.core.findings import article, sentences
from procurement.core.language import cited, listed
from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import system_only
from procurement.regulations.payment import check_slices
from procurement.tendering.selectors.holds import holds_in_force

from . import permissions
from .enums import AcceptanceStatus as A
from .enums import ContractStatus as C
from .enums import InvoiceStatus as I
from .enums import RefundStatus as R
from .models import Acceptance, Contract, Invoice, Refund
from .selectors.money import payment_position, refundable
from .selectors.sources import amount_of, source_of, supplier_of

Sentence = str | Promise | None


def slices_sum(contract: Contract, *, actor: Actor, at: datetime) -> Sentence:
    """Every year's slice sits in a line, and together they are the contract (RULES B-06)."""
    years: dict[int, Decimal] = {}
    for part in contract.slices.select_related("line"):
        years[part.line.year] = years.get(part.line.year, Decimal(0)) + part.amount
    return sentences(check_slices(contract.amount, years)) or None


def equals_its_origin(contract: Contract, *, actor: Actor, at: datetime) -> Sentence:
    """A contract departs neither from the documents nor from the bid (采购法 art. 46; 87 art. 71)."""
    if contract.award is not None:
        same = contract.award.amount == contract.amount and contract.award.supplier_id == contract.supplier_id
        ready = contract.award.status == AwardStatus.NOTIFIED
    else:
        source = source_of(contract)
        same = amount_of(source) == contract.amount and supplier_of(source) == contract.supplier
        ready = True
    if not ready:
        return gettext("成交通知书还没有发出，不能签订合同（采购法第四十六条）。")
    return None if same else gettext("合同的供应商和金额必须与成交结果一致（采购法第四十六条）。")


def nothing_is_held(contract: Contract, *, actor: Actor, at: datetime) -> Sentence:
    """A challenge that may change the result pauses the signing (条例 art. 54; RULES D-45)."""
    if contract.award is None:
        return None
    for hold in holds_in_force(contract.award.package.tender, at):
        return gettext("暂停签订和履行合同：%(reason)s（%(basis)s）。暂停解除后才能继续。") % {
            "reason": hold.reason,
            "basis": cited(hold.basis),
        }
    return None


def everything_is_settled(contract: Contract, *, actor: Actor, at: datetime) -> Sentence:
    """No acceptance and no invoice is left half-way."""
    open_acceptance = contract.acceptances.exclude(status=A.PUBLISHED).exists()
    open_invoice = contract.invoices.filter(status__in=(I.RECEIVED, I.APPROVED)).exists()
    if open_acceptance or open_invoice:
        return gettext("还有验收没有公告，或者发票没有支付，处理完才能办结。")
    if contract.refunds.filter(status=R.ENTERED).exists():
        return gettext("还有退款没有核对，处理完才能办结。")
    if not contract.acceptances.exists():
        return gettext("还没有验收，不能办结合同（条例第四十五条）。")
    if contract.paid > contract.accepted:
        return gettext(
            "已支付%(paid)s元，多于已验收的%(accepted)s元：预付款还没有抵扣完。供应商退回后，由财务人员在“发票与支付”登记退款、负责人核对，再办结（%(article)s）。"
        ) % {
            "paid": f"{contract.paid:,.2f}",
            "accepted": f"{contract.accepted:,.2f}",
            "article": article("N-19"),
        }
    if contract.paid != contract.accepted:
        return gettext("已验收%(accepted)s元，只支付了%(paid)s元，付清后才能办结。") % {
            "accepted": f"{contract.accepted:,.2f}",
            "paid": f"{contract.paid:,.2f}",
        }
    return None


def team_is_complete(acceptance: Acceptance, *, actor: Actor, at: datetime) -> Sentence:
    """All have said what they think; a public service is accepted together with its users (RULES G-09)."""
    members = list(acceptance.members.all())
    waiting = [member.name for member in members if member.signed_at is None]
    if waiting:
        return gettext("验收组成员还没有签字：%(names)s。") % {"names": listed(waiting)}
    users = sum(member.is_service_user for member in members)
    return team_fault(acceptance.contract, size=len(members), users=users)


def team_fault(contract: Contract, *, size: int, users: int) -> Sentence:
    """Return what an acceptance team of ``size`` people with ``users`` service users lacks."""
    if size < 2:
        return gettext("验收须由验收组进行，请至少安排两名成员。")
    public = contract.item.catalogue_item.service_class == ServiceClass.PUBLIC
    if public and not users:
        return gettext("公共服务项目验收必须邀请服务对象参加（条例第四十五条）。请增加服务对象代表。")
    return None


def not_more_than_is_left(refund: Refund, *, actor: Actor, at: datetime) -> Sentence:
    """Nothing is given back that accepted work has earned meanwhile (RULES N-19)."""
    left = refundable(refund.contract, without=refund)
    if refund.amount <= left:
        return None
    return gettext("没有抵扣的预付款只剩%(left)s元，退款不能更多。请作废后按实际金额重新登记。") % {
        "left": f"{left:,.2f}"
    }


def work_is_accepted(invoice: Invoice, *, actor: Actor, at: datetime) -> Sentence:
    """Paid is never more than accepted work and the advance that is not yet offset (RULES B-11, N-19)."""
    left = payment_position(invoice.contract, without=invoice).payable
    if invoice.amount <= left:
        return None
    return gettext(
        "可支付金额只剩%(left)s元：支付不得超过已验收的金额加上没有抵扣的预付款（条例第五十一条）。"
    ) % {"left": f"{left:,.2f}"}


CONTRACT = Lifecycle(
    Contract,
    "contract",
    [
        Transition(
            "offer",
            (C.DRAFT,),
            C.OFFERED,
            permissions.sign_for_purchaser,
            (equals_its_origin, slices_sum, nothing_is_held),
            "B-06 D-24 I-06 采购法第四十六条",
            _("审核签署，送供应商"),
        ),
        Transition(
            "take_back",
            (C.OFFERED,),
            C.DRAFT,
            permissions.edit,
            (),
            "D-24 采购法第四十六条",
            _("收回修改"),
        ),
        Transition(
            "sign",
            (C.OFFERED,),
            C.SIGNED,
            permissions.sign_for_supplier,
            (equals_its_origin, slices_sum, nothing_is_held),
            "D-24 D-45 N-11 采购法第四十六条、条例第五十四条",
            _("签署合同"),
        ),
        Transition(
            "lapse",
            (C.DRAFT, C.OFFERED),
            C.LAPSED,
            system_only,
            (),
            "D-45 采购法第四十六条、94号令第十六条",
            _("作废"),
        ),
        Transition(
            "publish",
            (C.SIGNED,),
            C.PUBLISHED,
            permissions.edit,
            (),
            "D-25 条例第五十条",
            _("公告合同"),
        ),
        Transition(
            "file",
            (C.PUBLISHED,),
            C.FILED,
            permissions.edit,
            (),
            "D-26 采购法第四十七条",
            _("报财政部门备案"),
        ),
        Transition(
            "complete",
            (C.FILED,),
            C.COMPLETED,
            permissions.edit,
            (everything_is_settled,),
            "B-11 条例第四十五条",
            _("办结合同"),
        ),
    ],
)

ACCEPTANCE = Lifecycle(
    Acceptance,
    "acceptance",
    [
        Transition(
            "conclude",
            (A.OPEN,),
            A.CONCLUDED,
            permissions.accept,
            (team_is_complete,),
            "G-09 条例第四十五条、需求管理办法第二十四条",
            _("形成验收意见"),
        ),
        Transition(
            "publish",
            (A.CONCLUDED,),
            A.PUBLISHED,
            permissions.accept,
            (),
            "G-09 条例第四十五条",
            _("公告验收结果"),
        ),
    ],
)

INVOICE = Lifecycle(
    Invoice,
    "invoice",
    [
        Transition(
            "approve",
            (I.RECEIVED,),
            I.APPROVED,
            permissions.approve_invoice,
            (work_is_accepted,),
            "B-11 条例第五十一条",
            _("审核同意支付"),
        ),
        Transition(
            "reject",
            (I.RECEIVED,),
            I.REJECTED,
            permissions.approve_invoice,
            (),
            "B-12",
            _("退回发票"),
        ),
        Transition(
            "pay",
            (I.APPROVED,),
            I.PAID,
            permissions.pay,
            (work_is_accepted,),
            "B-05 B-11 B-12 条例第五十一条",
            _("支付"),
        ),
    ],
)

REFUND = Lifecycle(
    Refund,
    "refund",
    [
        Transition(
            "confirm",
            (R.ENTERED,),
            R.CONFIRMED,
            permissions.confirm_refund,
            (not_more_than_is_left,),
            "N-19 B-05",
            _("核对无误，退回预算"),
        ),
        Transition(
            "discard",
            (R.ENTERED,),
            R.DISCARDED,
            permissions.enter_refund,
            (),
            "N-19",
            _("作废"),
        ),
    ],
)
