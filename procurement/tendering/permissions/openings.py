"""Who does what at the public opening of a tender (87 art. 40-42)."""

from django.utils.translation import gettext_lazy as _

from procurement.core.actors import Actor
from procurement.core.permissions import ALLOWED, Verdict, allow_if

from ..enums import BidState, Power, SceneStage
from ..models import BidRound, Package
from ..selectors import attendance
from .tenders import bidder, operate, view_tender


def is_public_opening(actor: Actor, round: BidRound) -> Verdict:
    """Its pages exist for the opening of a tender only: a consultation's has none (N-01)."""
    return allow_if(attendance.is_public(round), _("磋商（谈判）没有公开的开标仪式。"))


def attend(actor: Actor, round: BidRound) -> Verdict:
    """A bidder of this round; one's own bid is no secret to oneself, anybody else's is not asked for."""
    own = bidder(actor, round.package.tender) and round.bids.filter(
        supplier_id=actor.organisation_id, status=BidState.VALID
    )
    return allow_if(bool(own and own.exists()), _("由递交了投标文件的投标人办理。"))


def host(actor: Actor, round: BidRound) -> Verdict:
    """Purchaser or agency leads the opening (87 art. 40)."""
    verdict = operate(actor, round)
    return ALLOWED if verdict else Verdict(False, _("开标由采购人或者采购代理机构主持（87号令第四十条）。"))


def attend_or_host(actor: Actor, round: BidRound) -> Verdict:
    verdict = attend(actor, round)
    return verdict if verdict else host(actor, round)


def read_record(actor: Actor, round: BidRound) -> Verdict:
    """The record names people and objections: bidders, who runs and who oversees the tender, once it is done."""
    if not attendance.is_public(round) or round.recorded_at is None:
        return Verdict(False, _("开标记录在当场提出的时限过后生成。"))
    verdict = attend(actor, round)
    return verdict if verdict else view_tender(actor, round)


def keep_recordings(actor: Actor, package: Package, stage: str = "") -> Verdict:
    """Who leads the opening and holds the evaluation registers what was recorded of it (87 art. 39)."""
    powers = {SceneStage.OPENING: Power.OPENING, SceneStage.EVALUATION: Power.EVALUATION}
    return operate(actor, package, powers.get(stage, ""))
