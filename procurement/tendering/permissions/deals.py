"""Who talks with a single source, who confirms the price, and who reads the record (74 art. 41, 42)."""

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.core.models import Attachment
from procurement.core.permissions import ALLOWED, Verdict, allow_if, refused

from ..enums import Power
from ..models import ImplementationPlan, SingleSourceDeal
from .tenders import at_purchaser, in_scope, view_plan
from .ways import runs_plan


def talk(actor: Actor, plan: ImplementationPlan) -> Verdict:
    """Enter the record of the talks: the purchaser's operator, or the agency's within its powers."""
    if not runs_plan(actor, plan):
        return refused(_("协商由采购人的经办人，或受委托的代理机构经办人组织。"))
    return in_scope(actor, plan, Power.EVALUATION)


def view_deal(actor: Actor, deal: SingleSourceDeal) -> Verdict:
    """Allow who sees the plan; the supplier learns the result from its notice."""
    return view_plan(actor, deal.plan)


def confirm_deal(actor: Actor, deal: SingleSourceDeal) -> Verdict:
    """The purchaser's head confirms; never whoever entered the record (RULES I-06)."""
    if not at_purchaser(actor, deal.plan, Office.LEADER):
        return refused(_("成交结果由采购人的负责人确认。"))
    return allow_if(actor.code != deal.author_code, _("登记协商记录的人不能自己确认：请由另一位负责人确认。"))


def publish_deal(actor: Actor, deal: SingleSourceDeal) -> Verdict:
    """Publish the result and send the award letter."""
    if not runs_plan(actor, deal.plan):
        return refused(_("成交结果由采购人的经办人，或受委托的代理机构经办人公告。"))
    return in_scope(actor, deal.plan, Power.NOTICES)


def cancel_deal(actor: Actor, deal: SingleSourceDeal) -> Verdict:
    """Give up what was agreed: who runs the purchase, or the head who does not confirm."""
    return allow_if(
        runs_plan(actor, deal.plan) or at_purchaser(actor, deal.plan, Office.LEADER),
        _("协商记录由采购人的经办人或者负责人作废。"),
    )


def contract_deal(actor: Actor, deal: SingleSourceDeal) -> Verdict:
    if actor.is_system:
        return ALLOWED
    return allow_if(at_purchaser(actor, deal.plan, Office.OPERATOR, Office.LEADER), _("合同由采购人签订。"))


def read_record(actor: Actor, attachment: Attachment) -> Verdict:
    """The signed record is read by who sees the deal."""
    deal = SingleSourceDeal.objects.select_related("plan__item").filter(record=attachment).first()
    if deal is None:
        return refused(_("这个文件不对外提供。"))
    return view_deal(actor, deal)
