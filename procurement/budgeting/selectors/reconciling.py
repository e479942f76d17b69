"""Whether the stored balances are what the ledger says."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from ..enums import EntryKind, Place
from ..models import BudgetLine, Holding, LedgerEntry
from .lines import BALANCES, ZERO

Key = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A balance that is not what the ledger says. ``cause_code`` is empty for the line's own balance."""

    line_code: str
    cause_code: str
    balance: str
    stored: Decimal
    derived: Decimal


def derived_balances(entries: QuerySet[LedgerEntry]) -> dict[Key, dict[str, Decimal]]:
    """Return every balance as the ledger has it, by line id, cause kind, code and part, in yuan (one query).

    What is reserved belongs to the cause as a whole, so a freeze takes it from there and gives it to the part.
    """
    found: dict[Key, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(BALANCES, ZERO))
    sums = (
        entries.order_by()
        .values("line_id", "cause_kind", "cause_code", "part_code", "kind")
        .annotate(sum=Sum("amount"))
    )
    for row in sums:
        for balance, amount in effects(row["kind"], row["sum"]):
            part = "" if balance == Place.RESERVED else row["part_code"]
            found[row["line_id"], row["cause_kind"], row["cause_code"], part][balance] += amount
    return dict(found)


def mismatches() -> list[Mismatch]:
    """Return every stored balance that differs from its ledger: of lines, and of what each cause holds."""
    derived = derived_balances(LedgerEntry.objects.all())
    by_line: dict[int, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(BALANCES, ZERO))
    for (line_id, _kind, _code, _part), balances in derived.items():
        for name, amount in balances.items():
            by_line[line_id][name] += amount
    found = []
    for line in BudgetLine.objects.order_by("code"):
        found += _differences(line, by_line[line.pk], line.code, "", BALANCES)
    held = Holding.objects.select_related("line").order_by("line__code", "cause_code", "part_code")
    for holding in held:
        truth = derived.pop(_key(holding), dict.fromkeys(BALANCES, ZERO))
        cause = f"{holding.cause_code} {holding.part_code}".strip()
        found += _differences(holding, truth, holding.line.code, cause, tuple(Place.values))
    found += _lost_holdings(derived)
    return found


def _lost_holdings(derived: dict[Key, dict[str, Decimal]]) -> list[Mismatch]:
    """Return what the ledger says is held or spent by causes that have no holding (any more)."""
    lost = {
        key: {place: sums[place] for place in Place.values if sums[place]} for key, sums in derived.items()
    }
    lines = dict(
        BudgetLine.objects.filter(pk__in=[key[0] for key in lost if lost[key]]).values_list("pk", "code")
    )
    return [
        Mismatch(lines[line_id], f"{code} {part}".strip(), place, ZERO, amount)
        for (line_id, _kind, code, part), sums in sorted(lost.items())
        for place, amount in sums.items()
    ]


# Entries that change what a line has, and the balance they change; UNPLAN takes, so its amount is negative.
_FUNDS = {
    EntryKind.PLAN: "planned",
    EntryKind.UNPLAN: "planned",
    EntryKind.APPROVE: "approved",
    EntryKind.ADJUST: "adjusted",
    EntryKind.LAPSE: "adjusted",
}


def effects(kind: str, amount: Decimal) -> list[tuple[str, Decimal]]:
    """Return which balances an entry changes, and by how much (yuan)."""
    if funds := _FUNDS.get(EntryKind(kind)):
        return [(funds, amount)]
    source, target = EntryKind(kind).places
    taken = [(source, -amount)] if source else []
    given = [(target, amount)] if target else []
    return taken + given


def _differences(
    row: BudgetLine | Holding, truth: dict[str, Decimal], line: str, cause: str, names: tuple[str, ...]
) -> list[Mismatch]:
    return [
        Mismatch(line, cause, name, getattr(row, name), truth[name])
        for name in names
        if getattr(row, name) != truth[name]
    ]


def _key(holding: Holding) -> Key:
    return holding.line_id, holding.cause_kind, holding.cause_code, holding.part_code
