"""Agreeing a price with a single source: the record, its confirmation, the result (74 art. 18, 41 to 43)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import attachments, clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.fields import to_yuan
from procurement.core.language import in_language_of_record
from procurement.core.models import Attachment
from procurement.core.outbox import notify
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.suppliers.selectors import public_address
from procurement.suppliers.selectors.standing import may_bid

from .. import permissions
from ..enums import Method
from ..lifecycle.deals import SINGLE_SOURCE_DEAL
from ..models import ImplementationPlan, SingleSourceDeal
from ..selectors import people
from ..selectors.notices import contact, long_day, money, row
from ..selectors.ways import notice_of, talks_refusal

MEMBER = ("name", "unit", "title")
RULE = "C-10"


@dataclass(frozen=True, slots=True)
class Talks:
    """What the record says (74 art. 42): when and where, costs, terms and price, in yuan."""

    held_on: date
    place: str
    costs: str
    terms: str
    talks: str
    amount: Decimal


def record_deal(
    *,
    plan: ImplementationPlan,
    supplier: Organisation,
    talks: Talks,
    members: Iterable[Mapping[str, Any]],
    file: UploadedFile,
    actor: Actor,
    at: datetime,
) -> SingleSourceDeal:
    """Enter the price agreed with the only supplier, with the record that all who spoke have signed.

    ``members``: name, unit and title of each who spoke for the purchaser, with a dissent if there is one. The
    file is stored before the transaction, which must not wait for a disk, and discarded if it fails.
    """
    _may_record(plan, actor)
    _check_supplier(plan, supplier, clock.local_date(at))
    rows = [{name: str(one.get(name) or "").strip() for name in (*MEMBER, "dissent")} for one in members]
    _check_talks(plan, talks, rows, at)
    code = next_code(f"XS-{at:%Y}-")
    scan = attachments.store(
        file=file,
        purpose="negotiation-record",
        owner_kind=SINGLE_SOURCE_DEAL.subject_kind,
        owner_code=code,
        actor=actor,
        at=at,
    )
    try:
        with transaction.atomic():
            return _record(plan, code, supplier, talks, rows, scan, actor, at)
    except Exception:
        attachments.discard(scan)
        raise


def _may_record(plan: ImplementationPlan, actor: Actor) -> None:
    verdict = permissions.talk(actor, plan)
    if not verdict:
        raise NotAllowed(verdict.reason, rule=RULE)
    if refusal := talks_refusal(plan):
        raise WrongState(refusal, rule=RULE)


def _check_supplier(plan: ImplementationPlan, supplier: Organisation, on: date) -> None:
    verdict = may_bid(supplier, on)
    if not verdict:
        raise DomainError(verdict.reason, field="supplier", rule="H-02")
    notice = notice_of(plan)
    if notice is not None and notice.supplier_name != supplier.name:
        text = _("公示的供应商是“%(name)s”：只能和它协商（74号令第三十八条）。")
        raise DomainError(text % {"name": notice.supplier_name}, field="supplier", rule="C-11")


def _check_talks(plan: ImplementationPlan, talks: Talks, rows: list[dict[str, str]], at: datetime) -> None:
    filed = clock.local_date(plan.filed_at) if plan.filed_at else talks.held_on
    if not filed <= talks.held_on <= clock.local_date(at):
        text = _("协商日期在实施计划备案（%(day)s）以后，也不能晚于今天。")
        raise DomainError(text % {"day": f"{filed:%Y-%m-%d}"}, field="held_on", rule="N-10")
    for name in ("place", "costs", "terms", "talks"):
        if not getattr(talks, name).strip():
            text = _("协商情况记录要写明这一项（74号令第四十二条）。")
            raise DomainError(text, field=name, rule=RULE)
    _check_members(rows)
    _check_price(plan, to_yuan(talks.amount))


def _check_members(rows: list[dict[str, str]]) -> None:
    """The law names no number of people; it wants those who know the trade, each by name (74 art. 41, 42)."""
    if not rows:
        text = _("请写明参加协商的采购人员：具有相关经验的专业人员（74号令第四十一条）。")
        raise DomainError(text, field="members", rule=RULE)
    for number, one in enumerate(rows, start=1):
        for name in MEMBER:
            if not one[name]:
                text = _("采购人员的姓名、工作单位、职称或者职务都要写明（74号令第四十二条）。")
                raise DomainError(text, field="members", rule=RULE, cell=(number, name))


def _check_price(plan: ImplementationPlan, amount: Decimal) -> None:
    if amount <= 0:
        raise DomainError(_("成交金额要大于零。"), field="amount", rule=RULE)
    if amount > plan.amount:
        text = _(
            "报价超过采购预算%(budget)s元的，应当终止采购活动，不能成交（74号令第四十三条）：请撤销实施计划，重新开展采购。"
        )
        raise DomainError(text % {"budget": f"{plan.amount:,.2f}"}, field="amount", rule="B-10")


def _record(
    plan: ImplementationPlan,
    code: str,
    supplier: Organisation,
    talks: Talks,
    rows: list[dict[str, str]],
    scan: Attachment,
    actor: Actor,
    at: datetime,
) -> SingleSourceDeal:
    locked = ImplementationPlan.objects.select_for_update().get(pk=plan.pk)
    if refusal := talks_refusal(locked):
        raise WrongState(refusal, rule=RULE)
    deal = SingleSourceDeal(
        code=code,
        plan=plan,
        supplier=supplier,
        held_on=talks.held_on,
        place=talks.place.strip(),
        members=rows,
        costs=talks.costs.strip(),
        terms=talks.terms.strip(),
        talks=talks.talks.strip(),
        amount=to_yuan(talks.amount),
        record=scan,
        author_code=actor.code,
        recorded_at=at,
    )
    changes = {"plan": plan.code, "supplier": supplier.code, "amount": deal.amount, "sha256": scan.sha256}
    lifecycle.create(deal, actor=actor, at=at, basis="C-10 74号令第四十一条、第四十二条", changes=changes)
    return deal


@transaction.atomic
def confirm_deal(*, deal: SingleSourceDeal, actor: Actor, at: datetime) -> SingleSourceDeal:
    """The purchaser's head stands for the price and the supplier."""
    lifecycle.apply("confirm", deal, actor=actor, at=at, updates={"confirmed_by": actor.name})
    return deal


@transaction.atomic
def publish_deal(*, deal: SingleSourceDeal, actor: Actor, at: datetime) -> SingleSourceDeal:
    """Publish the result with who took part, and tell the supplier: 30 days for the contract begin (74 art. 18)."""
    lifecycle.apply("publish", deal, actor=actor, at=at, updates={"published_at": at})
    publication = _publish_result(deal, actor, at)
    deal.publication_code = publication.code
    deal.save(update_fields=["publication_code"])
    notify(
        event="single_source_agreed",
        recipients=people.of_supplier(deal.supplier),
        context={"title": deal.title, "amount": f"{deal.amount:,.2f}"},
        url=f"/notices/{publication.code}/",
        at=at,
    )
    return deal


@transaction.atomic
def cancel_deal(*, deal: SingleSourceDeal, reason: str, actor: Actor, at: datetime) -> SingleSourceDeal:
    """Take a record back before anything is published; the plan stays, for other talks or to be cancelled."""
    if not reason.strip():
        raise DomainError(_("请写明作废的原因。"), field="reason", rule=RULE)
    lifecycle.apply("cancel", deal, actor=actor, at=at, reason=reason.strip())
    return deal


@in_language_of_record
def _publish_result(deal: SingleSourceDeal, actor: Actor, at: datetime) -> Publication:
    plan = deal.plan
    return publish(
        kind=PublicationKind.RESULT,
        subject_kind=SINGLE_SOURCE_DEAL.subject_kind,
        subject_code=deal.code,
        project_code=deal.item.code,
        title=_("%(title)s单一来源采购成交结果公告") % {"title": deal.title},
        organisation=deal.purchaser,
        agency=plan.agency,
        payload=_result(deal, at),
        summary=deal.item.description,
        basis=SINGLE_SOURCE_DEAL["publish"].basis,
        actor=actor,
        at=at,
    )


def _result(deal: SingleSourceDeal, at: datetime) -> dict[str, Any]:
    """Return what the notice says: the fields of 74 art. 18, with who spoke for the purchaser."""
    plan = deal.plan
    contacts = [row(_("采购人信息"), contact(deal.purchaser))]
    if plan.agency:
        contacts.append(row(_("采购代理机构信息"), contact(plan.agency)))
    members = "、".join(one["name"] for one in deal.members)
    project = [
        row(_("采购人"), deal.purchaser.name),
        row(_("项目编号"), plan.filing_number),
        row(_("项目名称"), deal.title),
        row(_("采购方式"), str(Method.SINGLE_SOURCE.label)),
        row(_("采用单一来源采购方式的原因及说明"), plan.method_reason),
    ]
    outcome = [
        row(_("成交供应商"), deal.supplier.name),
        row(_("供应商地址"), public_address(deal.supplier)),
        row(_("成交金额"), money(deal.amount)),
        row(_("预算金额"), money(plan.amount)),
        row(_("主要成交标的"), deal.item.description),
        row(_("协商日期"), long_day(deal.held_on)),
    ]
    return {
        "format": "single-source-result/1",
        "facts": {
            "deal": deal.code,
            "plan": plan.code,
            "project": deal.item.code,
            "supplier": deal.supplier.code,
            "supplier_name": deal.supplier.name,
            "amount": deal.amount,
            "budget": plan.amount,
            "published_on": clock.local_date(at),
        },
        "sections": [
            {"title": _("一、项目信息"), "rows": project},
            {"title": _("二、成交信息"), "rows": [one for one in outcome if one["value"]]},
            {"title": _("三、单一来源采购人员名单"), "rows": [row(_("采购人员"), members)]},
            {"title": _("四、联系方式"), "rows": contacts},
        ],
    }
