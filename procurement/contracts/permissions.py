"""Who may do what with a contract. Duties are separate: who drafts does not sign, who enters does not approve."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogue.selectors import is_overseer
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.permissions import ALLOWED, Verdict, allow_if, refused
from procurement.tendering.permissions import oversees

from .enums import STAFF, SUPPLIER
from .models import Acceptance, Contract, Invoice, Refund


def contract_of(obj: Any) -> Contract:
    """Return the contract that an acceptance, invoice or refund belongs to."""
    return obj.contract if isinstance(obj, Acceptance | Invoice | Refund) else obj


def at_purchaser(actor: Actor, obj: Any, *offices: str) -> bool:
    """Tell whether the actor holds one of ``offices`` at the purchaser of this contract."""
    return actor.organisation_id == contract_of(obj).purchaser_id and actor.holds(*offices)


def at_supplier(actor: Actor, obj: Any, *offices: str) -> bool:
    """Tell whether the actor holds one of ``offices`` at the supplier of this contract."""
    return actor.organisation_id == contract_of(obj).supplier_id and actor.holds(*offices)


def view(actor: Actor, obj: Any) -> Verdict:
    """Both parties' people and the overseers; what is public stands on the public pages.

    The supplier sees its contract once it is asked to sign.
    """
    offered = contract_of(obj).offered_at is not None
    supplier = offered and at_supplier(actor, obj, *SUPPLIER)
    seen = at_purchaser(actor, obj, *STAFF) or supplier or oversees(actor)
    return allow_if(seen, _("这不是您单位的合同。"))


def view_acceptance(actor: Actor, acceptance: Acceptance) -> Verdict:
    """Whoever sees the contract, and the members of the team, from wherever they come."""
    if view(actor, acceptance):
        return ALLOWED
    member = actor.user_id is not None and acceptance.members.filter(user_code=actor.code).exists()
    return allow_if(member, _("这不是您单位的合同。"))


def draft(actor: Actor, source: Any) -> Verdict:
    """The purchaser's operator drafts from an award or a small purchase."""
    purchaser = getattr(source, "purchaser_id", None) or source.package.tender.purchaser_id
    mine = actor.organisation_id == purchaser and actor.holds(Office.OPERATOR)
    return allow_if(mine, _("合同由采购人的经办人起草。"))


def edit(actor: Actor, contract: Contract) -> Verdict:
    return allow_if(at_purchaser(actor, contract, Office.OPERATOR), _("合同由采购人的经办人办理。"))


def sign_for_purchaser(actor: Actor, contract: Contract) -> Verdict:
    """The head signs; whoever drafted the contract does not sign it (采购法 art. 61; RULES I-06)."""
    if actor.code == contract.author_code:
        return refused(_("合同由您起草，须由负责人另行审核签署（采购法第六十一条）。"))
    return allow_if(at_purchaser(actor, contract, Office.LEADER), _("合同由采购人的负责人签署。"))


def sign_for_supplier(actor: Actor, contract: Contract) -> Verdict:
    return allow_if(
        at_supplier(actor, contract, Office.SUPPLIER_ADMIN),
        _("合同由供应商的管理员（法定代表人或授权人）签署。"),
    )


def deliver(actor: Actor, contract: Contract) -> Verdict:
    """The supplier's delivery people keep the service ledger (102 art. 27)."""
    return allow_if(
        at_supplier(actor, contract, Office.DELIVERY, Office.SUPPLIER_ADMIN),
        _("服务台账由供应商的履约人员登记。"),
    )


def answer_log(actor: Actor, contract: Contract) -> Verdict:
    """The purchaser's people who see the service done confirm what the supplier entered (RULES A-21)."""
    return allow_if(
        at_purchaser(actor, contract, Office.ACCEPTOR, Office.OPERATOR),
        _("服务台账由采购人的验收或经办人员确认。"),
    )


def accept(actor: Actor, obj: Any) -> Verdict:
    """Acceptance staff; not whoever drafted the contract (采购法 art. 61; RULES I-06)."""
    if actor.code == contract_of(obj).author_code:
        return refused(_("合同由您经办，须由其他人组织验收（采购法第六十一条）。"))
    return allow_if(at_purchaser(actor, obj, Office.ACCEPTOR), _("履约验收由采购人的验收人员组织。"))


def enter_invoice(actor: Actor, obj: Any) -> Verdict:
    return allow_if(
        at_purchaser(actor, obj, Office.FINANCE, Office.OPERATOR), _("发票由采购人的财务或经办人员登记。")
    )


def approve_invoice(actor: Actor, invoice: Invoice) -> Verdict:
    """A second person approves what the first entered."""
    if actor.code == invoice.entered_by:
        return refused(_("发票由您登记，须由另一人审核。"))
    return allow_if(at_purchaser(actor, invoice, Office.LEADER), _("支付由采购人的负责人审核。"))


def pay(actor: Actor, invoice: Invoice) -> Verdict:
    """Finance staff pay what somebody else approved."""
    if actor.code == invoice.approved_by:
        return refused(_("这笔支付由您审核，须由另一人办理支付。"))
    return allow_if(at_purchaser(actor, invoice, Office.FINANCE), _("支付由采购人的财务人员办理。"))


def enter_refund(actor: Actor, obj: Any) -> Verdict:
    return allow_if(at_purchaser(actor, obj, Office.FINANCE), _("供应商退款由采购人的财务人员登记。"))


def confirm_refund(actor: Actor, refund: Refund) -> Verdict:
    """A second person has seen the money that came back."""
    if actor.code == refund.entered_by:
        return refused(_("退款由您登记，须由另一人核对。"))
    return allow_if(at_purchaser(actor, refund, Office.LEADER), _("退款由采购人的负责人核对。"))


def is_purchaser_kind(actor: Actor) -> bool:
    """Tell whether the actor works for an organisation that buys (for lists)."""
    return actor.organisation_kind in OrganisationKind.purchasers()


def view_reserves(actor: Actor, obj: object = None) -> Verdict:
    """Whoever belongs to a purchaser (its own units), the bureau and the audit office (all)."""
    seen = is_purchaser_kind(actor) or is_overseer(actor)
    return allow_if(seen, _("预留份额由购买主体、财政部门和审计机关查看；公开的报告在公开页面。"))


def sees_all_reserves(actor: Actor) -> bool:
    """Tell whether the actor sees the reserves of every unit."""
    return is_overseer(actor)


def explain_reserve(actor: Actor, unit: Organisation) -> Verdict:
    """Allow the supervising unit's own operator or head (46 art. 18)."""
    own = actor.organisation_id == unit.pk and actor.holds(Office.OPERATOR, Office.LEADER)
    return allow_if(own, _("未达到预留比例的说明由主管预算单位的经办人或负责人填写。"))
