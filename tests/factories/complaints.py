"""Challenges in any state, reached by the services."""

from datetime import datetime
from typing import Any

from procurement.complaints.enums import ChallengeGround
from procurement.complaints.models import Challenge
from procurement.complaints.services import submit_challenge
from procurement.core.actors import Actor
from procurement.tendering.models import Tender
from tests.kept import kept

from . import awarding, contracts

AT = awarding.later(24)


def loser(deal: contracts.Deal) -> Actor:
    """Return the administrator of a supplier that took part and was not awarded."""
    stage = deal.stage  # type: ignore[attr-defined]
    return next(one for one in stage.bidders if one.organisation_id != deal.supplier.pk)


@kept
def challenge(
    deal: contracts.Deal, *, at: datetime = AT, actor: Actor | None = None, **changed: Any
) -> Challenge:
    """Return a challenge of the result by a loser."""
    values = {
        "tender": Tender.objects.get(pk=deal.award.package.tender_id),
        "ground": ChallengeGround.RESULT,
        "facts": "成交供应商的服务方案与评分标准不符。",
        "legal_basis": "《政府采购法》第二十二条",
        "request": "重新评审。",
        **changed,
    }
    return submit_challenge(actor=actor or loser(deal), at=at, **values)
