"""Who may enter where a notice stands on the legal medium."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.core.permissions import ALLOWED, Verdict, refused

from .models import Publication

_WHO = _("由发布公告的单位的采购经办人，或者受委托的代理机构经办人登记。")

# May this agency enter it? Rooms know its agreement and answer for their kinds of subject; nobody else's agency may.
AgencyGate = Callable[[Actor, Publication], Verdict]
_gates: dict[str, AgencyGate] = {}


def register_agency_gate(subject_kind: str, gate: AgencyGate) -> None:
    """Say whether an agency may act on notices about one kind of subject. Called in the room's AppConfig.ready()."""
    _gates[subject_kind] = gate


def record_medium(actor: Actor, publication: Publication) -> Verdict:
    """The operator of the unit that published, or of the agency that runs the purchase, within its agreement (N-06)."""
    if actor.organisation_code == publication.organisation_code and actor.holds(Office.OPERATOR):
        return ALLOWED
    agency = bool(publication.agency_code) and actor.organisation_code == publication.agency_code
    if not (agency and actor.holds(Office.AGENCY_OPERATOR)):
        return refused(_WHO)
    gate = _gates.get(publication.subject_kind)
    return gate(actor, publication) if gate else refused(_WHO)
