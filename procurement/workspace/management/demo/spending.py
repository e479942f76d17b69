"""What becomes of reserved money in a bigger county: frozen, promised, saved and paid, as the services write it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.budgeting.enums import EntryKind, Place
from procurement.budgeting.models import BudgetLine, Holding, LedgerEntry
from procurement.budgeting.selectors import PLAN_ITEM, Cause
from procurement.budgeting.services import movement_changes
from procurement.core.actors import Actor
from procurement.core.fields import CENT

from .catalogue import CATALOGUE_OFFICER
from .chains import BATCH, Chains
from .copies import Purchaser
from .stage import CURTAIN, Stage

LINE = "budget-line"
_PLACES = Place.values


@dataclass(frozen=True)
class Move:
    """One movement to come: when, of which item, what kind, how much (yuan), by whom."""

    at: datetime
    item: PlanItem
    line: BudgetLine
    kind: EntryKind
    amount: Decimal
    actor: Actor


def spend(stage: Stage, purchaser: Purchaser, pairs: list[tuple[PlanItem, BudgetLine]]) -> None:
    """Write every movement on a purchaser's lines in the order of time, with holdings, ledger and chains."""
    moves = [
        move
        for number, (item, line) in enumerate(pairs)
        if item.status == ItemStatus.PUBLISHED
        for move in _moves(stage, purchaser, item, line, number)
    ]
    lines = {line.pk: line for _item, line in pairs}
    holdings: dict[tuple[int, str], Holding] = {}
    chains = Chains()
    chains.follow(LINE, [line.code for line in lines.values()])
    # Each line was approved by one entry; what follows is numbered from there.
    numbers = dict.fromkeys(lines, 1)
    entries = []
    for move in sorted(moves, key=lambda one: (one.at, one.item.code)):
        line = lines[move.line.pk]
        holding = holdings.setdefault(
            (line.pk, move.item.code), Holding(line=line, cause_code=move.item.code)
        )
        _carry(line, holding, move)
        numbers[line.pk] += 1
        entries.append(_entry(move, line, numbers[line.pk], chains))
    chains.write()
    Holding.objects.bulk_create(holdings.values(), batch_size=BATCH)
    BudgetLine.objects.bulk_update(lines.values(), _PLACES, batch_size=BATCH)
    for entry in entries:
        entry.audit_entry_id = entry.audit_entry.pk
    LedgerEntry.objects.bulk_create(entries, batch_size=BATCH)


def _carry(line: BudgetLine, holding: Holding, move: Move) -> None:
    source, target = move.kind.places
    for row in (line, holding):
        if source:
            setattr(row, source, getattr(row, source) - move.amount)
        if target:
            setattr(row, target, getattr(row, target) + move.amount)


def _entry(move: Move, line: BudgetLine, seq: int, chains: Chains) -> LedgerEntry:
    audit_entry = chains.add(
        (LINE, line.code),
        actor=move.actor,
        at=move.at,
        action=move.kind.lower(),
        basis="B-05",
        changes=movement_changes(line=line, amount=move.amount, cause=Cause(move.item.code)),
    )
    return LedgerEntry(
        line=line,
        seq=seq,
        kind=move.kind,
        amount=move.amount,
        cause_kind=PLAN_ITEM,
        cause_code=move.item.code,
        at=move.at,
        actor_code=move.actor.code,
        actor_name=move.actor.name,
        audit_entry=audit_entry,
    )


def _moves(
    stage: Stage, purchaser: Purchaser, item: PlanItem, line: BudgetLine, number: int
) -> Iterator[Move]:
    """Yield an item's road as far as the day of the demonstration; one in four is not begun."""
    published, officer = item.published_at or CURTAIN, stage.cast[CATALOGUE_OFFICER]
    yield Move(published, item, line, EntryKind.RESERVE, item.amount, officer)
    if number % 4 == 0:
        return
    for at, kind, amount, office in _road(stage, published, item.amount, number):
        if at <= CURTAIN and amount:
            yield Move(at, item, line, kind, amount, purchaser.actors[office])


def _road(
    stage: Stage, published: datetime, amount: Decimal, number: int
) -> Iterator[tuple[datetime, EntryKind, Decimal, str]]:
    """Yield when what happens by whose office: frozen, signed for a little less, paid in one or two parts."""
    price = (amount * (93 + number % 7) / 100).quantize(CENT)
    parts = 1 + number % 2
    signed = stage.working(published + timedelta(days=18, hours=5))
    yield stage.working(published + timedelta(days=5, hours=4)), EntryKind.FREEZE, amount, "operator"
    yield signed, EntryKind.COMMIT, price, "leader"
    yield signed, EntryKind.FREE_SAVING, amount - price, "leader"
    first = (price / parts).quantize(CENT)
    for part, paid in enumerate((first, price - first)[:parts], start=1):
        yield stage.working(signed + timedelta(days=32 * part)), EntryKind.PAY, paid, "finance"
