"""Whether an agency enters where a notice stands on the legal medium: while its agreement lets it (RULES N-06)."""

from django.utils.translation import gettext_lazy as _

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, refused
from procurement.publications.models import Publication

from ..enums import Power
from ..models import ImplementationPlan
from ..selectors.medium import plan_behind
from .tenders import at_agency, in_scope

_NOT_YOURS = _(
    "本单位不是这份公告所属采购项目的代理机构，或者采购文件已经移交采购人；由采购人的采购经办人登记。"
)


def agency_records_medium(actor: Actor, publication: Publication) -> Verdict:
    """Answer for a notice of this room: by the agreement its plan runs under now, not by who ran it then."""
    return announces_for(actor, plan_behind(publication))


def announces_for(actor: Actor, plan: ImplementationPlan | None) -> Verdict:
    """The agency of this plan, within its power to publish and until its agreement is over."""
    if plan is None or not at_agency(actor, plan):
        return refused(_NOT_YOURS)
    return in_scope(actor, plan, Power.NOTICES)
