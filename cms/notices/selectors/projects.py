"""One project's public facts, from the rooms that made them. What is not published yet is not read."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.shortcuts import get_object_or_404

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from catalogue.selectors import holdings_of_items
from procurement.awarding.enums import AwardStatus
from procurement.awarding.models import Award
from procurement.contracts.enums import RefundStatus
from procurement.contracts.models import Contract, Payment, Refund
from procurement.performance.enums import EvaluationStatus
from procurement.performance.models import PerformanceEvaluation
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.tendering.enums import TenderStatus
from procurement.tendering.models import SmallPurchase, Tender, TenderDocument

ANSWERS = (PublicationKind.CLARIFICATION, PublicationKind.CORRECTION)
RELEASED = (TenderStatus.RELEASED, TenderStatus.TERMINATED)


@dataclass(slots=True)
class ProjectFacts:
    """What the public may know of a project, and nothing else."""

    item: PlanItem
    publications: list[Publication]
    tenders: list[Tender]
    documents: list[TenderDocument]
    awards: list[Award]
    small: list[SmallPurchase]
    contracts: list[Contract]
    payments: list[dict[str, Any]]
    refunds: list[Refund]
    evaluations: list[PerformanceEvaluation]
    money: dict[str, Decimal] = field(default_factory=dict)

    @property
    def tender(self) -> Tender | None:
        """The newest activity: an earlier one was annulled or ended."""
        return self.tenders[-1] if self.tenders else None

    @property
    def contract(self) -> Contract | None:
        return self.contracts[-1] if self.contracts else None

    @property
    def evaluation(self) -> PerformanceEvaluation | None:
        return self.evaluations[-1] if self.evaluations else None

    def newest_version(self, tender: Tender) -> int | None:
        """Return the newest released version of a tender's documents; None where there is none."""
        versions = [document.version for document in self.documents if document.tender_id == tender.pk]
        return max(versions, default=None)

    def of_kind(self, *kinds: str) -> list[Publication]:
        return [publication for publication in self.publications if publication.kind in kinds]


def public_items() -> QuerySet[PlanItem]:
    """Return the published plan items with their owners and catalogue entries."""
    public = PlanItem.objects.filter(status__in=(ItemStatus.PUBLISHED, ItemStatus.CLOSED))
    return public.select_related("organisation", "catalogue_item")


def owners() -> list[tuple[str, str]]:
    """Return code and name of every purchaser with a published project (one query)."""
    rows = public_items().select_related(None).order_by("organisation__code")
    return list(rows.values_list("organisation__code", "organisation__name").distinct())


def facts_of(item: PlanItem) -> ProjectFacts:
    """Return everything public of one project, in eleven queries."""
    published = Q(publication_code__gt="")
    return ProjectFacts(
        item=item,
        publications=_publications(item),
        tenders=list(
            Tender.objects.filter(item=item, status__in=RELEASED)
            .select_related("purchaser", "agency", "plan")
            .order_by("pk")
        ),
        documents=list(
            TenderDocument.objects.filter(tender__item=item, tender__status__in=RELEASED)
            .select_related("tender")
            .defer("payload")
            .order_by("released_at", "pk")
        ),
        awards=list(
            Award.objects.filter(published, package__tender__item=item, status=AwardStatus.NOTIFIED)
            .select_related("supplier", "package__evaluation")
            .defer("package__evaluation__bundle", "package__evaluation__result", "letter")
            .order_by("pk")
        ),
        small=list(
            SmallPurchase.objects.filter(published, item=item)
            .select_related("chosen__supplier")
            .order_by("pk")
        ),
        contracts=list(
            Contract.objects.filter(published, item=item)
            .select_related("supplier", "purchaser")
            .order_by("pk")
        ),
        payments=_payments(item),
        refunds=_refunds(item),
        evaluations=list(
            PerformanceEvaluation.objects.filter(contract__item=item, status=EvaluationStatus.PUBLISHED)
            .select_related("evaluator")
            .defer("case", "result")
        ),
        money=holdings_of_items([item.code]).get(item.code, {}),
    )


def _payments(item: PlanItem) -> list[dict[str, Any]]:
    """Return day and sum of each payment; one invoice is one, however many budget lines carried it."""
    paid = Payment.objects.filter(
        invoice__contract__item=item, invoice__contract__publication_code__gt=""
    ).order_by()
    rows = paid.values("invoice").annotate(sum=Sum("amount"), last=Max("paid_at"))
    return sorted(rows, key=lambda row: row["last"])


def _refunds(item: PlanItem) -> list[Refund]:
    """Return what suppliers paid back of an advance, as two people confirmed it (N-19)."""
    rows = Refund.objects.filter(
        contract__item=item, contract__publication_code__gt="", status=RefundStatus.CONFIRMED
    )
    return list(rows.order_by("confirmed_at", "pk"))


def _publications(item: PlanItem) -> list[Publication]:
    rows = Publication.objects.filter(Q(project_code=item.code) | Q(code=item.publication_code, code__gt=""))
    found = list(rows.defer("payload", "search_text").order_by("published_at", "pk"))
    answers = [row.pk for row in found if row.kind in ANSWERS]
    if answers:
        payloads = dict(Publication.objects.filter(pk__in=answers).values_list("pk", "payload"))
        for row in found:
            if row.pk in payloads:
                row.payload = payloads[row.pk]
    return found


def released_documents() -> QuerySet[TenderDocument]:
    """Return the released versions of tender documents: anybody may read them (38号: no registration)."""
    return TenderDocument.objects.filter(tender__status__in=RELEASED).select_related(
        "tender__purchaser", "tender__item"
    )


def version_before(document: TenderDocument) -> TenderDocument | None:
    """Return the version that this one replaced."""
    rows = released_documents().filter(tender=document.tender_id, version__lt=document.version)
    return rows.order_by("-version").first()


def versions_of(tender: Tender) -> list[int]:
    """Return the numbers of the released versions, oldest first."""
    rows = released_documents().filter(tender=tender)
    return list(rows.order_by("version").values_list("version", flat=True))


def document_of(tender: str, version: int) -> TenderDocument:
    """Return one released version; Http404 where there is none."""
    return get_object_or_404(released_documents(), tender__code=tender, version=version)
