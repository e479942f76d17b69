"""Who keeps an opening key, who bids for a supplier, and who lets another bid for it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.language import aside, cited
from procurement.core.permissions import Verdict, allow_if

from ..enums import PackageStatus, RoundKind, TenderStatus
from ..models import BidAgent, BidRound, Examination, SealedBid, Tender
from ..selectors.agents import authorisations
from ..selectors.bars import why_barred
from ..selectors.invitation import is_invited

NOT_INVITED = _("本项目不发布征集公告，只有收到邀请的供应商可以参加。")


def not_invited(tender: Tender) -> Verdict:
    """Return the refusal of whoever is not on the list, with the article of the procedure."""
    return Verdict(False, aside(NOT_INVITED, cited(tender.own_articles["invitation"])))


def enrol(actor: Actor, organisation: Organisation) -> Verdict:
    """Whoever was appointed custodian enrols in person; the supervising bodies hold no key (RULES N-03)."""
    if organisation.kind in (OrganisationKind.FINANCE_BUREAU, OrganisationKind.AUDIT_OFFICE):
        return Verdict(False, _("监督管理部门不参与采购活动，不能保管开标密钥（《政府采购法》第六十条）。"))
    return allow_if(
        actor.organisation_id == organisation.pk and actor.holds(Office.CUSTODIAN),
        _("只有本单位任命的开标密钥保管人可以登记密钥。请先由负责人任命。"),
    )


NEWCOMER = _(
    "您由财政部门任命（或者由其任命的人任命）之前，本项目已经开始接收投标（响应）。为了保证投标保密，结果公告以前，您不能查看、替换或者撤回本单位在本项目的投标文件。本单位原有的投标人员仍可办理。"
)


def restaffed_since(actor: Actor, began: datetime) -> bool:
    """Tell whether the bureau put this person into the supplier after something had begun, or whom it put in did."""
    return actor.newcomer_since is not None and began <= actor.newcomer_since


def came_too_late(actor: Actor, tender: Tender) -> bool:
    """Tell whether the bureau put this person into the supplier while the tender was on its way (RULES I-03).

    Whether the supplier has a bid makes no difference: otherwise the refusal would tell.
    """
    if tender.released_at is None or not restaffed_since(actor, tender.released_at):
        return False
    over = (*PackageStatus.with_result(), PackageStatus.ANNULLED, PackageStatus.TERMINATED)
    return tender.packages.exclude(status__in=over).exists()


def bids_for(actor: Actor, supplier_id: int, tender: Tender | None = None) -> bool:
    """Tell whether the actor prepares bids for this supplier, of all tenders or of this one."""
    return actor.organisation_id == supplier_id and bidder(actor, tender)


def bid(actor: Actor, round: BidRound) -> Verdict:
    """Any supplier bids, registered or not (RULES N-04); final offers come from who passed examination."""
    if came_too_late(actor, round.package.tender):
        return Verdict(False, NEWCOMER)
    if not bidder(actor, round.package.tender):
        return Verdict(False, _("投标（响应）由供应商的投标经办人办理，请用供应商身份登录。"))
    if not is_invited(round.package.tender, actor.organisation_id):
        return not_invited(round.package.tender)
    if reason := why_barred(round.package.tender, actor.organisation_id):
        return Verdict(False, reason)
    if round.kind == RoundKind.FIRST:
        return allow_if(round.package.status != PackageStatus.PREPARED, _("采购文件还没有发布。"))
    return allow_if(
        Examination.objects.filter(
            bid__round__package=round.package,
            bid__round__kind=RoundKind.FIRST,
            bid__supplier_id=actor.organisation_id,
            qualified=True,
            conforms=True,
        ).exists(),
        _("最后报价只由通过审查、参加磋商（谈判）的供应商提交。"),
    )


def own_bid(actor: Actor, bid: SealedBid) -> Verdict:
    """A sealed bid is its supplier's alone."""
    own = bids_for(actor, bid.supplier_id, bid.round.package.tender)
    return allow_if(own, _("这不是您单位的投标（响应）。"))


def bidder(actor: Actor, tender: Tender | None = None) -> bool:
    """Tell whether the actor prepares bids for a supplier; an agent does in the tenders it was authorised for."""
    if actor.organisation_kind != OrganisationKind.SUPPLIER:
        return False
    if tender is not None and came_too_late(actor, tender):
        return False
    if actor.holds(Office.SUPPLIER_ADMIN, Office.BIDDER):
        return True
    return tender is not None and authorisations(actor).filter(tender=tender).exists()


def heads_supplier(actor: Actor) -> bool:
    """Tell whether the actor administers a supplier."""
    return actor.organisation_kind == OrganisationKind.SUPPLIER and actor.holds(Office.SUPPLIER_ADMIN)


def authorise(actor: Actor, tender: Tender) -> Verdict:
    """The administrator authorises an agent, while the tender goes on (E-62)."""
    if not heads_supplier(actor):
        return Verdict(False, _("授权代理人由供应商管理员办理。"))
    if came_too_late(actor, tender):
        return Verdict(False, NEWCOMER)
    return allow_if(tender.status == TenderStatus.RELEASED, _("采购活动没有开始或者已经终止，不能授权。"))


def end_agent(actor: Actor, agent: BidAgent) -> Verdict:
    """Whoever may authorise there may end it, at any time."""
    own = actor.organisation_id == agent.supplier_id and actor.holds(Office.SUPPLIER_ADMIN)
    return allow_if(own, _("授权代理人由供应商管理员办理。"))
