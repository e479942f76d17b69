"""What happened under an entry of the catalogue, over all years: bought, at what price, how good, what is open.

Everything comes from what was published, and from the results that performance has sent down.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from procurement.core.fields import CENT
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.regulations.performance import GRADES

from ..enums import VersionStatus
from ..models import CatalogueItem, CatalogueVersion, PlanItem
from .comparison import Change, changes_since
from .plan import Stage, public_plan, stage_of

OPEN_STAGES = ("INTENT", "TENDER")
# So many projects are read for one page; a county has some dozens under an entry.
MOST = 500


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The median of what was paid for a unit, in yuan, over so many contracts."""

    unit: str
    median: Decimal
    contracts: int


@dataclass(frozen=True, slots=True)
class Market:
    """What an entry's page tells of its projects; ``items`` carry their ``stage``."""

    items: list[PlanItem]
    total: Decimal
    contracted: int
    suppliers: int
    prices: list[UnitPrice]
    grades: list[tuple[str, int]]
    open: list[PlanItem]


def market_of(entry: CatalogueItem) -> Market:
    """Return what was bought and is being bought under an entry's code (two queries)."""
    same = public_plan().filter(
        catalogue_item__code=entry.code, catalogue_item__version__scheme=entry.version.scheme_id
    )
    items = list(same.select_related("result").order_by("-year", "code")[:MOST])
    contracts = _published(items)
    suppliers = {row["supplier"] for rows in contracts.values() for row in rows}
    return Market(
        items=items,
        total=sum((item.amount for item in items), Decimal("0.00")),
        contracted=len(contracts),
        suppliers=len(suppliers),
        prices=_prices(items, contracts),
        grades=_grades(items),
        open=[item for item in items if _is_open(item.stage)],
    )


def version_before(entry: CatalogueItem) -> CatalogueVersion | None:
    """Return the newest catalogue of an earlier year, of the same scheme."""
    version = entry.version
    earlier = CatalogueVersion.objects.filter(
        scheme=version.scheme_id, year__lt=version.year, status__in=VersionStatus.published()
    )
    return earlier.order_by("-year", "-published_at").first()


def entry_in(version: CatalogueVersion, code: str) -> CatalogueItem | None:
    """Return the entry of a code in a version, with all that it names."""
    rows = version.items.select_related("version", "parent", "national_item")
    return rows.prefetch_related("responsible").filter(code=code).first()


def news_of(entry: CatalogueItem, earlier: CatalogueItem | None) -> list[Change]:
    """Return what an entry says otherwise than in the year before."""
    return changes_since(entry, earlier) if earlier else []


def current_entry(scheme: str, code: str) -> CatalogueItem | None:
    """Return the newest published entry of a code: in force first, then what was in force."""
    rows = CatalogueItem.objects.filter(
        code=code, version__scheme=scheme, version__status__in=VersionStatus.published()
    ).select_related("version")
    in_force = rows.filter(version__status=VersionStatus.PUBLISHED)
    return in_force.order_by("-version__year").first() or rows.order_by("-version__published_at").first()


def _is_open(stage: Stage) -> bool:
    return stage.key in OPEN_STAGES


def _published(items: list[PlanItem]) -> dict[str, list[dict]]:
    """Attach to each item how far it has come, and return the facts of its contracts (one query)."""
    rows = Publication.objects.filter(project_code__in=[item.code for item in items])
    kinds: dict[str, list[str]] = defaultdict(list)
    contracts: dict[str, list[dict]] = defaultdict(list)
    named = ("project_code", "kind", "payload__facts__amount", "payload__facts__supplier")
    for code, kind, amount, supplier in rows.order_by("published_at", "pk").values_list(*named):
        kinds[code].append(kind)
        if kind == PublicationKind.CONTRACT:
            contracts[code].append({"amount": amount, "supplier": supplier})
    for item in items:
        item.stage = stage_of(kinds[item.code])
    return contracts


def _prices(items: list[PlanItem], contracts: dict[str, list[dict]]) -> list[UnitPrice]:
    by_unit: dict[str, list[Decimal]] = defaultdict(list)
    for item in items:
        if item.code in contracts and item.quantity:
            paid = sum((Decimal(row["amount"]) for row in contracts[item.code]), Decimal(0))
            by_unit[item.unit].append(paid / item.quantity)
    return [
        UnitPrice(unit, Decimal(median(prices)).quantize(CENT, ROUND_HALF_UP), len(prices))
        for unit, prices in sorted(by_unit.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]


def _grades(items: list[PlanItem]) -> list[tuple[str, int]]:
    results = (getattr(item, "result", None) for item in items)
    counted = Counter(result.grade for result in results if result is not None)
    return [(grade, counted[grade]) for grade in GRADES if counted[grade]]
