"""Who prepares an implementation plan for another method, and who may object to a single source."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.actors import Actor
from procurement.core.models import Attachment
from procurement.core.permissions import Verdict, allow_if, refused

from ..enums import Power
from ..models import ImplementationPlan, SingleSourceNotice
from .tenders import at_agency, at_purchaser, in_scope, view_plan


def runs_plan(actor: Actor, plan: ImplementationPlan) -> bool:
    """Tell whether the actor runs the purchase: the purchaser's operator, or the entrusted agency's."""
    return at_purchaser(actor, plan, Office.OPERATOR) or at_agency(actor, plan)


def prepare_plan(actor: Actor, plan: ImplementationPlan) -> Verdict:
    """Show a single source, argue objections, put an approval on file: purchaser or agency (74 art. 38 to 40)."""
    if not runs_plan(actor, plan):
        return refused(_("只有采购人的经办人，或受委托的代理机构经办人可以办理。"))
    return in_scope(actor, plan, Power.NOTICES)


def anybody_signed_in(actor: Actor, obj: Any) -> Verdict:
    """A notice is public; who objects says who they are."""
    return allow_if(not actor.is_anonymous, _("请先登录。"))


def object_to(actor: Actor, notice: SingleSourceNotice) -> Verdict:
    """Any supplier objects for itself; whoever runs the purchase enters what came on paper (74 art. 39)."""
    supplier = actor.organisation_kind == OrganisationKind.SUPPLIER and actor.holds(
        Office.SUPPLIER_ADMIN, Office.BIDDER
    )
    return allow_if(
        supplier or runs_plan(actor, notice.plan),
        _("供应商登录后可以提出异议；其他单位和个人请向采购人书面提出，由采购人登记。"),
    )


def read_approval(actor: Actor, attachment: Attachment) -> Verdict:
    """The scan of an approval is read by who sees its plan."""
    plan = ImplementationPlan.objects.select_related("item").filter(code=attachment.owner_code).first()
    return view_plan(actor, plan) if plan else refused(_("这个文件不对外提供。"))
