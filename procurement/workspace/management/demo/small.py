"""A small purchase (N-14): quotes, a collective decision with minutes, the public result."""

from datetime import timedelta
from decimal import Decimal

from procurement.tendering.models import SmallPurchase
from procurement.tendering.services.quotes import add_quote
from procurement.tendering.services.small import decide_small, publish_small, start_small_purchase

from .data import read
from .plan import Row, item_of, operator
from .stage import Stage, Story


def small_purchase(stage: Stage, row: Row) -> Story:
    """From the frozen money to the published result; ends early where the row says so."""
    yield stage.workday(after=1, hour=9, minute=30)
    purchase = start_small_purchase(
        item=item_of(row), requirement=row["description"], actor=operator(stage, row), at=stage.at
    )
    yield stage.workday(after=2, hour=15)
    for supplier, amount in row["quotes"]:
        enter_quote(stage, row, purchase, supplier, amount)
        yield stage.at + timedelta(minutes=20)
    if row["stop"] == "quoting":
        return
    yield stage.workday(after=2, hour=10)
    decide(stage, row, purchase)
    if row["stop"] == "decided":
        return
    yield stage.workday(after=1, hour=9)
    publish_small(purchase=purchase, actor=operator(stage, row), at=stage.at)


def enter_quote(stage: Stage, row: Row, purchase: SmallPurchase, supplier: str, amount: str) -> None:
    add_quote(
        purchase=purchase,
        supplier=stage.cast.organisation(supplier),
        amount=Decimal(amount),
        note="书面报价，盖章扫描件存档",
        actor=operator(stage, row),
        at=stage.at,
    )


def decide(stage: Stage, row: Row, purchase: SmallPurchase) -> None:
    """The meeting takes the first quote of the row, the lowest; its minutes name who was there."""
    offices = ("leader", "reviewer", "finance", "discipline")
    present = [stage.cast[f"{row['organisation']}-{office}"].name for office in offices]
    decide_small(
        purchase=purchase,
        quote=purchase.quotes.get(supplier=stage.cast.organisation(row["quotes"][0][0])),
        minutes=read("texts")["minutes"],
        present="、".join(present),
        direct_reason=row.get("direct_reason", ""),
        actor=stage.cast[f"{row['organisation']}-leader"],
        at=stage.at,
    )


def purchase_of(row: Row) -> SmallPurchase:
    return SmallPurchase.objects.get(item=item_of(row))
