"""Publishing the plan: from here on the money is reserved (N-11). And taking an item out again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.budgeting.selectors import Cause
from procurement.budgeting.services import reserve
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.language import in_language_of_record, listed
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish

from .. import permissions
from ..enums import AnnualStatus
from ..lifecycle import ANNUAL
from ..models import AnnualPlan, PlanItem
from ..selectors.adjustments import next_number
from ..selectors.checks import slices
from .adjusting import record_additions
from .editing import StaleEdit, check_unchanged
from .notices import tell_operators

BATCH = "plan-batch"
# The first plans named no format, no villages and no unit price; they are shown as they were frozen.
FORMAT = "purchase-plan/2"


@transaction.atomic
def publish_plan(
    *,
    items: Sequence[PlanItem],
    actor: Actor,
    at: datetime,
    seen: Mapping[str, int] | None = None,
    reason: str = "",
) -> Publication:
    """Publish agreed items as one notice and reserve the money of each; all or none (N-11).

    ``seen``: code → revision of each item as it was shown. Refusals of one item (changed or money gone
    meanwhile, catalogue superseded) name it. The first items of a purchaser's plan make that plan public;
    later ones are a numbered adjustment of it, with its ``reason``.
    """
    if not items:
        raise DomainError(_("请至少选择一个已审核同意的项目。"), field="items", rule="A-14")
    # One order for everybody: two batches on the same lines must not wait for each other.
    ordered = sorted(items, key=lambda item: item.code)
    later = [plan for plan in _locked_plans(ordered) if plan.status == AnnualStatus.PUBLISHED]
    _require_reason(later, reason)
    for item in ordered:
        _publish_one(item, actor, at, seen)
    notice = announce_items(items=ordered, actor=actor, at=at, reason=reason)
    for item in ordered:
        tell_operators("plan_item_published", item, at=at)
    return notice


@transaction.atomic
def announce_items(*, items: Sequence[PlanItem], actor: Actor, at: datetime, reason: str = "") -> Publication:
    """Publish one notice of items that have just been published; the plans they are in are public from then.

    What comes to a plan that is public already is its next numbered adjustment, with a ``reason``.
    """
    verdict = permissions.publish_plan(actor)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-14")
    plans = _locked_plans(items)
    later = [plan for plan in plans if plan.status == AnnualStatus.PUBLISHED]
    _require_reason(later, reason)
    for plan in plans:
        if plan.status == AnnualStatus.AGREED:
            lifecycle.apply(ANNUAL["publish"].name, plan, actor=actor, at=at)
    notice = _plan_notice(items, [_adjusting(plan, reason) for plan in later], actor, at)
    for item in items:
        item.publication_code = notice.code
    PlanItem.objects.bulk_update(items, ["publication_code"], batch_size=500)
    for plan in later:
        added = [item for item in items if _of(item, plan)]
        record_additions(
            plan=plan, items=added, publication_code=notice.code, reason=reason.strip(), actor=actor, at=at
        )
    return notice


@transaction.atomic
def withdraw_item(*, item: PlanItem, reason: str, actor: Actor, at: datetime) -> PlanItem:
    """Take an item back before it is public; afterwards the plan is adjusted (``adjusting``)."""
    if not reason.strip():
        raise DomainError(_("请写明撤回的理由。"), field="reason", rule="N-10")
    lifecycle.apply("withdraw", item, actor=actor, at=at, reason=reason.strip())
    return item


def _locked_plans(items: Sequence[PlanItem]) -> list[AnnualPlan]:
    """Lock the plans of the items, before the items, in the order of every other step."""
    homes, years = {item.organisation_id for item in items}, {item.year for item in items}
    found = AnnualPlan.objects.filter(organisation__in=homes, year__in=years).order_by("code")
    wanted = {(item.organisation_id, item.year) for item in items}
    return [plan for plan in found.select_for_update() if (plan.organisation_id, plan.year) in wanted]


def _require_reason(later: Sequence[AnnualPlan], reason: str) -> None:
    if later and not reason.strip():
        text = _("%(owner)s的年度计划已经公布：新增项目是计划调整，请写明调整的理由。")
        owner = listed(plan.organisation.name for plan in later)
        raise DomainError(text % {"owner": owner}, field="reason", rule="B-08")


def _adjusting(plan: AnnualPlan, reason: str) -> dict[str, Any]:
    """Return which adjustment of which plan a notice of added items is."""
    return {
        "organisation": plan.organisation.name,
        "plan_code": plan.code,
        "number": next_number(plan),
        "reason": reason.strip(),
    }


def _of(item: PlanItem, plan: AnnualPlan) -> bool:
    return (item.organisation_id, item.year) == (plan.organisation_id, plan.year)


def _publish_one(item: PlanItem, actor: Actor, at: datetime, seen: Mapping[str, int] | None) -> None:
    try:
        check_unchanged(PlanItem.objects.select_for_update().get(pk=item.pk), seen, at)
        lifecycle.apply("publish", item, actor=actor, at=at, updates={"published_at": at})
        for part in slices(item):
            reserve(line=part.line, amount=part.amount, cause=Cause(item.code), actor=actor, at=at)
    except (NotAllowed, StaleEdit):
        raise
    except DomainError as error:
        message = _("“%(title)s”：%(reason)s") % {"title": item.title, "reason": error}
        raise type(error)(message, field="items", rule=error.rule) from error


@in_language_of_record
def _plan_notice(
    items: Sequence[PlanItem], adjustments: list[dict[str, Any]], actor: Actor, at: datetime
) -> Publication:
    bureau = items[0].catalogue_item.version.organisation
    years = "、".join(str(year) for year in sorted({item.year for item in items}))
    return publish(
        kind=PublicationKind.PURCHASE_PLAN,
        subject_kind=BATCH,
        subject_code=next_code(f"JH-{at:%Y}-", width=3),
        title=_("%(years)s年度政府购买服务计划（%(count)d项）") % {"years": years, "count": len(items)},
        organisation=bureau,
        payload={
            "format": FORMAT,
            "year": years,
            **({"adjustments": adjustments} if adjustments else {}),
            "items": [_row(item) for item in items],
        },
        actor=actor,
        at=at,
        summary=" ".join(f"{item.title} {item.organisation.name}" for item in items),
        basis="A-24 财预〔2017〕87号五",
    )


def _row(item: PlanItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "organisation": item.organisation.name,
        "title": item.title,
        "catalogue": str(item.catalogue_item),
        "class": item.catalogue_item.service_class,
        "description": item.description,
        "beneficiaries": item.beneficiaries,
        "people_served": item.people_served,
        "villages": [village.name for village in item.villages.all()],
        "quantity": item.quantity,
        "unit": item.unit,
        "unit_price": item.unit_price,
        "amount": item.amount,
        "method": item.method,
        "start_month": item.start_month,
        "term_months": item.term_months,
        "sme_reserved": item.sme_reserved,
        **({"sme_share": item.sme_share, "sme_measure": item.sme_measure} if item.sme_share else {}),
        **({} if item.sme_small_share is None else {"sme_small_share": item.sme_small_share}),
        "funds_by_year": [{"year": part.line.year, "amount": part.amount} for part in slices(item)],
    }
