"""A call-off from the wish to the contract: two people, the plan item's own money, the agreed price."""

from datetime import timedelta
from decimal import Decimal

import pytest

from procurement.budgeting.selectors import remainder_of
from procurement.contracts.services import draft_contract, offer_contract, sign_contract
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.frameworks.models import CallOff, Framework
from procurement.frameworks.services.calls import (
    accept_call_off,
    cancel_call_off,
    confirm_call_off,
    decline_call_off,
    publish_call_off,
)
from procurement.frameworks.services.entries import remove_entry
from procurement.publications.models import Publication
from tests.factories import accounts, contracts, tendering
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db
STEPS = {"confirm": confirm_call_off, "accept": accept_call_off, "publish": publish_call_off}


@pytest.fixture
def home():
    return make.organiser()


@pytest.fixture
def town():
    return tendering.town("义堂镇")


@pytest.fixture
def entry(home):
    return make.admitted(make.in_force(home), home)


def line_of(item):
    line = item.fundings.get().line
    line.refresh_from_db()
    return line.reserved, line.frozen, line.committed


def money(reserved, frozen, committed):
    return tuple(Decimal(value) for value in (reserved, frozen, committed))


def test_the_whole_way_to_a_contract(town, entry):
    item = make.town_item(town)
    call = make.asked(entry[0], item, town.operator)
    assert (call.amount, line_of(item)) == (Decimal("18000.00"), money("72000.00", "18000.00", "0.00"))
    confirm_call_off(call=call, actor=town.leader, at=make.AT)
    accept_call_off(call=call, actor=entry[1], at=make.AT)
    publish_call_off(call=call, actor=town.operator, at=make.AT)
    notice = Publication.objects.get(code=call.publication_code)
    assert (notice.kind, notice.project_code) == ("CALL_OFF_RESULT", item.code)
    assert (notice.payload["facts"]["unit_price"], notice.payload["facts"]["amount"]) == ("45.00", "18000.00")

    contract = draft_contract(
        call_off=call,
        starts_on=contracts.STARTS,
        ends_on=contracts.ENDS,
        terms=call.requirement,
        actor=town.operator,
        at=make.AT,
    )
    assert (contract.amount, contract.supplier, contract.method) == (
        call.amount,
        entry[0].supplier,
        "FRAMEWORK",
    )
    assert "400小时，单价45.00元" in contract.terms
    offer_contract(contract=contract, actor=town.leader, at=make.AT)
    sign_contract(contract=contract, actor=entry[1], at=make.AT)
    call.refresh_from_db()
    assert (call.status, line_of(item)) == ("CONTRACTED", money("72000.00", "0.00", "18000.00"))
    assert remainder_of(item.code) == Decimal("72000.00")


def test_two_call_offs_of_one_item_hold_their_own_money(town, entry):
    item = make.town_item(town)
    first = make.asked(entry[0], item, town.operator)
    second = make.asked(entry[0], item, town.operator, quantity=Decimal("1600"))
    assert line_of(item) == money("0.00", "90000.00", "0.00")
    with pytest.raises(WrongState):
        make.asked(entry[0], item, town.operator, quantity=Decimal("1"))
    cancel_call_off(call=first, reason="服务对象减少", actor=town.operator, at=make.AT)
    assert (line_of(item), second.amount) == (money("18000.00", "72000.00", "0.00"), Decimal("72000.00"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"quantity": Decimal("2000.01")}, "quantity"),
        ({"quantity": Decimal("0")}, "quantity"),
        ({"place": ""}, "place"),
        ({"need": ""}, "need"),
        ({"reason": ""}, "reason"),
        ({"unit_price": Decimal("45.01")}, "unit_price"),
        ({"unit_price": Decimal("0")}, "unit_price"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(town, entry, changed, field):
    item = make.town_item(town)
    with pytest.raises(DomainError) as caught:
        make.asked(entry[0], item, town.operator, **changed)
    assert (caught.value.field, CallOff.objects.count()) == (field, 0)
    assert line_of(item) == money("90000.00", "0.00", "0.00")


def test_a_lower_price_is_lawful(town, entry):
    call = make.asked(entry[0], make.town_item(town), town.operator, unit_price=Decimal("43.50"))
    assert call.amount == Decimal("17400.00")


@pytest.mark.parametrize("fields", [{"method": "SMALL_PURCHASE", "method_case": ""}, {"other": True}])
def test_only_an_item_planned_so_and_of_the_same_service(town, entry, fields):
    if fields.pop("other", False):
        fields["catalogue_item"] = make.catalogue.entry("A0607")
    else:
        fields["organisation_form"] = "INTERNAL"
    item = make.town_item(town, **fields)
    with pytest.raises(WrongState) as caught:
        make.asked(entry[0], item, town.operator)
    assert caught.value.field == "item"


def test_a_framework_for_named_purchasers_serves_no_other(home, town):
    other = tendering.town("伍洛镇")
    framework = make.in_force(home, purchasers=[other.organisation])
    entry = make.admitted(framework, home)[0]
    with pytest.raises(WrongState):
        make.asked(entry, make.town_item(town), town.operator)
    assert make.asked(entry, make.town_item(other), other.operator).status == "ASKED"


def test_who_asks_does_not_confirm(town, entry):
    call = make.asked(entry[0], make.town_item(town), town.operator)
    for actor in (town.operator, town.finance, entry[1], tendering.town("伍洛镇").leader):
        with pytest.raises(NotAllowed):
            confirm_call_off(call=call, actor=actor, at=make.AT)
    with pytest.raises(NotAllowed):
        make.asked(entry[0], make.town_item(town), tendering.town("伍洛镇").operator)


def test_each_step_has_its_own_person(town, entry):
    call = make.asked(entry[0], make.town_item(town), town.operator)
    confirm_call_off(call=call, actor=town.reviewer, at=make.AT)
    with pytest.raises(NotAllowed):
        accept_call_off(call=call, actor=town.operator, at=make.AT)
    with pytest.raises(WrongState):
        publish_call_off(call=call, actor=town.operator, at=make.AT)
    accept_call_off(call=call, actor=entry[1], at=make.AT)
    with pytest.raises(NotAllowed):
        publish_call_off(call=call, actor=entry[1], at=make.AT)


def test_a_supplier_that_declines_says_why_and_the_money_returns(town, entry):
    item = make.town_item(town)
    call = make.asked(entry[0], item, town.operator)
    confirm_call_off(call=call, actor=town.leader, at=make.AT)
    with pytest.raises(DomainError) as caught:
        decline_call_off(call=call, reason=" ", actor=entry[1], at=make.AT)
    assert caught.value.field == "reason"
    decline_call_off(call=call, reason="本月护理员已排满，12月起可以。", actor=entry[1], at=make.AT)
    assert (call.status, line_of(item)) == ("DECLINED", money("90000.00", "0.00", "0.00"))


def test_nothing_is_called_off_from_who_was_removed_or_after_the_end(home, town, entry):
    item = make.town_item(town)
    waiting = make.asked(entry[0], item, town.operator)
    after = make.AT + timedelta(days=800)
    with pytest.raises(GuardRefused):
        confirm_call_off(call=waiting, actor=town.leader, at=after)
    remove_entry(
        entry=entry[0],
        ground="FALSE_PAPERS",
        reason="护理员资格证系伪造，已核实。",
        actor=home.leader,
        at=make.AT,
    )
    with pytest.raises(GuardRefused) as caught:
        confirm_call_off(call=waiting, actor=town.leader, at=make.AT)
    assert "第十七条" in str(caught.value)
    entry[0].refresh_from_db()
    with pytest.raises(GuardRefused):
        make.asked(entry[0], item, town.operator)
    assert Framework.objects.get().status == "IN_FORCE"


def test_a_contract_waits_for_the_public_result_and_is_made_once(town, entry):
    call = make.asked(entry[0], make.town_item(town), town.operator)
    values = {
        "starts_on": contracts.STARTS,
        "ends_on": contracts.ENDS,
        "terms": "按框架协议履行。",
        "at": make.AT,
    }
    with pytest.raises(WrongState):
        draft_contract(call_off=call, actor=town.operator, **values)
    confirm_call_off(call=call, actor=town.leader, at=make.AT)
    accept_call_off(call=call, actor=entry[1], at=make.AT)
    publish_call_off(call=call, actor=town.operator, at=make.AT)
    with pytest.raises(NotAllowed):
        draft_contract(call_off=call, actor=accounts.stranger(), **values)
    draft_contract(call_off=call, actor=town.operator, **values)
    with pytest.raises(WrongState):
        draft_contract(call_off=call, actor=town.operator, **values)
