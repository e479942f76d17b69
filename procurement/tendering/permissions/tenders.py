"""Who may do what in a procurement activity. Whose tender it is decides; no list of names, no superuser.

Every function takes the actor and a plan, tender, package, round, enquiry or small purchase.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.selectors import has_grant
from procurement.core.actors import Actor
from procurement.core.language import cited
from procurement.core.permissions import ALLOWED, Verdict, allow_if

from ..enums import (
    EntrustmentStatus,
    ImplementationPlanStatus,
    Method,
    Power,
    TenderStatus,
)
from ..models import (
    BidRound,
    ImplementationPlan,
    Package,
    RoundCustodian,
    SmallPurchase,
    Tender,
)
from ..selectors import custody
from ..selectors.bars import why_barred
from ..selectors.invitation import is_invited
from .bidding import bidder, not_invited

STAFF = (
    Office.OPERATOR,
    Office.REVIEWER,
    Office.FINANCE,
    Office.LEADER,
    Office.REPRESENTATIVE,
    Office.DISCIPLINE,
    Office.ACCEPTOR,
)
_OVERSEERS = {
    OrganisationKind.FINANCE_BUREAU: Office.BUREAU_SUPERVISOR,
    OrganisationKind.AUDIT_OFFICE: Office.AUDITOR,
}
_ENTRUSTMENT_OVER = _(
    "委托代理协议%(code)s已经终止，代理机构不能再办理（财库〔2018〕2号第十三条、第十四条）。"
    "请采购人自行办理，或者与代理机构续签协议；代理机构请移交采购文件。"
)
_OUTSIDE_SCOPE = _(
    "“%(power)s”不在委托代理协议%(code)s约定的权限内，代理机构不能办理（财库〔2018〕2号第十三条、第十四条）。"
    "请由采购人的经办人办理，或者补签协议增加这项权限。"
)
REVIEW_OFFICES = (Office.REVIEWER, Office.FINANCE, Office.LEADER, Office.DISCIPLINE, Office.REPRESENTATIVE)


def tender_of(obj: Any) -> Tender:
    """Return the tender that a package, a round or a paper of it belongs to."""
    if isinstance(obj, Tender):
        return obj
    if isinstance(obj, BidRound):
        return obj.package.tender
    return obj.tender


def purchaser_id(obj: Any) -> int:
    """Return the purchaser's key, of whatever is asked about."""
    if isinstance(obj, ImplementationPlan):
        return obj.item.organisation_id
    if isinstance(obj, SmallPurchase):
        return obj.purchaser_id
    return tender_of(obj).purchaser_id


def at_purchaser(actor: Actor, obj: Any, *offices: str) -> bool:
    """Tell whether the actor holds one of ``offices`` at the purchaser."""
    return (
        actor.organisation_id is not None
        and actor.organisation_id == purchaser_id(obj)
        and actor.holds(*offices)
    )


def at_agency(actor: Actor, obj: Any) -> bool:
    """Tell whether the actor works for the entrusted agency, until its file is back at the purchaser (RULES N-06)."""
    agency = obj.agency_id if isinstance(obj, ImplementationPlan) else tender_of(obj).agency_id
    if agency is None or actor.organisation_id != agency or not actor.holds(Office.AGENCY_OPERATOR):
        return False
    agreement = plan_of(obj).agreement
    return agreement is not None and agreement.status in EntrustmentStatus.with_access()


def plan_of(obj: Any) -> ImplementationPlan:
    """Return the plan under which something is bought."""
    return obj if isinstance(obj, ImplementationPlan) else tender_of(obj).plan


def in_scope(actor: Actor, obj: Any, power: str = "") -> Verdict:
    """An agency acts while its agreement is in force, and within its powers; elsewhere the purchaser does (N-06)."""
    agreement = plan_of(obj).agreement if at_agency(actor, obj) else None
    if agreement is None:
        return ALLOWED
    if agreement.status != EntrustmentStatus.IN_FORCE:
        return Verdict(False, _ENTRUSTMENT_OVER % {"code": agreement.code})
    if power and power not in agreement.powers:
        values = {"power": Power(power).label, "code": agreement.code}
        return Verdict(False, _OUTSIDE_SCOPE % values)
    return Verdict(True, mark={"entrustment": agreement.code, **({"power": power} if power else {})})


def lent(actor: Actor, obj: Any) -> bool:
    """Tell whether this person was lent to the tender by a grant (RULES N-21)."""
    return has_grant(actor, "operate_tender", tender_of(obj))


def oversees(actor: Actor) -> bool:
    """The bureau's supervision and the auditors read everything and run nothing (RULES N-03)."""
    return actor.organisation_kind in _OVERSEERS and actor.holds(_OVERSEERS[actor.organisation_kind])


# ------------------------------------------------------------------------------------------------- seeing
def view_plan(actor: Actor, plan: ImplementationPlan) -> Verdict:
    """Purchaser's staff, its agency, the bureau and the auditors."""
    seen = at_purchaser(actor, plan, *STAFF) or at_agency(actor, plan) or oversees(actor) or actor.is_system
    return allow_if(seen, _("这不是您单位的采购实施计划。"))


def view_tender(actor: Actor, obj: Any) -> Verdict:
    """The workspace page of a tender; what is public stands on the public pages."""
    seen = (
        actor.is_system
        or at_purchaser(actor, obj, *STAFF)
        or at_agency(actor, obj)
        or oversees(actor)
        or lent(actor, obj)
        or has_grant(actor, "evaluate_tender", tender_of(obj))
    )
    return allow_if(seen, _("这不是您单位的采购项目。"))


# -------------------------------------------------------------------------------------------- plan, papers
def plan_for(actor: Actor, item: Any) -> Verdict:
    """Who may draft an implementation plan or start a small purchase for a plan item."""
    return allow_if(
        actor.organisation_id == item.organisation_id and actor.holds(Office.OPERATOR),
        _("只有购买主体的采购经办人可以办理。"),
    )


def see_item(actor: Actor, item: Any) -> Verdict:
    """The pages that begin a purchase exist for the item's own people only."""
    mine = actor.organisation_id == item.organisation_id and actor.holds(*STAFF)
    return allow_if(mine or oversees(actor), _("这不是您单位的计划项目。"))


def operate_plan(actor: Actor, plan: ImplementationPlan) -> Verdict:
    """Draft the documents of a filed plan: the purchaser's operator, or the entrusted agency's."""
    mine = at_purchaser(actor, plan, Office.OPERATOR) or at_agency(actor, plan)
    if not mine:
        return Verdict(False, _("只有采购人的经办人，或受委托的代理机构经办人可以办理。"))
    if plan.status != ImplementationPlanStatus.FILED:
        return Verdict(False, _("采购实施计划备案后才能编制采购文件（条例第二十九条）。"))
    return in_scope(actor, plan, Power.DOCUMENTS)


def file_plan(actor: Actor, plan: ImplementationPlan) -> Verdict:
    """The purchaser files its plan; an agency never does (RULES N-10)."""
    return allow_if(
        at_purchaser(actor, plan, Office.OPERATOR, Office.LEADER),
        _("采购实施计划由采购人的经办人或负责人报送备案。"),
    )


def operate(actor: Actor, obj: Any, power: str = "") -> Verdict:
    """Run the tender: the purchaser's operator, a person lent to it, or the agency's, within ``power`` (N-06)."""
    mine = at_purchaser(actor, obj, Office.OPERATOR) or at_agency(actor, obj) or lent(actor, obj)
    if not mine:
        return Verdict(False, _("只有采购人的经办人，或受委托的代理机构经办人可以办理。"))
    return in_scope(actor, obj, power)


def prepare(actor: Actor, obj: Any) -> Verdict:
    """Write the documents and bring them to review."""
    return operate(actor, obj, Power.DOCUMENTS)


def announce(actor: Actor, obj: Any) -> Verdict:
    """Publish, answer and correct."""
    return operate(actor, obj, Power.NOTICES)


def arrange_evaluation(actor: Actor, obj: Any) -> Verdict:
    """Form the panel and hold the sessions."""
    return operate(actor, obj, Power.EVALUATION)


def answer_challenge(actor: Actor, obj: Any) -> Verdict:
    """Answer a challenge: an agency within its powers only (采购法 art. 54), or the head of the purchaser."""
    verdict = operate(actor, obj, Power.CHALLENGES)
    return verdict if verdict or at_agency(actor, obj) else decide(actor, obj)


def decide(actor: Actor, obj: Any) -> Verdict:
    """What only the head of the purchaser decides."""
    return allow_if(at_purchaser(actor, obj, Office.LEADER), _("须由采购人的负责人决定。"))


def write(actor: Actor, obj: Any) -> Verdict:
    """Write in the documents, as long as they are a draft."""
    verdict = prepare(actor, obj)
    if not verdict:
        return verdict
    return allow_if(
        tender_of(obj).status == TenderStatus.DRAFT,
        _("采购文件已送审或发布，不能修改。审查中的请先收回；已发布的只能发更正公告。"),
    )


def set_dates(actor: Actor, tender: Tender) -> Verdict:
    """Dates may be set until the release."""
    verdict = prepare(actor, tender)
    if not verdict:
        return verdict
    until = (TenderStatus.DRAFT, TenderStatus.IN_REVIEW, TenderStatus.REVIEWED)
    return allow_if(
        tender.status in until,
        _("已发布的日期只能通过更正公告变更（%(article)s）。")
        % {"article": cited(tender.own_articles["correction"])},
    )


def amend(actor: Actor, obj: Any) -> Verdict:
    """Correct released documents: a tender, or one of its packages."""
    verdict = announce(actor, obj)
    if not verdict:
        return verdict
    return allow_if(
        tender_of(obj).status == TenderStatus.RELEASED, _("采购文件发布后才有更正；未发布的请直接修改。")
    )


def amend_tables(actor: Actor, obj: Any) -> Verdict:
    """Correct the tables of released documents; the call of a closed framework has its notice alone."""
    verdict = amend(actor, obj)
    if not verdict:
        return verdict
    return allow_if(
        not tender_of(obj).is_call, _("封闭式框架协议的征集没有另外的采购文件：请在更正公告里写明。")
    )


def operate_or_decide(actor: Actor, obj: Any, power: str = "") -> Verdict:
    verdict = operate(actor, obj, power)
    return verdict if verdict or at_agency(actor, obj) else decide(actor, obj)


def announce_or_decide(actor: Actor, obj: Any) -> Verdict:
    """Publish; the head of the purchaser may too."""
    return operate_or_decide(actor, obj, Power.NOTICES)


def review(actor: Actor, tender: Tender) -> Verdict:
    """A second person of the purchaser; who wrote the documents never reviews them (RULES N-12)."""
    if actor.code == tender.author_code:
        return Verdict(False, _("采购文件由您编制，须由其他人审查（《政府采购需求管理办法》第二十九条）。"))
    return allow_if(
        at_purchaser(actor, tender, *REVIEW_OFFICES), _("只有采购人的审核、财务、监督人员或负责人可以审查。")
    )


def ask(actor: Actor, tender: Tender) -> Verdict:
    """Any supplier may ask, once the documents are out (条例 art. 52)."""
    if not bidder(actor, tender):
        return Verdict(False, _("询问由供应商提出，请用供应商身份登录。"))
    if tender.status == TenderStatus.TERMINATED:
        article = cited(tender.own_articles["called_off"])
        return Verdict(False, _("采购活动已经终止，不再接受询问（%(article)s）。") % {"article": article})
    return allow_if(tender.status == TenderStatus.RELEASED, _("采购文件发布后才能提出询问。"))


def take_documents(actor: Actor, tender: Tender) -> Verdict:
    """Any supplier takes the documents, without any condition (N-04)."""
    if not bidder(actor, tender):
        return Verdict(False, _("采购文件公开，任何人都可以查看；登记获取由供应商办理，请用供应商身份登录。"))
    if tender.status == TenderStatus.TERMINATED:
        article = cited(tender.own_articles["called_off"])
        return Verdict(False, _("采购活动已经终止，不再提供采购文件（%(article)s）。") % {"article": article})
    if not is_invited(tender, actor.organisation_id):
        return not_invited(tender)
    if reason := why_barred(tender, actor.organisation_id):
        return Verdict(False, reason)
    return allow_if(tender.status == TenderStatus.RELEASED, _("采购文件发布后才能获取。"))


def hold(actor: Actor, tender: Tender) -> Verdict:
    """Who may stop a tender: finance in a complaint, the purchaser in a challenge, the machine (D-44, D-45)."""
    bureau = oversees(actor) and actor.organisation_kind == OrganisationKind.FINANCE_BUREAU
    purchaser = at_purchaser(actor, tender, Office.OPERATOR, Office.LEADER) or at_agency(actor, tender)
    if not (actor.is_system or bureau or purchaser):
        return Verdict(False, _("暂停和解除暂停由财政部门或采购人决定（条例第五十四条）。"))
    return in_scope(actor, tender, Power.CHALLENGES)


# ------------------------------------------------------------------------------------ opening, examination
def is_custodian(actor: Actor, obj: Any) -> Verdict:
    """One of the three who keep the opening keys of this package's or round's bids (RULES N-03)."""
    rounds = {"round": obj} if isinstance(obj, BidRound) else {"round__package": obj}
    if (
        actor.user_id is None
        or not RoundCustodian.objects.filter(key__user_id=actor.user_id, **rounds).exists()
    ):
        return Verdict(False, _("您不是这一轮的开标密钥保管人，不能参与开启。"))
    return allow_if(
        custody.places_of(actor.user_id).filter(**rounds).exists(),
        _("您已不再担任开标密钥保管人，不能参与开启；由另外两位保管人更换。"),
    )


def view_ceremony(actor: Actor, round: BidRound) -> Verdict:
    """The page of a round's opening: its custodians, and who runs the tender and leads the opening (87 art. 40)."""
    verdict = is_custodian(actor, round)
    return verdict if verdict else operate(actor, round)


def examine(actor: Actor, package: Package) -> Verdict:
    """Purchaser or agency after a tender; the group itself in negotiation and consultation (RULES N-13)."""
    if package.tender.method in Method.with_public_opening():
        mine = operate(actor, package, Power.OPENING)
        if mine or at_agency(actor, package):
            return mine
        own = at_purchaser(actor, package, Office.REPRESENTATIVE)
        return allow_if(own, _("资格审查由采购人或代理机构进行（87号令第四十四条）。"))
    return evaluate(actor, package)


def evaluate(actor: Actor, obj: Any) -> Verdict:
    """Whoever was drawn or named to the committee or group of this tender."""
    if actor.is_system:
        return ALLOWED
    return allow_if(
        has_grant(actor, "evaluate_tender", tender_of(obj)),
        _("只有本项目的评审（磋商、谈判）小组成员可以办理。"),
    )


def hold_or_evaluate(actor: Actor, obj: Any) -> Verdict:
    """The group itself, or who holds its sessions."""
    verdict = evaluate(actor, obj)
    return verdict if verdict else arrange_evaluation(actor, obj)


def award(actor: Actor, obj: Any) -> Verdict:
    """The purchaser fixes the winner (条例 art. 43); SYSTEM never does."""
    return allow_if(
        at_purchaser(actor, obj, Office.LEADER, Office.OPERATOR), _("由采购人确定中标（成交）供应商。")
    )


def contract(actor: Actor, obj: Any) -> Verdict:
    """The last signature makes the contract; contracts calls this as the purchaser, or as SYSTEM."""
    if actor.is_system:
        return ALLOWED
    return allow_if(at_purchaser(actor, obj, Office.LEADER, Office.OPERATOR), _("合同由采购人签订。"))


def annul(actor: Actor, obj: Any) -> Verdict:
    verdict = operate_or_decide(actor, obj, Power.OPENING)
    if verdict or at_agency(actor, obj):
        return verdict
    return allow_if(actor.is_system, _("由采购人或代理机构宣布废标。"))
