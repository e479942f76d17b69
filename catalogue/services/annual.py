"""A purchaser's plan of a year: opened with its first item, decided and handed in, returned or agreed (N-10).

The plan's row is locked before its items, in every step: two people who hand in or agree at once get one
result, and the second a plain sentence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import attachments, clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.language import listed
from procurement.core.models import Attachment

from .. import permissions
from ..enums import ItemStatus
from ..lifecycle import ANNUAL, ITEM
from ..models import AnnualPlan, PlanItem
from ..selectors import checks
from ..selectors.annual import items_of, plan_of
from .editing import check_unchanged
from .notices import tell_plan_officers, tell_plan_owner


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided at the meeting: its name, its day, who took part."""

    meeting: str
    meeting_on: date
    decided_by: str


@transaction.atomic
def open_plan(*, organisation: Organisation, year: int, actor: Actor, at: datetime) -> AnnualPlan:
    """Return the organisation's plan of the year, opened where there is none yet."""
    found = plan_of(organisation.pk, year)
    if found is not None:
        return found
    # One plan for each organisation and year: who comes second at the same moment takes the first one's.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    found = plan_of(organisation.pk, year)
    if found is not None:
        return found
    plan = AnnualPlan(code=f"ND-{year}-{organisation.code}", organisation=organisation, year=year)
    lifecycle.create(plan, actor=actor, at=at, basis="N-10")
    return plan


def submit_plan(
    *,
    plan: AnnualPlan,
    decision: Decision,
    actor: Actor,
    at: datetime,
    minutes: UploadedFile | None = None,
    items: Sequence[PlanItem] | None = None,
    seen: Mapping[str, int] | None = None,
) -> AnnualPlan:
    """Hand the plan in with its ready items (or those given); the unready stay with the purchaser.

    ``minutes`` may be left out when the plan was returned and its paper is there. The file is stored before
    the transaction, which must not wait for a disk, and discarded if it fails. ``seen``: code → revision of each
    item as the page showed it; one that changed, came or fell away since refuses all.
    """
    _check_submit(plan, decision, minutes, actor, at)
    paper = _stored(minutes, plan, actor, at) if minutes else plan.minutes
    try:
        with transaction.atomic():
            _submit(plan, decision, paper, items, seen, actor, at)
    except Exception:
        if minutes and paper is not None:
            attachments.discard(paper)
        raise
    return plan


@transaction.atomic
def agree_plan(
    *,
    plan: AnnualPlan,
    actor: Actor,
    at: datetime,
    remarks: str = "",
    items: Iterable[PlanItem] | None = None,
    seen: Mapping[str, int] | None = None,
) -> AnnualPlan:
    """Agree to the plan and to its submitted items (or those given); every check is made again.

    ``seen``: code → revision of each item as it was shown. One item that fails or has changed refuses all.
    """
    lifecycle.apply(
        "agree", plan, actor=actor, at=at, reason=remarks.strip(), updates={"remarks": remarks.strip()}
    )
    waiting = items_of(plan, ItemStatus.SUBMITTED) if items is None else items
    for item in sorted(waiting, key=lambda one: one.code):
        check_unchanged(PlanItem.objects.select_for_update().get(pk=item.pk), seen, at)
        _apply("agree", item, actor, at, remarks="")
    tell_plan_owner("annual_plan_agreed", plan, at=at)
    return plan


@transaction.atomic
def return_plan(*, plan: AnnualPlan, remarks: str, actor: Actor, at: datetime) -> AnnualPlan:
    """Send the plan back with what to mend; items still under review go back with it, agreed ones stay so."""
    text = remarks.strip()
    if not text:
        raise DomainError(_("请写明退回的原因和需要修改的内容。"), field="remarks", rule="B-08")
    lifecycle.apply("return", plan, actor=actor, at=at, reason=text, updates={"remarks": text})
    for item in items_of(plan, ItemStatus.SUBMITTED):
        _apply("return", item, actor, at, remarks=_("随年度计划退回：%(remarks)s") % {"remarks": text})
    tell_plan_owner("annual_plan_returned", plan, at=at)
    return plan


def _check_submit(
    plan: AnnualPlan, decision: Decision, minutes: UploadedFile | None, actor: Actor, at: datetime
) -> None:
    verdict = permissions.edit_annual(actor, plan)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-14")
    if not decision.meeting.strip():
        raise DomainError(_("请填写作出集体决策的会议名称。"), field="meeting")
    if not decision.decided_by.strip():
        raise DomainError(_("请填写参会和决策的人员。"), field="decided_by")
    if decision.meeting_on > clock.local_date(at):
        raise DomainError(_("会议日期不能晚于今天：先集体决策，后提交计划。"), field="meeting_on")
    if not minutes and not plan.minutes_id:
        raise DomainError(_("请上传集体决策的会议纪要。"), field="minutes")


def _submit(
    plan: AnnualPlan,
    decision: Decision,
    paper: Attachment | None,
    items: Sequence[PlanItem] | None,
    seen: Mapping[str, int] | None,
    actor: Actor,
    at: datetime,
) -> None:
    updates = {
        "meeting": decision.meeting.strip(),
        "meeting_on": decision.meeting_on,
        "decided_by": decision.decided_by.strip(),
        "minutes": paper,
        "submitted_code": actor.code,
        "submitted_name": actor.name,
        "submitted_at": at,
    }
    lifecycle.apply("submit", plan, actor=actor, at=at, reason=decision.meeting.strip(), updates=updates)
    sent = _ready(plan, at) if items is None else items
    _check_seen(sent, seen, at)
    for item in sent:
        _apply("submit", item, actor, at)
    if not sent and not items_of(plan, ItemStatus.SUBMITTED, ItemStatus.AGREED).exists():
        raise DomainError(_("没有可以提交的项目：请先解决各项目页面上列出的问题。"), rule="A-14")
    tell_plan_officers(plan, at=at)


def _check_seen(sent: Sequence[PlanItem], seen: Mapping[str, int] | None, at: datetime) -> None:
    """Refuse where other items would go than the page showed, or one is no longer what it was."""
    for item in sent:
        check_unchanged(PlanItem.objects.select_for_update().get(pk=item.pk), seen, at)
    left = {code for code in seen or {} if code} - {item.code for item in sent}
    if left:
        titles = PlanItem.objects.filter(code__in=left).order_by("code").values_list("title", flat=True)
        text = _("“%(titles)s”刚才可以提交，现在不能了：尚未提交任何项目。请看本页的原因，再确认一次。")
        raise DomainError(text % {"titles": listed(titles)}, rule="A-14")


def _ready(plan: AnnualPlan, at: datetime) -> list[PlanItem]:
    """Return the plan's items that nothing stands in the way of, as the page of handing in shows them."""
    items = list(items_of(plan, *ItemStatus.editable()))
    problems = checks.problems_together(items, at)
    return [item for item in items if not problems[item.pk]]


def _apply(step: str, item: PlanItem, actor: Actor, at: datetime, remarks: str | None = None) -> None:
    updates = {} if remarks is None else {"remarks": remarks}
    try:
        lifecycle.apply(ITEM[step].name, item, actor=actor, at=at, reason=remarks or "", updates=updates)
    except NotAllowed as error:
        raise type(error)(error.message, rule=error.rule) from error
    except DomainError as error:
        message = _("“%(title)s”：%(reason)s") % {"title": item.title, "reason": error}
        raise type(error)(message, field="items", rule=error.rule) from error


def _stored(file: UploadedFile, plan: AnnualPlan, actor: Actor, at: datetime) -> Attachment:
    return attachments.store(
        file=file,
        purpose="minutes",
        owner_kind=ANNUAL.subject_kind,
        owner_code=plan.code,
        actor=actor,
        at=at,
    )
