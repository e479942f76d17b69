"""A project paid from several lines: the oldest money first, all or nothing."""

from decimal import Decimal

import pytest

from procurement.budgeting import services
from procurement.budgeting.models import Holding
from procurement.budgeting.selectors import Cause, mismatches, parts_of, remainder_of
from procurement.core.actors import SYSTEM
from procurement.core.errors import GuardRefused
from tests.factories.accounts import AT
from tests.factories.budgeting import approved_line

pytestmark = pytest.mark.django_db
WHOLE = Cause("P-1")
EAST, WEST = Cause("P-1", "SS-1"), Cause("P-1", "SS-2")
WHO = {"actor": SYSTEM, "at": AT}


@pytest.fixture
def reserved():
    """A project that holds 100 of next year's line and 60 of this year's."""
    for year, amount in ((2027, "100.00"), (2026, "60.00")):
        line = approved_line("500.00", year=year)
        services.reserve(line=line, amount=Decimal(amount), cause=WHOLE, **WHO)


def held(place: str) -> list[str]:
    return [str(getattr(h, place)) for h in Holding.objects.order_by("line__year", "part_code")]


def test_freeze_commit_and_save_over_two_lines(reserved):
    assert services.freeze_cause(cause=WHOLE, **WHO) == Decimal("160.00")
    assert held("frozen") == ["60.00", "100.00"]
    assert services.commit_cause(amount=Decimal("140.00"), cause=WHOLE, **WHO) == Decimal("140.00")
    assert held("committed") == ["60.00", "80.00"]
    assert services.free_cause_saving(cause=WHOLE, **WHO) == Decimal("20.00")
    assert held("frozen") == ["0.00", "0.00"]
    assert mismatches() == []


def test_what_is_reserved_can_be_given_back_and_what_is_frozen_thawed(reserved):
    services.freeze_cause(cause=WHOLE, **WHO)
    assert services.unfreeze_cause(cause=WHOLE, **WHO) == Decimal("160.00")
    assert services.release_cause(cause=WHOLE, **WHO) == Decimal("160.00")
    assert held("reserved") == ["0.00", "0.00"]


def test_more_than_is_held_is_refused_whole(reserved):
    services.freeze_cause(cause=WHOLE, **WHO)
    with pytest.raises(GuardRefused) as caught:
        services.commit_cause(amount=Decimal("160.01"), cause=WHOLE, **WHO)
    assert "冻结 160.00 元，不够 160.01 元" in str(caught.value)
    assert held("committed") == ["0.00", "0.00"]


def test_nothing_reserved_is_told():
    with pytest.raises(GuardRefused) as caught:
        services.freeze_cause(cause=WHOLE, **WHO)
    assert caught.value.rule == "B-01"


def test_two_procurements_of_a_cause_never_touch_each_others_money(reserved):
    assert services.freeze_cause(amount=Decimal("70.00"), cause=EAST, **WHO) == Decimal("70.00")
    assert services.freeze_cause(amount=Decimal("50.00"), cause=WEST, **WHO) == Decimal("50.00")
    assert remainder_of("P-1") == Decimal("40.00")

    services.commit_cause(amount=Decimal("65.00"), cause=EAST, **WHO)
    assert services.free_cause_saving(cause=EAST, **WHO) == Decimal("5.00")
    assert services.unfreeze_cause(amount=Decimal("20.00"), cause=WEST, **WHO) == Decimal("20.00")

    found = {
        code: [str(sums[place]) for place in ("frozen", "committed", "paid")]
        for code, sums in parts_of("P-1").items()
    }
    assert found == {
        "": ["0.00", "0.00", "0.00"],
        "SS-1": ["0.00", "65.00", "0.00"],
        "SS-2": ["30.00", "0.00", "0.00"],
    }
    # The saving of the first is free money again, not part of what is left of the project.
    assert remainder_of("P-1") == Decimal("60.00")
    assert mismatches() == []


def test_what_another_procurement_froze_cannot_be_promised(reserved):
    services.freeze_cause(amount=Decimal("70.00"), cause=EAST, **WHO)
    services.freeze_cause(amount=Decimal("50.00"), cause=WEST, **WHO)
    with pytest.raises(GuardRefused, match="SS-2冻结 50.00 元，不够 50.01 元"):
        services.commit_cause(amount=Decimal("50.01"), cause=WEST, **WHO)
    assert services.unfreeze_cause(cause=Cause("P-1", "SS-3"), **WHO) == Decimal("0.00")


def test_more_than_is_left_is_not_frozen(reserved):
    services.freeze_cause(amount=Decimal("120.00"), cause=EAST, **WHO)
    with pytest.raises(GuardRefused, match="还剩 40.00 元，不够 40.01 元") as caught:
        services.freeze_cause(amount=Decimal("40.01"), cause=WEST, **WHO)
    assert caught.value.field == "amount"


def test_a_part_that_the_ledger_does_not_know_is_told(reserved):
    services.freeze_cause(amount=Decimal("60.00"), cause=EAST, **WHO)
    Holding.objects.filter(part_code="SS-1").update(part_code="SS-9")
    assert {(one.cause_code, one.balance, str(one.stored), str(one.derived)) for one in mismatches()} == {
        ("P-1 SS-9", "frozen", "60.00", "0.00"),
        ("P-1 SS-1", "frozen", "0.00", "60.00"),
    }


def test_a_procurement_may_choose_its_lines(reserved):
    old, new = (h.line.code for h in Holding.objects.order_by("line__year"))
    assert services.freeze_cause(lines={new: Decimal("40.00")}, cause=Cause("P-1", "A"), **WHO) == Decimal(
        "40.00"
    )
    assert [(h.line.code, h.frozen) for h in Holding.objects.filter(part_code="A")] == [
        (new, Decimal("40.00"))
    ]
    with pytest.raises(GuardRefused) as refused:
        services.freeze_cause(
            lines={old: Decimal("1.00"), new: Decimal("60.01")}, cause=Cause("P-1", "B"), **WHO
        )
    assert (refused.value.field, refused.value.rule) == (f"line_{new}", "B-05")
    assert (remainder_of("P-1"), parts_of("P-1").get("B")) == (Decimal("120.00"), None)
    assert mismatches() == []
