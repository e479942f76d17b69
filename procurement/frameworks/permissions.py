"""Who may plan, file and run a framework, who enters it, who calls off. One function a permission."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.actors import Actor
from procurement.core.permissions import ALLOWED, Verdict, allow_if, refused
from procurement.tendering.permissions import (
    REVIEW_OFFICES,
    STAFF,
    bids_for,
    oversees,
    plan_for,
    restaffed_since,
)

from .enums import CallOffStatus, ContestStatus, EntryStatus, FrameworkStatus
from .models import CallOff, Contest, Framework, FrameworkEntry, VoucherBatch
from .selectors.contests import own_place

OPERATORS = (Office.OPERATOR, Office.AGENCY_OPERATOR)
_RUN = (*STAFF, Office.AGENCY_OPERATOR)
_SUPPLIER = (Office.SUPPLIER_ADMIN, Office.BIDDER)


def framework_of(obj: Any) -> Framework:
    """Return the framework that an entry or a call-off belongs to."""
    return obj if isinstance(obj, Framework) else obj.framework


def at_organiser(actor: Actor, obj: Any, *offices: str) -> bool:
    """Tell whether the actor holds one of ``offices`` at who runs the framework."""
    return actor.organisation_id == framework_of(obj).organiser_id and actor.holds(*offices)


def at_purchaser(actor: Actor, call: CallOff | Contest | VoucherBatch, *offices: str) -> bool:
    """Tell whether the actor holds one of ``offices`` at who calls off."""
    return actor.organisation_id == call.purchaser_id and actor.holds(*offices)


def at_supplier(actor: Actor, supplier_id: int, *offices: str) -> bool:
    return actor.organisation_id == supplier_id and actor.holds(*offices)


# ------------------------------------------------------------------------------------------------ framework
def works_here(actor: Actor, obj: Any = None) -> Verdict:
    """The workspace's pages of frameworks: purchasers, the central agency, the overseers."""
    kinds = (*OrganisationKind.purchasers(), OrganisationKind.CENTRAL_AGENCY)
    mine = actor.organisation_kind in kinds and actor.holds(*_RUN)
    return allow_if(mine or oversees(actor), _("框架协议由采购人和集中采购机构办理。"))


def plan(actor: Actor, obj: Any = None) -> Verdict:
    """Begin a framework; whether the unit may run it is checked when it is filed (110 art. 5)."""
    kinds = (*OrganisationKind.purchasers(), OrganisationKind.CENTRAL_AGENCY)
    return allow_if(
        actor.organisation_kind in kinds and actor.holds(*OPERATORS),
        _("框架协议由主管预算单位或者集中采购机构的经办人编制。"),
    )


def view(actor: Actor, framework: Framework) -> Verdict:
    """Who runs it and the overseers; what is public stands on the public pages."""
    seen = actor.is_system or at_organiser(actor, framework, *_RUN) or oversees(actor)
    return allow_if(seen, _("这不是您单位征集的框架协议。"))


def run(actor: Actor, obj: Any) -> Verdict:
    """Run the framework day by day."""
    return allow_if(at_organiser(actor, obj, *OPERATORS), _("由征集人的经办人办理。"))


def write(actor: Actor, framework: Framework) -> Verdict:
    """Write the plan as long as it is a draft: what was filed does not change (110 art. 11)."""
    verdict = run(actor, framework)
    if not verdict:
        return verdict
    return allow_if(
        framework.status == FrameworkStatus.DRAFT,
        _(
            "采购方案送审以后不能直接修改；征集以前可以收回修改，采购需求在有效期内不得变动（财政部令第110号第十一条）。"
        ),
    )


def review(actor: Actor, framework: Framework) -> Verdict:
    """A second person of the organiser; who wrote the plan never reviews it (RULES N-12)."""
    if actor.code == framework.author_code:
        return refused(_("采购方案由您编制，须由其他人审查（《政府采购需求管理办法》第二十九条）。"))
    return allow_if(
        at_organiser(actor, framework, *REVIEW_OFFICES),
        _("只有征集人的审核、财务、监督人员或负责人可以审查。"),
    )


def run_or_decide(actor: Actor, obj: Any) -> Verdict:
    mine = at_organiser(actor, obj, *OPERATORS, Office.LEADER)
    return allow_if(mine, _("由征集人的经办人或者负责人办理。"))


def decide(actor: Actor, obj: Any) -> Verdict:
    return allow_if(at_organiser(actor, obj, Office.LEADER), _("须由征集人的负责人决定。"))


def approve_plan(actor: Actor, framework: Framework) -> Verdict:
    """The finance department looks at a central agency's plan before it is carried out (110 art. 8)."""
    bureau = actor.organisation_kind == OrganisationKind.FINANCE_BUREAU
    return allow_if(
        bureau and actor.holds(Office.BUREAU_SUPERVISOR), _("集中采购机构的采购方案由财政部门审核。")
    )


# ------------------------------------------------------------------------------------------------- entries
def apply(actor: Actor, framework: Framework) -> Verdict:
    """Any supplier asks to enter; whether it may is examined (110 art. 39)."""
    if actor.organisation_kind != OrganisationKind.SUPPLIER or not actor.holds(*_SUPPLIER):
        return refused(_("加入申请由供应商的管理员或者投标经办人提出，请用供应商身份登录。"))
    return allow_if(
        framework.is_open and framework.status == FrameworkStatus.IN_FORCE,
        _("只有有效期内的开放式框架协议可以随时申请加入（财政部令第110号第三十九条）。"),
    )


def view_entry(actor: Actor, entry: FrameworkEntry) -> Verdict:
    own = at_supplier(actor, entry.supplier_id, *_SUPPLIER)
    return allow_if(own or bool(view(actor, entry.framework)), _("这不是您单位的入围申请。"))


def enter(actor: Actor, entry: FrameworkEntry) -> Verdict:
    """What the supplier itself does with its application."""
    return allow_if(bids_for(actor, entry.supplier_id), _("由申请的供应商自己办理。"))


def bind(actor: Actor, entry: FrameworkEntry) -> Verdict:
    """What binds the supplier: its agreement, and leaving it."""
    return allow_if(
        at_supplier(actor, entry.supplier_id, Office.SUPPLIER_ADMIN),
        _("由供应商的管理员（法定代表人或授权人）办理。"),
    )


def lower_price(actor: Actor, entry: FrameworkEntry) -> Verdict:
    """Whoever binds the supplier may go below its agreed price while the agreement runs (110 art. 16)."""
    verdict = bind(actor, entry)
    if not verdict:
        return verdict
    runs = entry.status == EntryStatus.ADMITTED and entry.framework.status == FrameworkStatus.IN_FORCE
    return allow_if(
        runs and not entry.framework.is_open, _("只有有效期内的封闭式框架协议可以降低协议价格（第十六条）。")
    )


# ------------------------------------------------------------------------------------------------ call-offs
def call_off(actor: Actor, item: Any) -> Verdict:
    """The operator of the plan item's own unit calls off."""
    return plan_for(actor, item)


def view_call_off(actor: Actor, call: CallOff) -> Verdict:
    """Purchaser, organiser, overseers; the supplier once it is asked."""
    if (
        at_purchaser(actor, call, *STAFF)
        or at_organiser(actor, call, *_RUN)
        or oversees(actor)
        or actor.is_system
    ):
        return ALLOWED
    offered = call.confirmed_at is not None
    return allow_if(
        offered and at_supplier(actor, call.entry.supplier_id, *_SUPPLIER), _("这不是您单位的框架协议成交。")
    )


def confirm(actor: Actor, call: CallOff | VoucherBatch) -> Verdict:
    """A second person; never who asked (采购法 art. 61; RULES I-06)."""
    if actor.code == call.author_code:
        return refused(_("成交由您提出，须由另一人确认（采购法第六十一条）。"))
    return allow_if(
        at_purchaser(actor, call, Office.REVIEWER, Office.LEADER), _("由采购人的审核人员或者负责人确认。")
    )


def answer(actor: Actor, call: CallOff) -> Verdict:
    return allow_if(bids_for(actor, call.entry.supplier_id), _("由被选定的供应商答复。"))


def carry(actor: Actor, call: CallOff | Contest | VoucherBatch) -> Verdict:
    return allow_if(at_purchaser(actor, call, Office.OPERATOR), _("由采购人的采购经办人办理。"))


def cancel(actor: Actor, call: CallOff | Contest | VoucherBatch) -> Verdict:
    return allow_if(
        at_purchaser(actor, call, Office.OPERATOR, Office.LEADER), _("由采购人的经办人或者负责人办理。")
    )


def rate(actor: Actor, call: CallOff) -> Verdict:
    """Who sees the service done says how good it was (110 art. 16)."""
    verdict = allow_if(
        at_purchaser(actor, call, Office.OPERATOR, Office.ACCEPTOR), _("由采购人的经办或者验收人员评价。")
    )
    if not verdict:
        return verdict
    return allow_if(call.status == CallOffStatus.CONTRACTED, _("签订合同以后才能评价。"))


def view_contest(actor: Actor, contest: Contest) -> Verdict:
    """Purchaser, organiser, overseers; every admitted supplier, which reads no other's price."""
    seen = at_purchaser(actor, contest, *STAFF) or at_organiser(actor, contest, *_RUN) or oversees(actor)
    invited = actor.holds(*_SUPPLIER) and own_place(contest, actor) is not None
    return allow_if(seen or actor.is_system or invited, _("这不是您单位的二次竞价。"))


NEWCOMER = _(
    "您由财政部门任命（或者由其任命的人任命）之前，竞价已经开始。为了报价保密，竞价结束以前，您不能报价，也看不到本单位是否已经报价。本单位原有的投标人员仍可办理。"
)


def came_too_late(actor: Actor, contest: Contest) -> bool:
    """Tell whether the bureau put this person into the supplier while the competition ran (RULES I-03)."""
    return contest.status == ContestStatus.OPEN and restaffed_since(actor, contest.asked_at)


def offer(actor: Actor, contest: Contest) -> Verdict:
    """Who is admitted offers for itself (110 art. 33)."""
    place = own_place(contest, actor)
    mine = place is not None and bids_for(actor, place.entry.supplier_id)
    if mine and came_too_late(actor, contest):
        return refused(NEWCOMER)
    return allow_if(mine, _("由入围供应商的管理员或者投标经办人报价。"))


def view_batch(actor: Actor, batch: VoucherBatch) -> Verdict:
    """Purchaser, organiser, overseers: numbers and counts, no person and no token."""
    seen = at_purchaser(actor, batch, *STAFF) or at_organiser(actor, batch, *_RUN) or oversees(actor)
    return allow_if(seen or actor.is_system, _("这不是您单位的服务券。"))


def contract(actor: Actor, call: CallOff) -> Verdict:
    if actor.is_system:
        return ALLOWED
    return allow_if(at_purchaser(actor, call, Office.OPERATOR, Office.LEADER), _("合同由采购人签订。"))


def open_to_view(call: CallOff) -> bool:
    """Tell whether a result is public."""
    return call.status in (CallOffStatus.PUBLISHED, CallOffStatus.CONTRACTED)
