"""Which plans, tenders and small purchases a person sees in lists; a fixed number of queries each."""

from django.db import models

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.selectors import objects_granted
from procurement.budgeting.models import Holding
from procurement.budgeting.selectors import PLAN_ITEM
from procurement.core.actors import Actor

from ..enums import EntrustmentStatus, ImplementationPlanStatus, Method, SmallPurchaseStatus
from ..models import Enquiry, ImplementationPlan, SmallPurchase, Tender

_ALL = {
    OrganisationKind.FINANCE_BUREAU: (Office.BUREAU_SUPERVISOR,),
    OrganisationKind.AUDIT_OFFICE: (Office.AUDITOR,),
}
_STAFF = (
    Office.OPERATOR,
    Office.REVIEWER,
    Office.FINANCE,
    Office.LEADER,
    Office.REPRESENTATIVE,
    Office.DISCIPLINE,
    Office.ACCEPTOR,
)


# What is bought without an implementation plan: small, or called off from a framework.
_OTHER_ROADS = (Method.SMALL_PURCHASE, Method.FRAMEWORK)


def sees_all(actor: Actor) -> bool:
    """Tell whether the actor oversees the county's procurement."""
    return actor.holds(*_ALL.get(actor.organisation_kind, ()))


def works_here(actor: Actor) -> bool:
    """Tell whether these lists are for the actor at all: staff of a purchaser or agency, overseers."""
    return sees_all(actor) or actor.holds(*_STAFF, Office.AGENCY_OPERATOR)


def visible_tenders(actor: Actor) -> "models.QuerySet[Tender]":
    """Return the tenders a person works on or oversees, newest first."""
    rows = Tender.objects.for_items().select_related("purchaser", "agency", "item")
    if sees_all(actor):
        return rows
    mine = models.Q(pk__in=objects_granted(actor, "operate_tender", Tender).values("pk"))
    if actor.organisation_id and actor.holds(*_STAFF):
        mine |= models.Q(purchaser=actor.organisation_id)
    if actor.organisation_id and actor.holds(Office.AGENCY_OPERATOR):
        mine |= entrusted(actor, "agency", "plan__")
    return rows.filter(mine)


def entrusted(actor: Actor, agency: str, plan: str = "") -> models.Q:
    """Match what the actor's agency works on, by the paths to agency and plan: not what it handed over (N-06)."""
    access = EntrustmentStatus.with_access()
    return models.Q(**{agency: actor.organisation_id, f"{plan}agreement__status__in": access})


def visible_plans(actor: Actor) -> "models.QuerySet[ImplementationPlan]":
    """Return the implementation plans a person may read."""
    rows = ImplementationPlan.objects.select_related("item__organisation", "agency")
    if sees_all(actor):
        return rows
    if not actor.organisation_id or not actor.holds(*_STAFF, Office.AGENCY_OPERATOR):
        return rows.none()
    return rows.filter(models.Q(item__organisation=actor.organisation_id) | entrusted(actor, "agency"))


def visible_small(actor: Actor) -> "models.QuerySet[SmallPurchase]":
    """Return the small purchases a person may read, with how many quotes each has."""
    rows = SmallPurchase.objects.select_related("purchaser", "chosen__supplier").annotate(
        quote_count=models.Count("quotes")
    )
    if sees_all(actor):
        return rows
    if not actor.organisation_id or not actor.holds(*_STAFF):
        return rows.none()
    return rows.filter(purchaser=actor.organisation_id)


def items_to_plan(actor: Actor) -> "models.QuerySet[PlanItem]":
    """Return the operator's published items that no implementation plan covers yet."""
    return _published(actor).exclude(method__in=_OTHER_ROADS).exclude(pk__in=_planned())


def items_to_buy_small(actor: Actor) -> "models.QuerySet[PlanItem]":
    """Return the operator's published small purchases that have not begun."""
    return _published(actor).filter(method=Method.SMALL_PURCHASE).exclude(pk__in=_bought_small())


def items_with_money(actor: Actor, *, small: bool) -> "models.QuerySet[PlanItem]":
    """Return the operator's published items that have money ``left`` (yuan), ``begun`` ones after the others.

    Of small purchases or of the others, by the item's method.
    """
    held = Holding.objects.filter(cause_kind=PLAN_ITEM, cause_code=models.OuterRef("code")).order_by()
    left = held.values("cause_code").annotate(sum=models.Sum("reserved")).values("sum")
    used = _bought_small() if small else _planned()
    begun = models.Case(models.When(pk__in=used, then=True), default=False)
    method = models.Q(method=Method.SMALL_PURCHASE)
    rows = _published(actor).filter(method if small else ~models.Q(method__in=_OTHER_ROADS))
    return (
        rows.annotate(left=models.Subquery(left), begun=begun)
        .filter(left__gt=0)
        .order_by("begun", "start_month", "code")
    )


def _planned() -> "models.QuerySet[ImplementationPlan, dict[str, int]]":
    return ImplementationPlan.objects.exclude(status=ImplementationPlanStatus.CANCELLED).values("item")


def _bought_small() -> "models.QuerySet[SmallPurchase, dict[str, int]]":
    return SmallPurchase.objects.exclude(status=SmallPurchaseStatus.CANCELLED).values("item")


def _published(actor: Actor) -> "models.QuerySet[PlanItem]":
    if not actor.organisation_id or not actor.holds(Office.OPERATOR):
        return PlanItem.objects.none()
    return PlanItem.objects.filter(organisation=actor.organisation_id, status=ItemStatus.PUBLISHED).order_by(
        "start_month", "code"
    )


def own_enquiries(actor: Actor, tender: Tender) -> "models.QuerySet[Enquiry]":
    """Return what the actor's own organisation asked; nobody else learns who asked."""
    return Enquiry.objects.filter(tender=tender, asker=actor.organisation_id)


def enquiries_of(tender: Tender) -> "models.QuerySet[Enquiry]":
    """Return a tender's enquiries without who asked: those columns are not even read."""
    return Enquiry.objects.filter(tender=tender).defer("asker_user_code").order_by("status", "asked_at")
