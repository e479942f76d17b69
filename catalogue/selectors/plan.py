"""Reading the purchase plan: who sees which items, how far each has come."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.budgeting.enums import LineStatus
from procurement.budgeting.models import BudgetLine, Holding
from procurement.core.actors import Actor
from procurement.core.models import AuditEntry
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication

from ..enums import ItemStatus
from ..models import ItemDraft, PlanItem, PlanItemFunding
from .actors import is_catalogue_officer, is_overseer

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a project has come, as its publications tell: key, words, tone of the badge."""

    key: str
    label: "str | Promise"
    tone: str


PLANNED = Stage("PLANNED", _("已列入计划"), "neutral")
STOPPED = Stage("STOPPED", _("已废标或终止"), "warn")
# In the order of a project's life: the furthest one that was published tells the stage.
STAGES: tuple[tuple[Stage, frozenset[str]], ...] = (
    (PLANNED, frozenset()),
    (Stage("INTENT", _("意向已公开"), "progress"), frozenset({PublicationKind.INTENT})),
    (
        Stage("TENDER", _("采购进行中"), "progress"),
        frozenset(
            {
                PublicationKind.TENDER_NOTICE,
                PublicationKind.CONSULTATION_NOTICE,
                PublicationKind.NEGOTIATION_NOTICE,
                PublicationKind.SINGLE_SOURCE_NOTICE,
            }
        ),
    ),
    (
        Stage("AWARD", _("结果已公布"), "progress"),
        frozenset(
            {
                PublicationKind.RESULT,
                PublicationKind.SMALL_PURCHASE_RESULT,
                PublicationKind.CALL_OFF_RESULT,
            }
        ),
    ),
    (Stage("CONTRACT", _("合同履行中"), "progress"), frozenset({PublicationKind.CONTRACT})),
    (Stage("ACCEPTANCE", _("已验收"), "done"), frozenset({PublicationKind.ACCEPTANCE})),
    (Stage("PERFORMANCE", _("绩效已公开"), "done"), frozenset({PublicationKind.PERFORMANCE})),
)
_STOPS = frozenset({PublicationKind.ANNULMENT, PublicationKind.TERMINATION})


def visible_items(actor: Actor) -> QuerySet[PlanItem]:
    """Return the items that the actor works with: own, supervised, or all for bureau and auditors."""
    items = PlanItem.objects.select_related("organisation", "catalogue_item")
    if is_overseer(actor):
        # A draft is the township's own affair until it is submitted.
        drafts = Q(status=ItemStatus.DRAFT) & ~Q(organisation=actor.organisation_id)
        return items.exclude(drafts)
    own = Q(organisation=actor.organisation_id) | Q(organisation__supervising=actor.organisation_id)
    return items.filter(own) if actor.organisation_id else items.none()


def reviewable(actor: Actor) -> QuerySet[PlanItem]:
    """Return what waits for review and was not drafted by the actor."""
    waiting = visible_items(actor).filter(status=ItemStatus.SUBMITTED)
    return waiting.exclude(author_code=actor.code).order_by("organisation__code", "code")


def items_with_words(actor: Actor) -> QuerySet[PlanItem]:
    """Return the submitted items whose listed words wait for a second person that the actor may be (A-09)."""
    if not (actor.holds(Office.REVIEWER) or is_catalogue_officer(actor)):
        return PlanItem.objects.none()
    waiting = Q(screening__confirmed_at__isnull=True, screening__isnull=False, status=ItemStatus.SUBMITTED)
    mine = Q(author_code=actor.code) | Q(screening__explained_code=actor.code)
    items = PlanItem.objects.filter(waiting).exclude(mine).order_by("code")
    if actor.organisation_kind == OrganisationKind.FINANCE_BUREAU:
        return items
    return items.filter(organisation=actor.organisation_id)


def public_plan(year: int | None = None) -> QuerySet[PlanItem]:
    """Return the published items of a year (of all years without one)."""
    items = PlanItem.objects.public().select_related("organisation", "catalogue_item__version")
    return items.filter(year=year) if year else items


def funds_by_year(items: Iterable[int]) -> dict[int, dict[int, Decimal]]:
    """Return what the items (their keys) cost in which year, in yuan (one query)."""
    sums = (
        PlanItemFunding.objects.filter(item__in=list(items))
        .values("item", "line__year")
        .annotate(sum=Sum("amount"))
    )
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for row in sums:
        found[row["item"]][row["line__year"]] = row["sum"]
    return dict(found)


def stages_of(codes: Iterable[str]) -> dict[str, Stage]:
    """Return the stage of each project by its publications (one query)."""
    wanted = list(codes)
    kinds: dict[str, list[str]] = defaultdict(list)
    rows = Publication.objects.filter(project_code__in=wanted).order_by("published_at", "pk")
    for code, kind in rows.values_list("project_code", "kind"):
        kinds[code].append(kind)
    return {code: stage_of(kinds[code]) for code in wanted}


def stage_of(kinds: list[str]) -> Stage:
    """Return the stage that the kinds of a project's publications tell, oldest first."""
    # A new notice after an annulment begins again: only what came after the last stop counts.
    stops = [at for at, kind in enumerate(kinds) if kind in _STOPS]
    since = set(kinds[stops[-1] + 1 :]) if stops else set(kinds)
    reached = [stage for stage, marks in STAGES if marks & since]
    if reached:
        return reached[-1]
    return STOPPED if stops else PLANNED


def holdings_of_items(codes: Iterable[str]) -> dict[str, dict[str, Decimal]]:
    """Return what each item holds over all its lines: reserved, frozen, committed, paid (one query)."""
    sums = (
        Holding.objects.filter(cause_code__in=list(codes))
        .values("cause_code")
        .annotate(**{f"{name}_sum": Sum(name) for name in ("reserved", "frozen", "committed", "paid")})
    )
    return {
        row["cause_code"]: {name: row[f"{name}_sum"] for name in ("reserved", "frozen", "committed", "paid")}
        for row in sums
    }


def plan_years() -> list[tuple[int, int]]:
    """Return the years that have items, newest first, as choices."""
    years = PlanItem.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, year) for year in years]


def purchasers_in_plan() -> QuerySet[Organisation]:
    """Return the organisations that have an item in any plan."""
    return Organisation.objects.filter(pk__in=PlanItem.objects.values("organisation")).order_by(
        "kind", "code"
    )


def history_of(item: PlanItem) -> list[AuditEntry]:
    """Return what happened to an item, newest first."""
    return list(
        AuditEntry.objects.filter(subject_kind="plan-item", subject_code=item.code).order_by("-seq")[:50]
    )


def publications_of(item: PlanItem) -> list[Publication]:
    """Return what was published of a project, with the plan that named it, oldest first."""
    named = Q(project_code=item.code) | Q(code=item.publication_code or None)
    return list(Publication.objects.filter(named).order_by("published_at", "pk"))


def earlier_results(organisation_id: int | None, year: int) -> QuerySet[PlanItem]:
    """Return an organisation's finished items of earlier years, which a new item may continue."""
    done = PlanItem.objects.filter(organisation=organisation_id, year__lt=year, status=ItemStatus.CLOSED)
    return done.select_related("result").order_by("-year", "code")


def slices_carried_on(item: PlanItem) -> list[dict[str, Any]]:
    """Return an item's slices on the lines of the same budget projects one year later, where there are any."""
    parts = list(item.fundings.select_related("line").order_by("line__year", "line__code"))
    later = BudgetLine.objects.filter(
        organisation=item.organisation_id, status__in=LineStatus.promising()
    ).order_by("-code")
    lines = {(line.project_name, line.year): line.code for line in later}
    wanted = [(lines.get((part.line.project_name, part.line.year + 1)), part.amount) for part in parts]
    return [{"line": code, "amount": amount} for code, amount in wanted if code]


def draft_of(person_code: str, place: str) -> ItemDraft | None:
    """Return what a person typed of an item and has not saved."""
    return ItemDraft.objects.filter(person_code=person_code, place=place).first()
