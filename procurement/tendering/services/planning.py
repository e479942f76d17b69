"""The implementation plan (采购实施计划): drafted, filed with finance, cancelled (RULES B-08, N-10, N-11)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.enums import OrganisationForm
from catalogue.models import PlanItem
from catalogue.selectors.checks.way import central_forms
from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.budgeting import services as budgeting
from procurement.budgeting.selectors import Cause
from procurement.core import audit, clock, lifecycle, parameters
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.regulations import methods

from .. import permissions
from ..enums import EntrustmentStatus, ImplementationPlanStatus, Method
from ..lifecycle import IMPLEMENTATION_PLAN
from ..models import Entrustment, ImplementationPlan, Package, PlanSlice
from ..selectors.policy import article
from ..selectors.two_left import cases_of, last_two
from .parts import asked_of, lines_of, locked_item, share_of

_AGENTS = {
    OrganisationForm.CENTRALISED: (OrganisationKind.CENTRAL_AGENCY,),
    OrganisationForm.DEPARTMENT_CENTRALISED: (OrganisationKind.CENTRAL_AGENCY, OrganisationKind.AGENCY),
    OrganisationForm.ENTRUSTED: (OrganisationKind.CENTRAL_AGENCY, OrganisationKind.AGENCY),
    OrganisationForm.SELF_RUN: (),
}


@transaction.atomic
def draft_implementation_plan(
    *,
    item: PlanItem,
    method: str,
    method_reason: str,
    organisation_form: str,
    agency: Organisation | None = None,
    agreement: Entrustment | None = None,
    capacity_people: str = "",
    capacity_place: str = "",
    amount: Decimal | None = None,
    scope: str = "",
    lines: Mapping[str, Decimal] | None = None,
    follows: Package | None = None,
    actor: Actor,
    at: datetime,
) -> ImplementationPlan:
    """Draft how a plan item, or a part of ``amount`` yuan of it, will be bought. Not yet filed.

    Without ``amount`` it takes all that is left. ``lines`` (code of a line → yuan) says which money it takes;
    without them the oldest goes first. The method follows from the whole project (N-20). ``agreement``: one in
    force under which it runs; without, one is drawn up on the plan's page (``services.entrusting``). ``follows``: the
    failed package whose two bidders are negotiated with (74 art. 27).
    """
    verdict = permissions.plan_for(actor, item)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-10")
    _check_follows(item, method, follows)
    _check_method(item, method, method_reason, follows, at)
    agency = agreement.agency if agreement is not None and agency is None else agency
    _check_form(item, organisation_form, agency)
    _check_agreement(item, agreement, agency)
    share = share_of(item=item, amount=asked_of(amount, lines), scope=scope)
    chosen = lines_of(item=item, share=share, lines=lines)
    plan = ImplementationPlan(
        code=next_code(f"SS-{item.year}-"),
        item=item,
        method=method,
        method_reason=method_reason.strip(),
        organisation_form=organisation_form,
        agency=agency,
        agreement=agreement,
        capacity_people=capacity_people.strip(),
        capacity_place=capacity_place.strip(),
        amount=share,
        scope=scope.strip(),
        follows=follows,
        author_code=actor.code,
    )
    lifecycle.create(plan, actor=actor, at=at, basis="N-10")
    PlanSlice.objects.bulk_create(PlanSlice(plan=plan, line=line, amount=value) for line, value in chosen)
    return plan


@transaction.atomic
def file_implementation_plan(*, plan: ImplementationPlan, actor: Actor, at: datetime) -> ImplementationPlan:
    """File the plan: it gets its number, and its share of the item's money is frozen (N-10, N-11).

    Refused where less than that is left, in all or on a line it chose: another plan of the item was filed first.
    """
    division = plan.item.organisation.division_code[:6] or settings.COUNTY_CODE
    number = next_code(f"HB{division}-{plan.item.year}-", width=5)
    plan.item = locked_item(item=plan.item)
    updates = {"filing_number": number, "filed_at": at, "part_code": plan.code}
    lifecycle.apply("file", plan, actor=actor, at=at, updates=updates)
    budgeting.freeze_cause(
        cause=Cause(plan.item.code, plan.code),
        amount=plan.amount,
        lines={part.line.code: part.amount for part in plan.slices.select_related("line")},
        actor=actor,
        at=at,
    )
    return plan


@transaction.atomic
def record_capacity(
    *, plan: ImplementationPlan, capacity_people: str, capacity_place: str, actor: Actor, at: datetime
) -> ImplementationPlan:
    """Say with whom and where a purchaser runs its tender itself, before the plan is filed (87 art. 9)."""
    verdict = permissions.plan_for(actor, plan.item)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-06")
    locked = ImplementationPlan.objects.select_for_update().get(pk=plan.pk)
    if (
        locked.status != ImplementationPlanStatus.DRAFT
        or locked.organisation_form != OrganisationForm.SELF_RUN
    ):
        raise WrongState(_("只有自行组织、还没有备案的实施计划登记自行招标的条件。"), rule="N-06")
    given = {"capacity_people": capacity_people.strip(), "capacity_place": capacity_place.strip()}
    for name, text in given.items():
        if not text:
            raise DomainError(
                _("请写明：没有专业人员和条件的，应当委托代理机构（87号令第九条）。"), field=name, rule="N-06"
            )
        setattr(plan, name, text)
    plan.save(update_fields=list(given))
    audit.record(
        subject_kind=IMPLEMENTATION_PLAN.subject_kind,
        subject_code=plan.code,
        action="record_capacity",
        actor=actor,
        at=at,
        basis="N-06 87号令第九条",
        changes=given,
    )
    return plan


@transaction.atomic
def cancel_implementation_plan(
    *, plan: ImplementationPlan, reason: str, actor: Actor, at: datetime
) -> ImplementationPlan:
    """Cancel a plan without a running tender; what it froze goes back to its item's remainder."""
    if not reason.strip():
        raise DomainError(_("请写明撤销的原因。"), field="reason", rule="N-10")
    locked_item(item=plan.item)
    locked = ImplementationPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.status == ImplementationPlanStatus.FILED:
        # Before the step: whoever hears of it finds the money where it belongs (it closes a finished item).
        budgeting.unfreeze_cause(cause=Cause(plan.item.code, locked.part_code), actor=actor, at=at)
    lifecycle.apply("cancel", plan, actor=actor, at=at, reason=reason.strip())
    return plan


def _check_follows(item: PlanItem, method: str, follows: Package | None) -> None:
    if follows is None:
        return
    if follows.tender.item_id != item.pk or not last_two(follows):
        text = _("这个采购包不是只剩两家投标人的公开招标，不能与两家谈判（74号令第二十七条第二款）。")
        raise DomainError(text, field="method", rule="C-07")
    if method != Method.COMPETITIVE_NEGOTIATION:
        text = _("与公开招标剩下的两家供应商只能采用竞争性谈判（74号令第二十七条第二款）。")
        raise DomainError(text, field="method", rule="C-07")


def _check_method(item: PlanItem, method: str, reason: str, follows: Package | None, at: datetime) -> None:
    if method == methods.INQUIRY:
        text = _("询价只适用于货物，服务不能采用（%(article)s）。请改选竞争性磋商或者公开招标。")
        raise DomainError(text % {"article": article("C-09")}, field="method", rule="C-09")
    if method not in Method.values:
        raise DomainError(_("请选择法定的采购方式。"), field="method", rule="C-01")
    _check_lawful(item, method, follows, at)
    if method != Method.OPEN_TENDER and not reason.strip():
        text = _("请写明采用%(method)s的理由和符合的法定情形（%(article)s）。")
        values = {"method": Method(method).label, "article": article("C-04")}
        raise DomainError(text % values, field="method_reason", rule="C-04")


def _check_lawful(item: PlanItem, method: str, follows: Package | None, at: datetime) -> None:
    """Small purchases have their own way; other methods need a case that the law names (C-01, C-14)."""
    on = clock.local_date(at)
    reasons = cases_of(item, follows)
    advice = methods.resolve(item.amount, on=on, reasons=reasons, parameters=parameters.changed(on))
    if method == Method.SMALL_PURCHASE:
        text = (
            _("限额以下的小额采购不编制采购实施计划，请直接办理小额采购（%(article)s）。")
            if method in advice.lawful
            else _(
                "项目总额（全部包、全部年度，分几次采购也一样）达到采购限额标准，不能按小额采购办理（%(article)s）。请改选法定采购方式。"
            )
        )
        raise DomainError(text % {"article": article("C-14")}, field="method", rule="C-14")
    if method not in advice.lawful:
        text = _(
            "购买计划没有写明可以采用%(method)s的法定情形（%(article)s）。请改选竞争性磋商或者公开招标；确有法定情形的，先调整购买计划。"
        )
        values = {"method": Method(method).label, "article": article("C-01")}
        raise DomainError(text % values, field="method", rule="C-01")


def _check_form(item: PlanItem, form: str, agency: Organisation | None) -> None:
    kinds = _AGENTS.get(form)
    if kinds is None:
        raise DomainError(_("请选择组织形式。"), field="organisation_form", rule="N-06")
    if item.catalogue_item.centralised and form not in central_forms(item):
        text = _(
            "本项目属于集中采购目录，必须委托集中采购机构代理采购，不能自行采购或委托其他代理机构（%(article)s）。"
        )
        raise DomainError(text % {"article": article("N-06")}, field="organisation_form", rule="N-06")
    if not kinds:
        if agency is not None:
            raise DomainError(_("自行组织的项目不填代理机构。"), field="agency", rule="N-06")
        return
    if agency is None or agency.kind not in kinds or not agency.active:
        text = (
            _("集中采购目录内的项目必须委托集中采购机构（%(article)s）。请选择集中采购机构。")
            if form == OrganisationForm.CENTRALISED
            else _("请选择受委托的采购代理机构（%(article)s）。")
        )
        raise DomainError(text % {"article": article("N-06")}, field="agency", rule="N-06")


def _check_agreement(item: PlanItem, agreement: Entrustment | None, agency: Organisation | None) -> None:
    if agreement is None:
        return
    ours = agreement.purchaser_id == item.organisation_id and agreement.agency == agency
    if not ours or agreement.status != EntrustmentStatus.IN_FORCE:
        text = _("只能选择本单位与这家代理机构正在履行的协议。")
        raise DomainError(text, field="agreement", rule="N-06")
