"""Service users choose by themselves: two people issue, the paper chooses, orders follow with their own money."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.budgeting.selectors import parts_of
from procurement.core.audit import chain_of
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, NotVisible, WrongState
from procurement.frameworks.models import CallOff, Voucher
from procurement.frameworks.selectors.lists import ratings
from procurement.frameworks.services.calls import cancel_call_off, confirm_call_off, decline_call_off
from procurement.frameworks.services.entries import leave_framework
from procurement.frameworks.services.vouchers import (
    ask_vouchers,
    cancel_vouchers,
    choose_supplier,
    close_vouchers,
    gather_choices,
    issue_vouchers,
    rate_voucher,
)
from tests.factories import accounts, closed, tendering
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db
ASKED = {
    "count": 5,
    "each": Decimal("40"),
    "need": "失能老人上门照护，年底前完成。",
    "place": "义堂镇西片5个村",
    "valid_until": date(2026, 10, 31),
}


@pytest.fixture
def home():
    return make.organiser()


@pytest.fixture
def town():
    return tendering.town("义堂镇")


@pytest.fixture
def entries(home):
    framework = make.in_force(home)
    return [make.admitted(framework, home) for _n in range(2)]


def ask(entries, town, **changed):
    item = changed.pop("item", None) or make.town_item(town)
    framework = entries[0][0].framework
    values = {**ASKED, "actor": town.operator, "at": make.AT, **changed}
    return ask_vouchers(framework=framework, item=item, **values)


def issued(entries, town):
    return issue_vouchers(batch=ask(entries, town), actor=town.leader, at=make.AT)


def frozen(batch):
    return {code: part["frozen"] for code, part in parts_of(batch.item.code).items() if part["frozen"]}


def test_from_the_paper_to_an_order_a_supplier(entries, town):
    batch, tokens = issued(entries, town)
    assert (batch.amount, frozen(batch)) == (Decimal("9000.00"), {batch.code: Decimal("9000.00")})
    choices = [entries[0][0], entries[0][0], entries[1][0]]
    for (_number, token), entry in zip(tokens, choices, strict=False):
        choose_supplier(token=token, entry=entry, at=make.AT)
    calls = gather_choices(batch=batch, actor=town.operator, at=make.AT)
    found = {(call.entry_id, call.quantity, call.amount, call.way) for call in calls}
    assert found == {
        (entries[0][0].pk, Decimal("80"), Decimal("3600.00"), "USER_CHOICE"),
        (entries[1][0].pk, Decimal("40"), Decimal("1800.00"), "USER_CHOICE"),
    }
    assert frozen(batch) == {
        batch.code: Decimal("3600.00"),
        **{call.code: call.amount for call in calls},
    }
    with pytest.raises(NotAllowed):
        confirm_call_off(call=calls[0], actor=town.operator, at=make.AT)
    assert confirm_call_off(call=calls[0], actor=town.leader, at=make.AT).status == "CONFIRMED"
    with pytest.raises(WrongState):
        gather_choices(batch=batch, actor=town.operator, at=make.AT)


def test_nothing_of_a_person_is_kept_and_no_token(entries, town):
    batch, tokens = issued(entries, town)
    choose_supplier(token=tokens[0][1], entry=entries[0][0], at=make.AT)
    row = Voucher.objects.get(batch=batch, number=1)
    kept = {field.name for field in Voucher._meta.get_fields()}
    assert kept == {"id", "batch", "number", "token_hash", "entry", "chosen_on", "call_off", "stars"}
    assert row.token_hash != tokens[0][1] and tokens[0][1] not in str(vars(row))
    entry = chain_of("voucher-batch", batch.code).last()
    assert (entry.action, entry.actor_code, entry.changes["number"]) == ("choose", "SYSTEM", "1")


def test_a_choice_is_changed_until_it_is_ordered(entries, town):
    batch, tokens = issued(entries, town)
    token = tokens[0][1]
    choose_supplier(token=token, entry=entries[0][0], at=make.AT)
    choose_supplier(token=token, entry=entries[1][0], at=make.AT)
    call = gather_choices(batch=batch, actor=town.operator, at=make.AT)[0]
    assert call.entry == entries[1][0]
    with pytest.raises(WrongState):
        choose_supplier(token=token, entry=entries[0][0], at=make.AT)
    cancel_call_off(call=call, reason="机构临时停业", actor=town.operator, at=make.AT)
    assert frozen(batch) == {batch.code: Decimal("9000.00")}
    assert choose_supplier(token=token, entry=entries[0][0], at=make.AT).entry == entries[0][0]


def test_who_left_cannot_be_chosen_and_late_is_late(home, entries, town):
    batch, tokens = issued(entries, town)
    gone = entries[1][0]
    leave_framework(entry=gone, reason="", actor=entries[1][1], at=make.AT)
    with pytest.raises(DomainError) as caught:
        choose_supplier(token=tokens[0][1], entry=gone, at=make.AT)
    assert caught.value.field == "entry"
    with pytest.raises(WrongState):
        choose_supplier(token=tokens[0][1], entry=entries[0][0], at=make.AT + timedelta(days=41))
    with pytest.raises(NotVisible):
        choose_supplier(token="0" * 16, entry=entries[0][0], at=make.AT)


def test_two_people_issue_and_two_suppliers_are_to_choose_from(home, town, entries):
    batch = ask(entries, town)
    with pytest.raises(NotAllowed):
        issue_vouchers(batch=batch, actor=town.operator, at=make.AT)
    leave_framework(entry=entries[1][0], reason="", actor=entries[1][1], at=make.AT)
    with pytest.raises(GuardRefused) as caught:
        issue_vouchers(batch=batch, actor=town.leader, at=make.AT)
    assert "2家以上" in str(caught.value)
    cancel_vouchers(batch=batch, reason="入围不足两家", actor=town.operator, at=make.AT)
    assert (frozen(batch), Voucher.objects.count()) == ({}, 0)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": 501}, "count"),
        ({"each": Decimal(0)}, "each"),
        ({"place": " "}, "place"),
        ({"need": ""}, "need"),
        ({"valid_until": date(2026, 9, 20)}, "valid_until"),
        ({"valid_until": date(2029, 1, 1)}, "valid_until"),
        ({"count": 60}, "amount"),
    ],
)
def test_a_batch_is_whole_and_within_the_money(entries, town, changed, field):
    with pytest.raises(DomainError) as caught:
        ask(entries, town, **changed)
    assert caught.value.field == field


def test_what_nobody_used_goes_back_after_the_last_day(entries, town):
    batch, tokens = issued(entries, town)
    choose_supplier(token=tokens[0][1], entry=entries[0][0], at=make.AT)
    after = make.AT + timedelta(days=41)
    for at in (make.AT, after):
        with pytest.raises(GuardRefused):
            close_vouchers(batch=batch, actor=town.operator, at=at)
    call = gather_choices(batch=batch, actor=town.operator, at=after)[0]
    close_vouchers(batch=batch, actor=town.operator, at=after)
    assert (batch.status, frozen(batch)) == ("CLOSED", {call.code: Decimal("1800.00")})
    with pytest.raises(WrongState):
        choose_supplier(token=tokens[1][1], entry=entries[0][0], at=after)


def test_who_was_served_rates_and_all_may_read_the_mean(client, entries, town):
    batch, tokens = issued(entries, town)
    for _number, token in tokens[:2]:
        choose_supplier(token=token, entry=entries[0][0], at=make.AT)
    with pytest.raises(WrongState):
        rate_voucher(token=tokens[0][1], stars=5, at=make.AT)
    gather_choices(batch=batch, actor=town.operator, at=make.AT)
    for (_number, token), stars in zip(tokens, (5, 4), strict=False):
        rate_voucher(token=token, stars=stars, at=make.AT)
    framework = entries[0][0].framework
    assert ratings(framework) == {entries[0][0].pk: {"users": {"mean": "4.5", "count": 2}}}
    page = client.get(reverse("frameworks:framework-public", args=[framework.code])).content.decode()
    assert "服务对象 4.5 分（2）" in page


def test_the_telephone_page_chooses_changes_and_says_so(client, entries, town):
    batch, tokens = issued(entries, town)
    url = reverse("frameworks:voucher-choose", args=[tokens[0][1]])
    page = client.get(url)
    assert (page.status_code, page["Cache-Control"].count("no-store")) == (200, 1)
    assert entries[0][0].supplier.name in page.content.decode()
    assert client.post(url, {"entry": "KX-0000-0001"}).status_code == 200
    done = client.post(url, {"entry": entries[1][0].code})
    assert (done.status_code, Voucher.objects.get(number=1).entry) == (302, entries[1][0])
    assert client.get(reverse("frameworks:voucher-choose", args=["x" * 16])).status_code == 404
    assert CallOff.objects.count() == 0


def test_under_a_closed_framework_each_order_costs_its_supplier_s_agreed_price(client, town):
    made = closed.Closed(users_choose=True).in_force()
    (cheap, first), (dear, _actor) = made.entries()
    item = make.town_item(town)
    at = closed.LATER
    accounts.login(client, town.operator)
    page = reverse("frameworks:voucherbatch-create", args=[item.code, made.framework.code])
    assert page in client.get(reverse("frameworks:calloff-choose", args=[item.code])).content.decode()
    assert "最高限制单价" in client.get(page).content.decode()
    asked = {
        "framework": made.framework,
        "item": item,
        "count": 3,
        "each": Decimal(2),
        "actor": town.operator,
    }
    batch = ask_vouchers(**{**ASKED, **asked, "valid_until": date(2026, 12, 31)}, at=at)
    batch, tokens = issue_vouchers(batch=batch, actor=town.leader, at=at)
    for (_number, token), entry in zip(tokens, (cheap, cheap, dear), strict=True):
        choose_supplier(token=token, entry=entry, at=at)
    calls = gather_choices(batch=batch, actor=town.operator, at=at)
    assert [(call.entry, call.amount) for call in calls] == [
        (cheap, Decimal("3520.00")),
        (dear, Decimal("1840.00")),
    ]
    # Six pieces at 1,000 yuan were frozen; what the agreed prices leave stays with the batch until it ends.
    assert frozen(batch)[batch.code] == Decimal("640.00")
    confirm_call_off(call=calls[0], actor=town.leader, at=at)
    decline_call_off(call=calls[0], reason="律师均在外地开庭", actor=first, at=at)
    assert frozen(batch)[batch.code] == Decimal("4160.00")

    turns = closed.Closed(users_choose=True, call_off_way="ROTATION").in_force()
    with pytest.raises(WrongState):
        ask_vouchers(**{**ASKED, **asked, "framework": turns.framework}, at=at)
