"""Who draws up, signs, ends an agreement with an agency, and hands its file over (采购法 art. 20; RULES N-06)."""

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, allow_if

from ..models import Entrustment, ImplementationPlan
from .tenders import STAFF, at_purchaser, oversees

_AGENCY = (Office.AGENCY_OPERATOR, Office.LEADER)


def _buys(actor: Actor, agreement: Entrustment, *offices: str) -> bool:
    own = actor.organisation_id is not None and actor.organisation_id == agreement.purchaser_id
    return own and actor.holds(*offices)


def _acts(actor: Actor, agreement: Entrustment) -> bool:
    own = actor.organisation_id is not None and actor.organisation_id == agreement.agency_id
    return own and actor.holds(*_AGENCY)


def entrusts(actor: Actor, plan: ImplementationPlan) -> Verdict:
    """Draw up an agreement for a plan, or put a plan under one that is in force."""
    return allow_if(at_purchaser(actor, plan, Office.OPERATOR), _("委托代理协议由采购人的经办人起草。"))


def view_entrustment(actor: Actor, agreement: Entrustment) -> Verdict:
    """Both parties and the overseers; the agency sees what was put before it, not what is being written."""
    offered = bool(agreement.signed_for_purchaser_at) and _acts(actor, agreement)
    seen = actor.is_system or _buys(actor, agreement, *STAFF) or offered or oversees(actor)
    return allow_if(seen, _("这不是您单位的委托代理协议。"))


def write_entrustment(actor: Actor, agreement: Entrustment) -> Verdict:
    return allow_if(_buys(actor, agreement, Office.OPERATOR), _("委托代理协议由采购人的经办人起草。"))


def sign_for_purchaser(actor: Actor, agreement: Entrustment) -> Verdict:
    return allow_if(_buys(actor, agreement, Office.LEADER), _("委托代理协议由采购人的负责人签署。"))


def act_for_agency(actor: Actor, agreement: Entrustment) -> Verdict:
    return allow_if(_acts(actor, agreement), _("由协议中的代理机构办理。"))


def end_entrustment(actor: Actor, agreement: Entrustment) -> Verdict:
    """Either party as the agreement says; the machine when its period is over."""
    mine = actor.is_system or _buys(actor, agreement, Office.LEADER) or _acts(actor, agreement)
    return allow_if(mine, _("由采购人的负责人或者代理机构终止。"))


def receive_file(actor: Actor, agreement: Entrustment) -> Verdict:
    return allow_if(
        _buys(actor, agreement, Office.OPERATOR, Office.LEADER), _("由采购人的经办人或负责人签收。")
    )
