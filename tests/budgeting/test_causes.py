"""A project paid from several lines: the oldest money first, all or nothing."""

from decimal import Decimal

import pytest

from procurement.budgeting import services
from procurement.budgeting.models import Holding
from procurement.budgeting.selectors import mismatches, parts_of, remainder_of
from procurement.core.actors import SYSTEM
from procurement.core.errors import GuardRefused
from tests.factories.accounts import AT
from tests.factories.budgeting import approved_line

pytestmark = pytest.mark.django_db
WHO = {"cause_code": "P-1", "actor": SYSTEM, "at": AT}


@pytest.fixture
def reserved():
    """A project that holds 100 of next year's line and 60 of this year's."""
    for year, amount in ((2027, "100.00"), (2026, "60.00")):
        line = approved_line("500.00", year=year)
        services.reserve(line=line, amount=Decimal(amount), **WHO)


def held(place: str) -> list[str]:
    return [str(getattr(h, place)) for h in Holding.objects.order_by("line__year", "part_code")]


def test_freeze_commit_save_and_pay_over_two_lines(reserved):
    assert services.freeze_cause(**WHO) == Decimal("160.00")
    assert held("frozen") == ["60.00", "100.00"]
    assert services.commit_cause(amount=Decimal("140.00"), **WHO) == Decimal("140.00")
    assert held("committed") == ["60.00", "80.00"]
    assert services.free_cause_saving(**WHO) == Decimal("20.00")
    assert held("frozen") == ["0.00", "0.00"]
    services.pay_cause(amount=Decimal("70.00"), **WHO)
    assert held("paid") == ["60.00", "10.00"]
    assert mismatches() == []


def test_what_is_reserved_can_be_given_back_and_what_is_frozen_thawed(reserved):
    services.freeze_cause(**WHO)
    assert services.unfreeze_cause(**WHO) == Decimal("160.00")
    assert services.release_cause(**WHO) == Decimal("160.00")
    assert held("reserved") == ["0.00", "0.00"]


def test_more_than_is_held_is_refused_whole(reserved):
    services.freeze_cause(**WHO)
    with pytest.raises(GuardRefused) as caught:
        services.commit_cause(amount=Decimal("160.01"), **WHO)
    assert "冻结 160.00 元，不够 160.01 元" in str(caught.value)
    assert held("committed") == ["0.00", "0.00"]


def test_nothing_reserved_is_told():
    with pytest.raises(GuardRefused) as caught:
        services.freeze_cause(**WHO)
    assert caught.value.rule == "B-01"


def test_two_procurements_of_a_cause_never_touch_each_others_money(reserved):
    east, west = {**WHO, "part_code": "SS-1"}, {**WHO, "part_code": "SS-2"}
    assert services.freeze_cause(amount=Decimal("70.00"), **east) == Decimal("70.00")
    assert services.freeze_cause(amount=Decimal("50.00"), **west) == Decimal("50.00")
    assert remainder_of("P-1") == Decimal("40.00")

    services.commit_cause(amount=Decimal("65.00"), **east)
    assert services.free_cause_saving(**east) == Decimal("5.00")
    services.pay_cause(amount=Decimal("60.00"), **east)
    assert services.unfreeze_cause(amount=Decimal("20.00"), **west) == Decimal("20.00")

    found = {
        code: [str(sums[place]) for place in ("frozen", "committed", "paid")]
        for code, sums in parts_of("P-1").items()
    }
    assert found == {
        "": ["0.00", "0.00", "0.00"],
        "SS-1": ["0.00", "5.00", "60.00"],
        "SS-2": ["30.00", "0.00", "0.00"],
    }
    # The saving of the first is free money again, not part of what is left of the project.
    assert remainder_of("P-1") == Decimal("60.00")
    assert mismatches() == []


def test_what_another_procurement_froze_cannot_be_promised(reserved):
    services.freeze_cause(amount=Decimal("70.00"), part_code="SS-1", **WHO)
    services.freeze_cause(amount=Decimal("50.00"), part_code="SS-2", **WHO)
    with pytest.raises(GuardRefused, match="SS-2冻结 50.00 元，不够 50.01 元"):
        services.commit_cause(amount=Decimal("50.01"), part_code="SS-2", **WHO)
    assert services.unfreeze_cause(part_code="SS-3", **WHO) == Decimal("0.00")


def test_more_than_is_left_is_not_frozen(reserved):
    services.freeze_cause(amount=Decimal("120.00"), part_code="SS-1", **WHO)
    with pytest.raises(GuardRefused, match="还剩 40.00 元，不够 40.01 元") as caught:
        services.freeze_cause(amount=Decimal("40.01"), part_code="SS-2", **WHO)
    assert caught.value.field == "amount"


def test_a_part_that_the_ledger_does_not_know_is_told(reserved):
    services.freeze_cause(amount=Decimal("60.00"), part_code="SS-1", **WHO)
    Holding.objects.filter(part_code="SS-1").update(part_code="SS-9")
    assert {(one.cause_code, one.balance, str(one.stored), str(one.derived)) for one in mismatches()} == {
        ("P-1 SS-9", "frozen", "60.00", "0.00"),
        ("P-1 SS-1", "frozen", "0.00", "60.00"),
    }


def test_a_procurement_may_choose_its_lines(reserved):
    old, new = (h.line.code for h in Holding.objects.order_by("line__year"))
    assert services.freeze_cause(lines={new: Decimal("40.00")}, part_code="A", **WHO) == Decimal("40.00")
    assert [(h.line.code, h.frozen) for h in Holding.objects.filter(part_code="A")] == [
        (new, Decimal("40.00"))
    ]
    with pytest.raises(GuardRefused) as refused:
        services.freeze_cause(lines={old: Decimal("1.00"), new: Decimal("60.01")}, part_code="B", **WHO)
    assert (refused.value.field, refused.value.rule) == (f"line_{new}", "B-05")
    assert (remainder_of("P-1"), parts_of("P-1").get("B")) == (Decimal("120.00"), None)
    assert mismatches() == []
