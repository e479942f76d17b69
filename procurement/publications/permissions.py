"""Who may enter where a notice stands on the legal medium."""

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, allow_if

from .models import Publication


def record_medium(actor: Actor, publication: Publication) -> Verdict:
    """The operator of the unit that published, or of the agency that runs the purchase for it (N-06)."""
    own = actor.organisation_code == publication.organisation_code and actor.holds(Office.OPERATOR)
    entrusted = (
        bool(publication.agency_code)
        and actor.organisation_code == publication.agency_code
        and actor.holds(Office.AGENCY_OPERATOR)
    )
    return allow_if(own or entrusted, _("由发布公告的单位的采购经办人，或者受委托的代理机构经办人登记。"))
