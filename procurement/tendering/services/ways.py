"""Before another method begins: the single-source notice, its objections, the approval on file (C-03, C-11)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import attachments, audit, clock
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import in_language_of_record
from procurement.core.models import Attachment
from procurement.core.outbox import Recipient, notify
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.regulations.methods import may_approve

from .. import permissions
from ..lifecycle import IMPLEMENTATION_PLAN
from ..models import ImplementationPlan, MethodApproval, SingleSourceNotice, SingleSourceObjection
from ..selectors import people
from ..selectors.notices import contact, long_day, money, row
from ..selectors.policy import article
from ..selectors.two_left import AFTER_A_TENDER, cases_of
from ..selectors.ways import (
    approval_due,
    approval_refusal,
    argument_refusal,
    is_running,
    notice_end,
    notice_of,
    notice_refusal,
    notice_unfinished,
    prepared_refusal,
)

EXPERT = ("name", "unit", "title", "opinion")
LEAST_EXPERTS = 3


def record_approval(
    *,
    plan: ImplementationPlan,
    authority: str,
    number: str,
    approved_on: date,
    consent: str,
    file: UploadedFile,
    actor: Actor,
    at: datetime,
) -> MethodApproval:
    """Put the approval of another method on file, with its scan and the supervising unit's consent (条例 art. 23).

    Where a single source has to be shown first, the approval is younger than the end of that notice.
    """
    _may_write(plan, actor)
    _check_approval(plan, authority.strip(), approved_on, at)
    scan = attachments.store(
        file=file,
        purpose="method-approval",
        owner_kind=IMPLEMENTATION_PLAN.subject_kind,
        owner_code=plan.code,
        actor=actor,
        at=at,
    )
    given = {"authority": authority.strip(), "number": number.strip(), "consent": consent.strip()}
    try:
        with transaction.atomic():
            return _record_approval(plan, given, approved_on, scan, actor, at)
    except Exception:
        attachments.discard(scan)
        raise


def _record_approval(
    plan: ImplementationPlan,
    given: Mapping[str, str],
    approved_on: date,
    scan: Attachment,
    actor: Actor,
    at: datetime,
) -> MethodApproval:
    locked = ImplementationPlan.objects.select_for_update().get(pk=plan.pk)
    if refusal := approval_refusal(locked, at):
        raise WrongState(refusal, rule="C-03")
    approval = MethodApproval.objects.create(
        plan=locked, approved_on=approved_on, attachment=scan, entered_by=actor.name, entered_at=at, **given
    )
    plan.approval_document = approval.number
    plan.save(update_fields=["approval_document"])
    changes = {**given, "approved_on": approved_on, "sha256": scan.sha256}
    _note(plan, "record_approval", changes, "C-03 C-04", actor, at)
    return approval


def _check_approval(plan: ImplementationPlan, named: str, approved_on: date, at: datetime) -> None:
    if refusal := approval_refusal(plan, at):
        raise WrongState(refusal, rule="C-03")
    due = approval_due(plan, at)
    # After a failed tender it is the purchaser's own finance department that agrees (74 art. 27).
    after = AFTER_A_TENDER in cases_of(plan.item, plan.follows)
    if not after and not may_approve(named, due):
        text = _("须由%(due)s或者上级财政部门批准，不能由%(named)s批准（%(article)s）。请核对批准文件。")
        values = {"due": due, "named": named, "article": article("C-03")}
        raise DomainError(text % values, field="authority", rule="C-03")
    if approved_on > clock.local_date(at):
        raise DomainError(_("批准日期不能晚于今天。"), field="approved_on", rule="C-03")
    if refusal := notice_unfinished(plan, at):
        raise WrongState(refusal, rule="C-11")
    notice = notice_of(plan)
    if notice is not None and approved_on <= notice.ends_on:
        text = _("单一来源公示到%(day)s期满，期满以后才能报批（74号令第三十八条）：批准日期不能早于期满。")
        values = {"day": long_day(notice.ends_on)}
        raise DomainError(text % values, field="approved_on", rule="C-11")


@transaction.atomic
def publish_single_source(
    *,
    plan: ImplementationPlan,
    supplier_name: str,
    supplier_address: str,
    statement: str,
    reason: str,
    experts: Iterable[Mapping[str, Any]],
    actor: Actor,
    at: datetime,
    medium_url: str = "",
) -> SingleSourceNotice:
    """Show everybody that one supplier only is meant, for at least 5 working days, before approval is asked for.

    ``experts``: name, unit, title, opinion of at least three; nobody of the supplier or the purchaser (74 art. 38).
    """
    _may_write(plan, actor)
    locked = ImplementationPlan.objects.select_for_update().get(pk=plan.pk)
    if refusal := notice_refusal(locked, at):
        raise WrongState(refusal, rule="C-11")
    rows = [{name: str(one.get(name) or "").strip() for name in EXPERT} for one in experts]
    _check_experts(rows, {plan.item.organisation.name, supplier_name.strip()})
    notice = SingleSourceNotice.objects.create(
        code=next_code(f"DY-{at:%Y}-"),
        plan=locked,
        supplier_name=supplier_name.strip(),
        supplier_address=supplier_address.strip(),
        statement=statement.strip(),
        reason=reason.strip(),
        experts=rows,
        published_at=at,
        ends_on=notice_end(clock.local_date(at)),
    )
    publication = _publish(notice, plan, actor, at, medium_url)
    notice.publication_code = publication.code
    notice.save(update_fields=["publication_code"])
    _note(
        plan, "publish_single_source", {"notice": notice.code, "ends_on": notice.ends_on}, "C-11", actor, at
    )
    return notice


def _check_experts(rows: list[dict[str, str]], involved: set[str]) -> None:
    for number, one in enumerate(rows, start=1):
        for name in EXPERT:
            if not one[name]:
                text = _("专业人员的姓名、工作单位、职称和论证意见都要写明（74号令第三十八条）。")
                raise DomainError(text, field="experts", rule="C-11", cell=(number, name))
        if one["unit"] in involved:
            text = _("论证的专业人员不能来自采购人或者拟定供应商。")
            raise DomainError(text, field="experts", rule="C-11", cell=(number, "unit"))
    if len(rows) < LEAST_EXPERTS:
        text = _("至少写明%(count)s名专业人员的论证意见（平台要求，74号令第三十八条）。")
        raise DomainError(text % {"count": LEAST_EXPERTS}, field="experts", rule="C-11")


@transaction.atomic
def object_to(
    *, notice: SingleSourceNotice, objector: str, text: str, actor: Actor, at: datetime, contact: str = ""
) -> SingleSourceObjection:
    """Enter what somebody has against a single source; the purchaser and finance are told at once (74 art. 39)."""
    verdict = permissions.object_to(actor, notice)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-11")
    if not is_running(notice, at):
        raise WrongState(_("公示期已满，不再接收异议（74号令第三十九条）。"), rule="C-11")
    if not text.strip() or not objector.strip():
        raise DomainError(_("请写明谁提出、有什么异议。"), field="text", rule="C-11")
    own = permissions.runs_plan(actor, notice.plan)
    made = SingleSourceObjection.objects.create(
        code=next_code(f"YY-{at:%Y}-"),
        notice=notice,
        objector=objector.strip(),
        contact=contact.strip(),
        user_code="" if own else actor.code,
        text=text.strip(),
        received_at=at,
    )
    _note(notice.plan, "object", {"objection": made.code}, "C-11 74号令第三十九条", actor, at)
    told = people.recipients(people.planners(notice.plan)) + people.of_finance()
    _tell("single_source_objection", notice, told, notice.plan.get_absolute_url(), at)
    return made


@transaction.atomic
def argue(
    *, objection: SingleSourceObjection, upheld: bool, argument: str, actor: Actor, at: datetime
) -> SingleSourceObjection:
    """Settle an objection after the notice: upheld, another method follows; either way the objector is told."""
    plan = objection.notice.plan
    _may_write(plan, actor)
    locked = SingleSourceObjection.objects.select_for_update().get(pk=objection.pk)
    if refusal := argument_refusal(locked, at):
        raise WrongState(refusal, rule="C-11")
    if not argument.strip():
        raise DomainError(_("请写明补充论证的结论。"), field="argument", rule="C-11")
    locked.upheld, locked.argument, locked.answered_at = upheld, argument.strip(), at
    locked.save(update_fields=["upheld", "argument", "answered_at"])
    changes = {"objection": locked.code, "upheld": upheld}
    _note(plan, "argue", changes, "C-11 74号令第四十条", actor, at)
    # Whoever objected reads the answer where it objected; finance reads it on the plan (74 art. 40).
    own = people.recipients(people.by_code(locked.user_code))
    _tell("single_source_argued", objection.notice, own, objection.notice.get_objection_url(), at)
    _tell("single_source_argued", objection.notice, people.of_finance(), plan.get_absolute_url(), at)
    return locked


def _tell(event: str, notice: SingleSourceNotice, told: list[Recipient], url: str, at: datetime) -> None:
    notify(event=event, recipients=told, context={"title": notice.plan.title}, url=url, at=at)


def _may_write(plan: ImplementationPlan, actor: Actor) -> None:
    verdict = permissions.prepare_plan(actor, plan)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-11")
    if refusal := prepared_refusal(plan):
        raise WrongState(refusal, rule="C-03")


def _note(
    plan: ImplementationPlan, action: str, changes: Mapping[str, Any], basis: str, actor: Actor, at: datetime
) -> None:
    audit.record(
        subject_kind=IMPLEMENTATION_PLAN.subject_kind,
        subject_code=plan.code,
        action=action,
        actor=actor,
        at=at,
        basis=basis,
        changes=dict(changes),
    )


@in_language_of_record
def _publish(
    notice: SingleSourceNotice, plan: ImplementationPlan, actor: Actor, at: datetime, medium_url: str
) -> Publication:
    home = plan.item.organisation
    facts = {
        "plan": plan.code,
        "project": plan.item.code,
        "supplier": notice.supplier_name,
        "ends_on": notice.ends_on,
    }
    return publish(
        kind=PublicationKind.SINGLE_SOURCE_NOTICE,
        subject_kind=IMPLEMENTATION_PLAN.subject_kind,
        subject_code=plan.code,
        project_code=plan.item.code,
        title=_("%(title)s单一来源采购公示") % {"title": plan.title},
        organisation=home,
        agency=plan.agency,
        payload={"format": "single-source-notice/1", "facts": facts, "sections": _sections(notice, plan)},
        summary=notice.statement,
        basis="C-11 74号令第三十八条 条例第三十八条",
        medium_url=medium_url,
        actor=actor,
        at=at,
    )


def _sections(notice: SingleSourceNotice, plan: ImplementationPlan) -> list[dict[str, Any]]:
    """Return what the notice says, with the fields of 74 art. 38."""
    home = plan.item.organisation
    experts = "\n".join(_("%(name)s（%(unit)s，%(title)s）：%(opinion)s") % one for one in notice.experts)
    period = _("%(start)s至%(end)s，不少于5个工作日（74号令第三十八条）。") % {
        "start": long_day(clock.local_date(notice.published_at)),
        "end": long_day(notice.ends_on),
    }
    objections = _("任何供应商、单位或者个人有异议的，可以在公示期内以书面形式向采购人提出，并抄送财政部门。")
    contacts = [row(_("采购人信息"), contact(home))]
    contacts += [row(_("财政部门"), contact(bureau)) for bureau in people.bureaus()]
    if plan.agency:
        contacts.append(row(_("采购代理机构信息"), contact(plan.agency)))
    return [
        {
            "title": _("一、项目信息"),
            "rows": [
                row(_("采购人"), home.name),
                row(_("项目名称"), plan.title),
                row(_("采购的服务的说明"), notice.statement),
                row(_("预算金额"), money(plan.amount)),
                row(_("采用单一来源采购方式的原因及说明"), notice.reason),
            ],
        },
        {
            "title": _("二、拟定供应商信息"),
            "rows": [row(_("名称"), notice.supplier_name), row(_("地址"), notice.supplier_address)],
        },
        {"title": _("三、公示期限"), "rows": [row(_("公示期限"), period), row(_("异议"), objections)]},
        {"title": _("四、专业人员论证意见"), "rows": [row(_("论证意见"), experts)]},
        {"title": _("五、联系方式"), "rows": contacts},
    ]
