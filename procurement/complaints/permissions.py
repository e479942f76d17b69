"""Who may challenge, who answers, who reads."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, allow_if
from procurement.tendering import permissions as tendering

from .enums import ChallengeStatus
from .models import Challenge


def submit(actor: Actor, tender: Any) -> Verdict:
    """A supplier; whether it took part is the service's question, with its article."""
    supplier = actor.organisation_kind == OrganisationKind.SUPPLIER and actor.holds(
        Office.SUPPLIER_ADMIN, Office.BIDDER
    )
    return allow_if(supplier, _("质疑由参加采购活动的供应商提出（采购法第五十二条）。"))


def own(actor: Actor, challenge: Challenge) -> Verdict:
    """The challenger withdraws its own challenge."""
    mine = actor.organisation_id == challenge.challenger_id and actor.holds(
        Office.SUPPLIER_ADMIN, Office.BIDDER
    )
    return allow_if(mine, _("只有提出质疑的供应商可以撤回。"))


def answer(actor: Actor, challenge: Challenge) -> Verdict:
    """Purchaser answers, or its agency within its powers (采购法 art. 53, 54)."""
    return tendering.answer_challenge(actor, challenge.tender)


def remedy(actor: Actor, challenge: Challenge) -> Verdict:
    """The purchaser decides what follows: an agency answers within its scope, it changes no result."""
    mine = tendering.at_purchaser(actor, challenge.tender, Office.LEADER, Office.OPERATOR)
    return allow_if(mine, _("质疑成立后怎样处理，由采购人决定（94号令第十六条）。"))


def view(actor: Actor, challenge: Challenge) -> Verdict:
    """Challenger, purchaser, agency and the overseers; the awarded supplier once it is answered (采购法 art. 53)."""
    seen = (
        bool(own(actor, challenge))
        or bool(answer(actor, challenge))
        or tendering.at_agency(actor, challenge.tender)
        or tendering.oversees(actor)
        or concerned(actor, challenge)
    )
    return allow_if(seen, _("这不是与您单位有关的质疑。"))


def concerned(actor: Actor, challenge: Challenge) -> bool:
    """Tell whether the answer concerns the actor's supplier: it was awarded, and the answer is given."""
    return (
        challenge.status in ChallengeStatus.answered()
        and actor.organisation_id is not None
        and actor.holds(Office.SUPPLIER_ADMIN, Office.BIDDER)
        and challenge.tender.packages.filter(
            award__supplier_id=actor.organisation_id, award__notified_at__isnull=False
        ).exists()
    )
