"""Catalogues in the making: what is still open in them, and what publishing one will do."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation

from ..enums import ItemStatus, VersionStatus
from ..models import CatalogueItem, CatalogueScheme, CatalogueVersion, NationalItem, PlanItem

UNFINISHED = (ItemStatus.DRAFT, ItemStatus.SUBMITTED, ItemStatus.RETURNED, ItemStatus.AGREED)


@dataclass(frozen=True, slots=True)
class Effects:
    """What publishing a draft does: which version gives way, what changes, who must choose again."""

    supersedes: CatalogueVersion | None
    added: int
    removed: int
    renamed: int
    to_choose_again: int


def with_counts(versions: QuerySet[CatalogueVersion]) -> QuerySet[CatalogueVersion]:
    """Attach how many entries a version has: all, purchasable, unconfirmed, without a provincial code."""
    return versions.annotate(
        entry_count=Count("items"),
        leaf_count=Count("items", filter=Q(items__is_leaf=True)),
        unconfirmed_count=Count("items", filter=Q(items__confirmed=False)),
        unbased_count=Count("items", filter=Q(items__provincial_code="")),
    )


def drafts() -> QuerySet[CatalogueVersion]:
    """Return the catalogues that are worked on."""
    return CatalogueVersion.objects.filter(status__in=VersionStatus.in_making()).order_by("code")


def sources() -> QuerySet[CatalogueVersion]:
    """Return what a new draft may be copied from: everything that was published, newest first."""
    published = CatalogueVersion.objects.filter(status__in=VersionStatus.published())
    return published.order_by("-year", "-published_at")


def predecessor_of(version: CatalogueVersion) -> CatalogueVersion | None:
    """Return the version in force for the same year and scheme, which publishing supersedes."""
    same = CatalogueVersion.objects.filter(
        year=version.year, scheme=version.scheme_id, status=VersionStatus.PUBLISHED
    )
    return same.exclude(pk=version.pk).first()


def entries_of(version: CatalogueVersion) -> QuerySet[CatalogueItem]:
    """Return every entry of a version by code."""
    return version.items.select_related("parent").order_by("code")


def whole_entries(version: CatalogueVersion) -> QuerySet[CatalogueItem]:
    """Return every entry by code, with all that it names (two queries)."""
    rows = version.items.select_related("parent", "national_item", "version")
    return rows.prefetch_related("responsible").order_by("code")


def open_entries(version: CatalogueVersion, kind: str) -> QuerySet[CatalogueItem]:
    """Return what is still to be settled: ``unconfirmed`` entries or those ``unbased`` in the province."""
    open_ = {"unconfirmed": Q(confirmed=False), "unbased": Q(provincial_code="")}[kind]
    return version.items.filter(open_).select_related("parent", "version").order_by("code")


def national_items() -> QuerySet[NationalItem]:
    """Return the national classification by code."""
    return NationalItem.objects.order_by("code")


def schemes() -> QuerySet[CatalogueScheme]:
    """Return the schemes with how many versions each has."""
    return CatalogueScheme.objects.annotate(versions=Count("catalogueversion")).order_by("name")


def departments() -> QuerySet[Organisation]:
    """Return the county's departments, the bureau among them: who may answer for an entry."""
    kinds = (
        OrganisationKind.SUPERVISING_DEPARTMENT,
        OrganisationKind.COUNTY_DEPARTMENT,
        OrganisationKind.FINANCE_BUREAU,
    )
    return Organisation.objects.active().filter(kind__in=kinds).order_by("kind", "name")


def effects_of(version: CatalogueVersion) -> Effects:
    """Return what publishing ``version`` does (four queries)."""
    earlier = predecessor_of(version)
    before = _names(earlier) if earlier else {}
    after = _names(version)
    again = PlanItem.objects.filter(
        status__in=UNFINISHED,
        year__gte=version.year,
        catalogue_item__version__year__lte=version.year,
        catalogue_item__version__scheme=version.scheme_id,
    ).exclude(catalogue_item__version=version)
    return Effects(
        supersedes=earlier,
        added=len(after.keys() - before.keys()) if earlier else 0,
        removed=len(before.keys() - after.keys()),
        renamed=sum(after[code] != before[code] for code in after.keys() & before.keys()),
        to_choose_again=again.count(),
    )


def _names(version: CatalogueVersion) -> dict[str, str]:
    return dict(version.items.values_list("code", "name"))
