"""Who does what at the public opening of a tender (87 art. 40-42), and who reads what was opened."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import has_grant
from procurement.core.actors import Actor
from procurement.core.language import cited
from procurement.core.models import Attachment
from procurement.core.permissions import ALLOWED, Verdict, allow_if, refused
from procurement.suppliers.models import SupplierPaper

from ..enums import BidState, Method, PackageStatus, Power, RoundKind, SceneStage
from ..models import BidRound, OpenedBid, Package
from ..selectors import attendance
from ..selectors.qualification import in_register
from .bidding import bids_for
from .tenders import at_purchaser, bidder, operate, view_tender


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


def read_registered(actor: Actor, attachment: Attachment) -> Verdict:
    """Who works on a bid reads the proofs that its bidder kept in the register at the deadline (RULES N-04)."""
    paper = SupplierPaper.objects.filter(attachment=attachment).select_related("supplier").first()
    if paper is None:
        return refused(_("这个文件不对外提供。"))
    rounds = BidRound.objects.filter(kind=RoundKind.FIRST, opened__supplier=paper.supplier.organisation_id)
    found = any(
        in_register(paper, round.deadline) and works_on_bids(actor, round.package)
        for round in rounds.select_related("package__tender")
    )
    return allow_if(found, _("这个文件不对外提供。"))


def works_on_bids(actor: Actor, package: Package) -> bool:
    """Tell whether the actor examines or evaluates the opened bids: the group, after a tender the purchaser too."""
    if has_grant(actor, "evaluate_tender", package.tender):
        return True
    return package.tender.method in Method.with_public_opening() and bool(
        operate(actor, package) or at_purchaser(actor, package, Office.REPRESENTATIVE)
    )


def view_opened(actor: Actor, obj: Any) -> Verdict:
    """Every opened bid of a package or round.

    After a tender: who examines and the committee. In negotiation and consultation nobody but the group
    sees a name or a price before the result (RULES N-01); overseers read once there is one.
    """
    package = obj.package if isinstance(obj, BidRound) else obj
    if works_on_bids(actor, package):
        return ALLOWED
    decided = package.status in PackageStatus.with_result() and bool(view_tender(actor, package))
    return allow_if(
        decided,
        _("响应文件只对评审（磋商、谈判）小组开启，结果公布前不向其他人显示名称和报价（%(article)s）。")
        % {"article": cited(package.tender.own_articles["evaluation"])},
    )


def view_opened_bid(actor: Actor, bid: OpenedBid) -> Verdict:
    """A bidder reads its own; for the others see ``view_opened``."""
    own = bids_for(actor, bid.supplier_id, bid.round.package.tender)
    return ALLOWED if own else view_opened(actor, bid.round)
