"""What becomes of a procurement's money when its last package is contracted or over (RULES N-11, E-61)."""

from decimal import Decimal

import pytest

from procurement.budgeting.selectors import Cause, mismatches, parts_of, remainder_of
from procurement.budgeting.services import commit_cause
from procurement.core.actors import SYSTEM
from procurement.tendering.enums import PackageStatus
from procurement.tendering.models import Package
from procurement.tendering.services.parts import settle
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db


def tender_of_two(first, second):
    """A tender of 600,000 in two packages of 400,000 and 200,000, the first signed for 380,000; beside it 100,000."""
    home = make.town()
    item = make.published_item(home, amount="960000.00")
    beside = make.implementation_plan(home, item, amount=Decimal("100000.00"), scope="北片")
    plan = make.implementation_plan(home, item, amount=Decimal("600000.00"), scope="东片和西片")
    tender = make.drafted_tender(home, plan)
    tender.packages.update(budget=Decimal("400000.00"), status=first)
    Package.objects.create(
        tender=tender, code=f"{tender.code}-2", number="2", title="西片", budget="200000.00", status=second
    )
    if first == PackageStatus.CONTRACTED:
        given = {"cause": Cause(item.code, plan.code), "actor": SYSTEM, "at": make.AT}
        commit_cause(amount=Decimal("380000.00"), **given)
    settle(tender=tender, at=make.AT)
    assert parts_of(item.code)[beside.code]["frozen"] == Decimal("100000.00")
    assert mismatches() == []
    return parts_of(item.code)[plan.code]["frozen"], remainder_of(item.code)


def test_the_failed_package_gives_back_and_the_saving_is_freed():
    frozen, left = tender_of_two(PackageStatus.CONTRACTED, PackageStatus.ANNULLED)
    assert (frozen, left) == (Decimal("0.00"), Decimal("460000.00"))


def test_nothing_moves_while_a_package_runs():
    frozen, left = tender_of_two(PackageStatus.CONTRACTED, PackageStatus.RECEIVING)
    assert (frozen, left) == (Decimal("220000.00"), Decimal("260000.00"))


def test_where_nothing_was_contracted_the_money_waits_for_the_next_attempt():
    frozen, left = tender_of_two(PackageStatus.ANNULLED, PackageStatus.ANNULLED)
    assert (frozen, left) == (Decimal("600000.00"), Decimal("260000.00"))
