"""Who may see and run a small purchase, and who gives a price for it."""

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.core.models import Attachment
from procurement.core.permissions import ALLOWED, Verdict, allow_if, refused

from ..enums import SmallPurchaseStatus
from ..models import QuoteRequest, SmallPurchase
from .bidding import bids_for, restaffed_since
from .tenders import STAFF, at_purchaser, oversees


def view_small(actor: Actor, purchase: SmallPurchase) -> Verdict:
    seen = actor.is_system or at_purchaser(actor, purchase, *STAFF) or oversees(actor)
    return allow_if(seen, _("这不是您单位的小额采购。"))


def run_small(actor: Actor, purchase: SmallPurchase) -> Verdict:
    return allow_if(at_purchaser(actor, purchase, Office.OPERATOR), _("小额采购由本单位的采购经办人办理。"))


def quote(actor: Actor, purchase: SmallPurchase) -> Verdict:
    """Enter quotes, as long as nothing is decided."""
    verdict = run_small(actor, purchase)
    if not verdict:
        return verdict
    return allow_if(purchase.status == SmallPurchaseStatus.QUOTING, _("已经集体决定，不能再登记报价。"))


NEWCOMER = _(
    "您由财政部门任命（或者由其任命的人任命）之前，购买主体已经发出询价。财政部门看得到其他供应商的报价，为了公平，这次询价您不能报价。本单位原有的投标人员仍可报价。"
)


def view_request(actor: Actor, request: QuoteRequest) -> Verdict:
    """A request for a price exists for who bids for the supplier that was asked, and for nobody else."""
    return allow_if(bids_for(actor, request.supplier_id), _("这不是向您单位的询价。"))


def give_quote(actor: Actor, request: QuoteRequest) -> Verdict:
    """Who bids for the supplier gives its price; not whom the bureau, which reads the others', put in since (I-03)."""
    own = view_request(actor, request)
    if own and request.quote_id is None and restaffed_since(actor, request.asked_at):
        return refused(NEWCOMER)
    return own


def decide_small(actor: Actor, purchase: SmallPurchase) -> Verdict:
    """The minutes are entered by the operator or the head; the decision is the meeting's."""
    return allow_if(
        at_purchaser(actor, purchase, Office.OPERATOR, Office.LEADER),
        _("集体决定由本单位的采购经办人或负责人登记。"),
    )


def contract_small(actor: Actor, purchase: SmallPurchase) -> Verdict:
    if actor.is_system:
        return ALLOWED
    return allow_if(at_purchaser(actor, purchase, Office.OPERATOR, Office.LEADER), _("合同由采购人签订。"))


def read_quote(actor: Actor, attachment: Attachment) -> Verdict:
    """The paper of a quote is read by who sees its purchase."""
    purchase = SmallPurchase.objects.filter(code=attachment.owner_code).first()
    return view_small(actor, purchase) if purchase else refused(_("这个文件不对外提供。"))
