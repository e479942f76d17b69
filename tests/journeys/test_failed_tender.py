"""An open tender that fails for want of bidders: nothing opens, it is annulled, the next step is offered."""

from datetime import timedelta
from decimal import Decimal

import pytest

from procurement.budgeting.models import BudgetLine
from procurement.core.clock import local_date
from procurement.core.errors import WrongState
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.tendering.enums import PackageStatus, RoundKind, RoundStatus
from procurement.tendering.models import OpenedBid
from procurement.tendering.selectors.steps import next_steps
from procurement.workspace.management.demo.bidding import act_as_custodian, round_of
from procurement.workspace.management.demo.paper import package_of, tender_of
from procurement.workspace.management.demo.plan import item_of

from .conftest import assert_audit_is_whole, row_of

pytestmark = pytest.mark.django_db
ROW = row_of("geputan-cleaning")


def test_two_bidders_are_too_few(county):
    stage = county("geputan-cleaning")
    stage.play(until=stage.moment(ROW["release_on"], 12))
    deadline = tender_of(ROW).deadline
    assert (local_date(deadline) - tender_of(ROW).documents_from).days >= 20  # D-06
    stage.play(until=deadline + timedelta(minutes=2))
    round = round_of(ROW, RoundKind.FIRST)
    assert (round.status, round.bids.count()) == (RoundStatus.UNOPENED, 2)
    with pytest.raises(WrongState, match="不足"):
        act_as_custodian(stage, ROW, RoundKind.FIRST, "geputan-operator")

    stage.play()
    package = package_of(ROW)
    assert package.status == PackageStatus.ANNULLED
    assert OpenedBid.objects.count() == 0
    notice = Publication.objects.get(kind=PublicationKind.ANNULMENT)
    assert "不足三家" in str(notice.payload)
    steps = {step.name: step.possible for step in next_steps(package)}
    assert steps == {
        "restart": True,
        "negotiate-with-two": True,
        "other-method": True,
        "single-source": False,
    }
    assert not Publication.objects.filter(kind=PublicationKind.OPENING_RECORD).exists()
    assert_audit_is_whole()


def test_its_money_waits_for_the_next_attempt(county):
    county("geputan-cleaning").play()
    lines = BudgetLine.objects.filter(project_name=ROW["project"]).order_by("year")
    assert [(line.year, line.frozen) for line in lines] == [
        (2026, Decimal("920000.00")),
        (2027, Decimal("920000.00")),
        (2028, Decimal("920000.00")),
    ]
    assert item_of(ROW).status == "PUBLISHED"
