"""The two halves of the room together: from a released tender to its examined bids."""

from datetime import timedelta

import pytest

from procurement.core import due_events
from procurement.tendering.enums import RoundKind
from procurement.tendering.selectors import rounds
from procurement.tendering.selectors.seal_todos import seal_todos
from procurement.tendering.services.bidding import seal_bid
from procurement.tendering.services.examination import examine, finish_examination
from procurement.tendering.services.opening import unlock
from tests.factories import accounts as people
from tests.factories import seals, tendering

pytestmark = pytest.mark.django_db


def test_from_release_to_examination():
    tendering.calendars()
    home = tendering.town()
    custodians = seals.enrolled_custodians(home.organisation)
    tender = tendering.released_tender(home)
    package = tender.packages.get()
    round = package.rounds.get(kind=RoundKind.FIRST)
    assert round.deadline == tender.deadline
    for number, name in enumerate(("甲", "乙", "丙")):
        bidder = seals.bidder(name)
        form = seals.whole_form(round, str(package.budget - 1000 * number))
        at = tender.deadline - timedelta(hours=number)
        seals.attach(round, bidder, at=at)
        seal_bid(round=round, form=form, actor=bidder, at=at)
        assert seal_todos(bidder, at) == []

    closed = tender.deadline + rounds.GRACE
    due_events.run_due_for("tendering.close_round", round.code, until=closed)
    keeper = custodians["DISCIPLINE"]
    assert [todo.subject_code for todo in seal_todos(keeper, closed)] == [tender.code]
    for part in ("DISCIPLINE", "INDEPENDENT"):
        unlock(round=round, passphrase=seals.PHRASES[part], actor=custodians[part], at=closed)
    assert seal_todos(keeper, closed) == []
    package.refresh_from_db()
    assert package.status == "OPENED"
    opened = list(rounds.opened_bids(round))
    assert [bid.failure for bid in opened] == ["", "", ""]

    expert = seals.member(tender)
    assert [todo.rule for todo in seal_todos(expert, closed)] == ["N-13"]
    group = tender.method == "COMPETITIVE_CONSULTATION"
    qualifier = expert if group else people.person(home.organisation, "OPERATOR")
    for bid in opened:
        examine(bid=bid, qualified=True, credit_record="信用中国 无记录", actor=qualifier, at=closed)
        examine(bid=bid, conforms=True, actor=expert, at=closed)
    finish_examination(package=package, actor=qualifier, at=closed)
    assert package.status == "EXAMINED"
    assert seal_todos(expert, closed) == []
