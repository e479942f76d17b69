"""After the signature: publish, file, log, accept, publish, complete."""

from datetime import timedelta
from decimal import Decimal

import pytest

from procurement.contracts import services
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.publications.models import Publication
from procurement.tendering.services.holds import place_hold
from tests.factories import accounts as people
from tests.factories import contracts as make

from .test_sign import balances, faults, money

pytestmark = pytest.mark.django_db
AT, LATER = make.AT, make.LATER


@pytest.fixture
def filed(deal):
    deal.filed()
    return deal


def log(deal, **changed):
    values = {
        "contract": deal.contract,
        "day": make.STARTS,
        "what": "上门照护",
        "quantity": Decimal("40"),
        "unit": "小时",
        "actor": deal.delivery,
        "at": LATER,
        **changed,
    }
    return services.log_service(**values)


def test_publication_says_who_what_how_much_and_which_years(deal):
    contract = deal.signed()
    services.publish_contract(contract=contract, actor=deal.operator, at=AT)
    notice = Publication.objects.get(code=contract.publication_code)
    facts = notice.payload["facts"]
    assert (notice.kind, notice.project_code, facts["amount"], facts["yearly"], facts["contract_sha256"]) == (
        "CONTRACT",
        deal.item.code,
        "288000.00",
        [{"year": "2026", "amount": "288000.00"}],
        contract.sha256,
    )
    parties = [one["value"] for one in notice.payload["sections"][1]["rows"]]
    assert parties[1] == f"名称：{contract.supplier.name}　地址：云梦县城关镇测试路1号"


def test_filing_gives_a_number(filed):
    contract = filed.contract
    assert (contract.status, contract.filing_number[:9], contract.filed_at) == ("FILED", "HTBA-2026", AT)


@pytest.mark.parametrize("step", ["publish_contract", "file_contract"])
def test_a_draft_is_neither_published_nor_filed(deal, step):
    contract = deal.draft()
    with pytest.raises(WrongState):
        getattr(services, step)(contract=contract, actor=deal.operator, at=AT)
    assert Publication.objects.filter(kind="CONTRACT").count() == 0


@pytest.mark.parametrize("who", ["leader", "admin", "finance"])
def test_only_the_operator_publishes(deal, who):
    contract = deal.signed()
    with pytest.raises(NotAllowed):
        services.publish_contract(contract=contract, actor=getattr(deal, who), at=AT)


def test_the_ledger_is_kept_by_the_suppliers_people(filed):
    entry = log(filed)
    assert (entry.recorded_by, entry.quantity, entry.recorded_at) == (
        filed.delivery.name,
        Decimal("40"),
        LATER,
    )
    for stranger in (filed.operator, make.suppliers.supplier()[1]):
        with pytest.raises(NotAllowed):
            log(filed, actor=stranger)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"day": make.STARTS - timedelta(days=1)}, "day"),
        ({"day": make.LATER.date() + timedelta(days=1)}, "day"),
        ({"quantity": Decimal("0")}, "quantity"),
        ({"what": " "}, "what"),
    ],
)
def test_impossible_entries_are_refused(filed, changed, field):
    with pytest.raises(DomainError) as refusal:
        log(filed, **changed)
    assert (refusal.value.field, filed.contract.log.count()) == (field, 0)


def test_nothing_is_logged_before_the_signature(deal):
    deal.offered()
    with pytest.raises(WrongState):
        log(deal)


def test_an_accepted_period_is_published_without_the_service_users_name(filed):
    acceptance = filed.accepted()
    notice = Publication.objects.get(code=acceptance.publication_code)
    filed.contract.refresh_from_db()
    assert (filed.contract.accepted, acceptance.status) == (Decimal("72000.00"), "PUBLISHED")
    assert "周奶奶" not in str(notice.payload)
    assert notice.payload["facts"]["team"][1]["represents"] == "王畈村"
    assert faults(filed.line) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"claimed": Decimal("0")}, "claimed"),
        ({"claimed": Decimal("288000.01")}, "claimed"),
        ({"period": ""}, "period"),
        ({"members": []}, "members"),
    ],
)
def test_an_impossible_acceptance_is_refused(filed, changed, field):
    values = {
        "contract": filed.contract,
        "period": "第四季度",
        "claimed": Decimal("72000"),
        "members": filed.members(),
        "actor": filed.acceptor,
        "at": LATER,
        **changed,
    }
    with pytest.raises(DomainError) as refusal:
        services.open_acceptance(**values)
    assert refusal.value.field == field


def test_a_public_service_is_accepted_with_its_users(filed):
    alone = [*filed.members()[:1], {"name": "李四", "represents": "镇政府", "is_service_user": False}]
    with pytest.raises(GuardRefused, match="必须邀请服务对象"):
        services.open_acceptance(
            contract=filed.contract,
            period="第四季度",
            claimed=Decimal("1"),
            members=alone,
            actor=filed.acceptor,
            at=LATER,
        )


def test_who_handled_the_contract_does_not_accept(deal):
    both = people.person(deal.home, "OPERATOR", "ACCEPTOR")
    deal.operator = both
    deal.draft(actor=both)
    services.offer_contract(contract=deal.contract, actor=deal.leader, at=AT)
    services.sign_contract(contract=deal.contract, actor=deal.admin, at=AT)
    deal.acceptor = both
    with pytest.raises(NotAllowed, match="由您经办"):
        deal.opened()


@pytest.mark.parametrize("who", ["operator", "leader", "admin"])
def test_only_acceptance_staff_accepts(filed, who):
    filed.acceptor = getattr(filed, who)
    with pytest.raises(NotAllowed):
        filed.opened()


def test_before_the_service_begins_nothing_is_accepted(filed):
    with pytest.raises(WrongState, match="还没有开始"):
        filed.opened(at=AT)


def test_two_acceptances_at_once_are_refused(filed):
    filed.opened()
    with pytest.raises(WrongState, match="还没有结束"):
        filed.opened()


def test_a_member_signs_alone_and_once(filed):
    acceptance = filed.opened()
    own, villager = acceptance.members.order_by("pk")
    with pytest.raises(NotAllowed):
        services.sign_acceptance(member=own, agrees=True, actor=filed.leader, at=LATER)
    with pytest.raises(NotAllowed):
        services.sign_acceptance(member=villager, agrees=True, actor=filed.leader, at=LATER)
    with pytest.raises(DomainError, match="请写明意见"):
        services.sign_acceptance(member=own, agrees=False, actor=filed.acceptor, at=LATER)
    services.sign_acceptance(member=own, agrees=True, actor=filed.acceptor, at=LATER)
    with pytest.raises(WrongState):
        services.sign_acceptance(member=own, agrees=False, remark="改", actor=filed.acceptor, at=LATER)


def conclude(deal, **changed):
    values = {"accepted": Decimal("72000"), "result": "PASSED", "opinion": "同意", **changed}
    return services.conclude_acceptance(acceptance=deal.acceptance, actor=deal.acceptor, at=LATER, **values)


def test_nothing_is_concluded_before_all_have_signed(filed):
    filed.opened()
    with pytest.raises(GuardRefused, match="周奶奶"):
        conclude(filed)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"accepted": Decimal("72000.01")}, "accepted"),
        ({"accepted": Decimal("-1")}, "accepted"),
        ({"result": "FAILED", "accepted": Decimal("1")}, "accepted"),
        ({"opinion": ""}, "opinion"),
    ],
)
def test_an_impossible_conclusion_is_refused(filed, changed, field):
    filed.opened()
    filed.signed_by_all()
    with pytest.raises(DomainError) as refusal:
        conclude(filed, **changed)
    assert refusal.value.field == field
    filed.contract.refresh_from_db()
    assert filed.contract.accepted == Decimal("0.00")


def test_what_was_not_accepted_is_freed_when_the_contract_ends(filed):
    filed.concluded("72000.00", accepted="70000.00")
    services.publish_acceptance(acceptance=filed.acceptance, actor=filed.acceptor, at=LATER)
    with pytest.raises(GuardRefused, match="只支付了0.00元"):
        services.complete_contract(contract=filed.contract, actor=filed.operator, at=LATER)
    filed.paid(amount="70000.00")
    services.complete_contract(contract=filed.contract, actor=filed.operator, at=LATER)
    assert filed.contract.status == "COMPLETED"
    assert balances(filed.line) == money("0", "0", "0", "70000", "218000")
    assert faults(filed.line) == []


def test_a_contract_without_acceptance_is_not_completed(filed):
    with pytest.raises(GuardRefused, match="还没有验收"):
        services.complete_contract(contract=filed.contract, actor=filed.operator, at=LATER)


def test_a_hold_stops_delivery_and_acceptance():
    deal = make.awarded_deal()
    at = make.awarding.later(24)
    deal.filed(at)
    place_hold(
        tender=deal.award.package.tender,
        reason="供应商质疑",
        basis="D-45",
        source_kind="challenge",
        source_code="ZY-1",
        until=None,
        actor=make.SYSTEM,
        at=at,
    )
    after = at + timedelta(days=1)
    with pytest.raises(GuardRefused, match="暂停"):
        log(deal, day=after.date(), at=after)
    with pytest.raises(GuardRefused, match="暂停"):
        deal.opened("100.00", at=after)
