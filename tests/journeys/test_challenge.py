"""A loser challenges the result in time: signing is held until the answer, then goes on (D-36, D-37, D-45)."""

from datetime import date

import pytest

from procurement.complaints.enums import ChallengeStatus
from procurement.complaints.models import Challenge
from procurement.contracts.services import offer_contract
from procurement.core.clock import local_date
from procurement.core.errors import GuardRefused
from procurement.tendering.selectors.holds import holds_in_force
from procurement.workspace.management.demo.delivery import draft, officer
from procurement.workspace.management.demo.judging import award_of
from procurement.workspace.management.demo.paper import tender_of

from .conftest import assert_audit_is_whole, row_of

pytestmark = pytest.mark.django_db
ROW = {**row_of("chengguan-haul"), "delivery": {"starts": "2026-10-01", "ends": "2027-09-30"}}


def test_a_challenge_stops_the_signing(county):
    stage = county("chengguan-haul")
    stage.play()
    challenge = Challenge.objects.get()
    assert challenge.status == ChallengeStatus.RECEIVED
    assert local_date(award_of(ROW).notified_at) == date(2026, 9, 14)
    assert (local_date(challenge.received_at), challenge.reply_due) == (date(2026, 9, 17), date(2026, 9, 28))
    contract = draft(stage, ROW, award_of(ROW))
    leader = officer(stage, ROW, "leader")
    with pytest.raises(GuardRefused, match="暂停"):
        offer_contract(contract=contract, actor=leader, at=stage.at)

    stage.play(until=stage.moment("2026-09-24"))
    challenge.refresh_from_db()
    assert (challenge.status, challenge.complaint_until) == (ChallengeStatus.ANSWERED, date(2026, 10, 23))
    assert not holds_in_force(tender_of(ROW), stage.at).exists()
    offer_contract(contract=contract, actor=leader, at=stage.at)
    assert contract.status == "OFFERED"
    assert_audit_is_whole()
