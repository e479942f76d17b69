"""Opening and extending a round of sealed bids."""

from datetime import timedelta

import pytest

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.services import dismiss
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from procurement.tendering.enums import RoundKind
from procurement.tendering.models import CustodianKey
from procurement.tendering.services.rounds import extend_round, open_round
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db


def opening(package, **changed):
    options = {"kind": RoundKind.FIRST, "deadline": make.DEADLINE, "actor": SYSTEM, "at": make.AT}
    return open_round(package=package, **{**options, **changed})


def keys(custodians):
    return {part: CustodianKey.objects.get(user_id=actor.user_id) for part, actor in custodians.items()}


def test_the_nearest_enrolled_custodians_are_taken():
    package = make.package()
    custodians = make.enrolled_custodians(package.tender.purchaser)
    round = opening(package)
    kept = {place.part: place.key.user_id for place in round.custodians.all()}
    assert kept == {part: actor.user_id for part, actor in custodians.items()}
    assert sorted(round.layers) == sorted(
        f"{first}|{second}" for first in custodians for second in custodians if first != second
    )
    entry = AuditEntry.objects.get(subject_kind="round")
    assert entry.changes["public_key"] == round.public_key


def test_without_custodians_it_says_which_are_missing():
    with pytest.raises(DomainError, match="采购人经办、纪检内控、独立第三方") as refusal:
        opening(make.package())
    assert refusal.value.field == "custodians"


def test_one_person_cannot_keep_two_parts():
    package = make.package()
    found = keys(make.enrolled_custodians(package.tender.purchaser))
    found["DISCIPLINE"] = found["PURCHASER"]
    with pytest.raises(DomainError, match="三个不同的人"):
        opening(package, custodians=found)


def test_the_third_must_be_independent():
    package = make.package()
    found = keys(make.enrolled_custodians(package.tender.purchaser))
    found["INDEPENDENT"] = make.enrol(
        people.person(people.township("义堂镇"), Office.CUSTODIAN), "一句别人不知道的长话"
    )
    with pytest.raises(DomainError, match="不能担任"):
        opening(package, custodians=found)


def test_a_retired_key_is_not_proposed():
    package = make.package()
    custodians = make.enrolled_custodians(package.tender.purchaser)
    CustodianKey.objects.filter(user_id=custodians["INDEPENDENT"].user_id).update(revoked_at=make.AT)
    with pytest.raises(DomainError, match="独立第三方"):
        opening(package)


def test_a_custodian_who_laid_the_office_down_is_not_proposed():
    package = make.package()
    keeper = make.enrolled_custodians(package.tender.purchaser)["INDEPENDENT"]
    dismiss(
        user=people.user_of(keeper), organisation=people.organisation_of(keeper), actor=SYSTEM, at=make.AT
    )
    with pytest.raises(DomainError, match="独立第三方"):
        opening(package)


def test_strangers_open_no_round():
    package = make.package()
    with pytest.raises(NotAllowed):
        opening(package, actor=people.person(people.township("义堂镇"), Office.OPERATOR))


def test_a_final_round_waits_for_negotiation():
    with pytest.raises(WrongState):
        opening(make.package(), kind=RoundKind.FINAL)


def test_extending_moves_the_deadline_later_only():
    round, _custodians = make.receiving()
    operator = make.operator(round.package.tender.purchaser)
    later = make.DEADLINE + timedelta(days=5)
    with pytest.raises(DomainError, match="不能提前"):
        extend_round(round=round, deadline=make.DEADLINE - timedelta(days=1), actor=operator, at=make.AT)
    assert extend_round(round=round, deadline=later, actor=operator, at=make.AT).deadline == later
    with pytest.raises(NotAllowed):
        extend_round(round=round, deadline=later, actor=make.bidder(), at=make.AT)
    with pytest.raises(WrongState):
        extend_round(round=round, deadline=later, actor=operator, at=later + timedelta(seconds=1))


def test_the_bureau_buying_for_itself_finds_custodians_elsewhere():
    package = make.package()
    bureau = people.existing(OrganisationKind.FINANCE_BUREAU, "云梦县财政局")
    make.enrolled_custodians(people.township())
    package.tender.purchaser = bureau
    package.tender.save()
    kinds = {place.key.organisation.kind for place in opening(package).custodians.all()}
    assert kinds == {OrganisationKind.TOWNSHIP, OrganisationKind.INDEPENDENT}
