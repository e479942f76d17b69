"""Reading the purchasers' plans: one for each organisation and year, with its items and who changed them last."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from procurement.core.actors import Actor
from procurement.core.models import AuditEntry

from ..enums import AnnualStatus, ItemStatus
from ..models import AnnualPlan, PlanItem
from .actors import is_catalogue_officer, is_overseer

# Acts by which somebody changes what an item says.
EDITS = ("create", "edit", "serve", "fund", "target", "adjust")
# Which part of an item an act changes as a whole.
_PARTS = {"serve": "villages", "fund": "fundings", "target": "indicators"}
ZERO = Decimal("0.00")


def plan_of(organisation_id: int, year: int) -> AnnualPlan | None:
    """Return an organisation's plan of a year."""
    return AnnualPlan.objects.filter(organisation=organisation_id, year=year).first()


def plans_already_public(items: Iterable[PlanItem]) -> list[AnnualPlan]:
    """Return the plans that are public and that the items would come to: what is added there needs a reason."""
    wanted = {(item.organisation_id, item.year) for item in items}
    found = AnnualPlan.objects.filter(
        status=AnnualStatus.PUBLISHED,
        organisation__in={organisation for organisation, _year in wanted},
        year__in={year for _organisation, year in wanted},
    )
    rows = found.select_related("organisation").order_by("code")
    return [plan for plan in rows if (plan.organisation_id, plan.year) in wanted]


def visible_plans(actor: Actor) -> QuerySet[AnnualPlan]:
    """Return the plans that the actor works with, each with ``count`` and ``total`` (yuan) of its items."""
    plans = with_sums(AnnualPlan.objects.select_related("organisation"))
    own = Q(organisation=actor.organisation_id) | Q(organisation__supervising=actor.organisation_id)
    if is_overseer(actor):
        return plans.filter(~Q(status=AnnualStatus.DRAFTING) | own)
    return plans.filter(own) if actor.organisation_id else plans.none()


def with_sums(plans: QuerySet[AnnualPlan]) -> QuerySet[AnnualPlan]:
    """Attach to each plan the ``count`` and the ``total`` of the items that are not withdrawn."""
    items = (
        PlanItem.objects.filter(organisation=OuterRef("organisation"), year=OuterRef("year"))
        .exclude(status=ItemStatus.WITHDRAWN)
        .order_by()
        .values("year")
    )
    return plans.annotate(
        count=Subquery(items.annotate(n=Count("pk")).values("n")),
        total=Subquery(items.annotate(n=Sum("amount")).values("n")),
    )


def items_of(plan: AnnualPlan, *statuses: str) -> QuerySet[PlanItem]:
    """Return a plan's items that are not withdrawn (or those in ``statuses``), with all that checks ask for."""
    items = PlanItem.objects.filter(organisation=plan.organisation_id, year=plan.year)
    items = items.filter(status__in=statuses) if statuses else items.exclude(status=ItemStatus.WITHDRAWN)
    return items.select_related(
        "organisation", "catalogue_item__version", "continues__result", "screening"
    ).order_by("code")


def items_seen_by(actor: Actor, plan: AnnualPlan) -> QuerySet[PlanItem]:
    """Return a plan's items for a reader; drafts are the purchaser's own affair and its supervising unit's."""
    own = actor.organisation_id in (plan.organisation_id, plan.organisation.supervising_id)
    return items_of(plan) if own else items_of(plan).exclude(status=ItemStatus.DRAFT)


def sums_by_status(items: Iterable[PlanItem]) -> list[dict[str, Any]]:
    """Return number and sum in yuan of the items in each status, in the order of their life."""
    found: dict[str, list[Decimal]] = {}
    for item in items:
        found.setdefault(item.status, []).append(item.amount)
    return [
        {"label": status.label, "count": len(found[status]), "amount": sum(found[status], ZERO)}
        for status in ItemStatus
        if status in found
    ]


def last_changes(codes: Iterable[str]) -> dict[str, AuditEntry]:
    """Return who changed each item last, and when (one query)."""
    edits = AuditEntry.objects.filter(subject_kind="plan-item", action__in=EDITS)
    newest = edits.filter(subject_code=OuterRef("subject_code")).order_by("-seq").values("seq")[:1]
    found = (
        edits.filter(subject_code__in=list(codes)).annotate(newest=Subquery(newest)).filter(seq=F("newest"))
    )
    return {entry.subject_code: entry for entry in found}


def values_before(code: str, revision: int) -> dict[str, Any]:
    """Return what those parts of an item said at ``revision`` that were changed since, as its chain wrote it."""
    edits = AuditEntry.objects.filter(
        subject_kind="plan-item", subject_code=code, action__in=("edit", *_PARTS)
    )
    found: dict[str, Any] = {}
    parts: dict[str, Any] = {name: {} if name == "fundings" else [] for name in _PARTS.values()}
    for action, changes in edits.order_by("seq").values_list("action", "changes"):
        later = int(changes["revision"]) > revision
        if action in _PARTS:
            # A part's entry says what it became: what stood before is what the entry before it said.
            name = _PARTS[action]
            if later:
                found.setdefault(name, parts[name])
            parts[name] = changes[name]
        elif later:
            for name, pair in changes.items():
                if name != "revision":
                    found.setdefault(name, pair[0])
    return found


def plans_to_review(actor: Actor) -> QuerySet[AnnualPlan]:
    """Return the plans that wait for the bureau and were not handed in by the actor."""
    if not is_catalogue_officer(actor):
        return AnnualPlan.objects.none()
    waiting = AnnualPlan.objects.filter(status=AnnualStatus.SUBMITTED).exclude(submitted_code=actor.code)
    return with_sums(waiting.select_related("organisation")).order_by("submitted_at", "pk")


def history_of_plan(plan: AnnualPlan) -> list[AuditEntry]:
    """Return what happened to a plan, newest first."""
    rows = AuditEntry.objects.filter(subject_kind="annual-plan", subject_code=plan.code)
    return list(rows.order_by("-seq")[:50])
