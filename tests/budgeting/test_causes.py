"""A project paid from several lines: the oldest money first, all or nothing."""

from decimal import Decimal

import pytest

from procurement.budgeting import services
from procurement.budgeting.models import Holding
from procurement.budgeting.selectors import mismatches
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
    return [str(getattr(h, place)) for h in Holding.objects.order_by("line__year")]


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
