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
from ..models import CatalogueItem, ItemResult, PlanItem
from .comparison import Change, changes_since
from .plan import Stage, public_plan, stages_of

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
    """Return what was bought and is being bought under an entry's code (four queries)."""
    same = public_plan().filter(
        catalogue_item__code=entry.code, catalogue_item__version__scheme=entry.version.scheme_id
    )
    items = list(same.order_by("-year", "code")[:MOST])
    stages = stages_of(item.code for item in items)
    for item in items:
        item.stage = stages[item.code]
    contracts = _contracts([item.code for item in items])
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


def earlier_entry(entry: CatalogueItem) -> CatalogueItem | None:
    """Return the entry of the same code in the newest catalogue of an earlier year."""
    rows = CatalogueItem.objects.filter(
        code=entry.code,
        version__scheme=entry.version.scheme_id,
        version__year__lt=entry.version.year,
        version__status__in=VersionStatus.published(),
    )
    newest = rows.select_related("version", "parent", "national_item").prefetch_related("responsible")
    return newest.order_by("-version__year", "-version__published_at").first()


def has_earlier_catalogue(entry: CatalogueItem) -> bool:
    """Tell whether there was a catalogue before that an entry could stand in."""
    version = entry.version
    earlier = type(version).objects.filter(
        scheme=version.scheme_id, year__lt=version.year, status__in=VersionStatus.published()
    )
    return earlier.exists()


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


def _contracts(codes: list[str]) -> dict[str, list[dict]]:
    rows = Publication.objects.filter(kind=PublicationKind.CONTRACT, project_code__in=codes)
    found: dict[str, list[dict]] = defaultdict(list)
    for code, payload in rows.values_list("project_code", "payload"):
        found[code].append(payload["facts"])
    return found


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
    rows = ItemResult.objects.filter(item__in=[item.pk for item in items]).values_list("grade", flat=True)
    counted = Counter(rows)
    return [(grade, counted[grade]) for grade in GRADES if counted[grade]]
