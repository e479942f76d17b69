"""A sealed bid's own table, and the conditions of opening and examination."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.language import cited, listed
from procurement.core.lifecycle import Lifecycle, Transition

from .. import permissions
from ..enums import BidState as B
from ..enums import RoundStatus
from ..models import Package, SealedBid
from ..selectors import rounds

Refusal = str | Promise | None


def round_is_receiving(bid: SealedBid, *, actor: Actor, at: datetime) -> Refusal:
    """Supplement, change and withdrawal end with the deadline (87 art. 34; 74 art. 15; 214 art. 13)."""
    if bid.round.status == RoundStatus.RECEIVING and at <= bid.round.deadline:
        return None
    article = cited(bid.round.package.tender.own_articles["change"])
    return _("截止时间已过，不能再替换或撤回（%(article)s）。") % {"article": article}


def bids_are_enough(package: Package, *, actor: Actor, at: datetime) -> Refusal:
    """Too few: nothing is opened (87号令第四十一条)."""
    first = rounds.round_of(package)
    if first is None or rounds.has_enough(first):
        return None
    return _(
        "提交投标（响应）文件的供应商不足%(needed)s家，不得开标（开启）。请宣布废标，再按建议的方式重新采购。"
    ) % {"needed": rounds.needed(package)}


def examination_is_complete(package: Package, *, actor: Actor, at: datetime) -> Refusal:
    """Every opened bid has its qualification; every qualified one its conformity (N-13)."""
    first = rounds.round_of(package)
    opened = list(rounds.opened_bids(first)) if first else []
    waiting = [bid.code for bid in opened if not bid.failure and not _is_examined(bid)]
    if not waiting:
        return None
    return _("还有未审查完的投标（响应）：%(codes)s。请逐家完成资格审查和符合性审查。") % {
        "codes": listed(waiting)
    }


def enough_pass(package: Package, *, actor: Actor, at: datetime) -> Refusal:
    """Fewer than the minimum qualified: no evaluation; fewer conforming: annulled (E-61)."""
    needed, examined = rounds.needed(package), rounds.examinations(package)
    qualified = examined.filter(qualified=True).count()
    if qualified < needed:
        article = cited(package.tender.own_articles["few_qualify"])
        text = _("资格审查合格的供应商不足%(needed)s家，不得评审（%(article)s）。请宣布废标。")
        return text % {"needed": needed, "article": article}
    if examined.filter(qualified=True, conforms=True).count() < needed:
        article = cited(package.tender.own_articles["few_conform"])
        text = _("通过符合性审查的供应商不足%(needed)s家（%(article)s）。请宣布废标。")
        return text % {"needed": needed, "article": article}
    return None


def _is_examined(bid: object) -> bool:
    found = getattr(bid, "examination", None)
    if found is None or found.qualified is None:
        return False
    return found.qualified is False or found.conforms is not None


SEALED_BID = Lifecycle(
    SealedBid,
    "bid",
    [
        Transition(
            "replace",
            (B.VALID,),
            B.REPLACED,
            permissions.own_bid,
            (round_is_receiving,),
            "D-16 87号令第三十四条、74号令第十五条、第二十条、214号第十三条",
            gettext_lazy("替换"),
        ),
        Transition(
            "withdraw",
            (B.VALID,),
            B.WITHDRAWN,
            permissions.own_bid,
            (round_is_receiving,),
            "D-16 87号令第三十四条、第三十八条、74号令第十五条、第二十条、214号第十三条",
            gettext_lazy("撤回"),
        ),
    ],
)
