"""Prices asked for on the platform: the supplier is told, gives its own price once, and has its time."""

from datetime import timedelta
from decimal import Decimal

import pytest

from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import OutboxMessage
from procurement.tendering.selectors.todos import todos
from procurement.tendering.services.quotes import add_quote, ask_for_quote, give_quote
from procurement.tendering.services.small import decide_small
from tests.factories import suppliers
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
UNTIL = make.AT + timedelta(days=2)


@pytest.fixture
def home():
    return make.town("沙河乡")


@pytest.fixture
def asked():
    return suppliers.supplier()


def ask(home, supplier, **changed):
    purchase = changed.pop("purchase", None) or make.small_purchase(home)
    values = {"until": UNTIL, "actor": home.operator, "at": make.AT, **changed}
    return ask_for_quote(purchase=purchase, supplier=supplier.organisation, **values)


def test_the_asked_supplier_is_told_and_answers(home, asked):
    supplier, actor = asked
    request = ask(home, supplier)
    assert [mail.event for mail in OutboxMessage.objects.filter(recipient_code=actor.code)][
        -1
    ] == "quote_asked"
    assert [todo.url for todo in todos(actor, make.AT)] == [request.get_absolute_url()]

    quote = give_quote(request=request, amount=Decimal("98000"), note="含消毒", actor=actor, at=UNTIL)

    assert (quote.supplier, quote.amount, quote.entered_by) == (
        supplier.organisation,
        Decimal("98000.00"),
        actor.name,
    )
    request.refresh_from_db()
    assert (request.quote, todos(actor, make.AT)) == (quote, [])


def test_a_price_is_given_once_and_in_time(home, asked):
    supplier, actor = asked
    request = ask(home, supplier)
    with pytest.raises(WrongState, match="截止时间2026-.*已过"):
        give_quote(request=request, amount=Decimal("98000"), actor=actor, at=UNTIL + timedelta(seconds=1))
    give_quote(request=request, amount=Decimal("98000"), actor=actor, at=make.AT)
    with pytest.raises(WrongState, match="已经报过价"):
        give_quote(request=request, amount=Decimal("97000"), actor=actor, at=make.AT)


def test_nobody_answers_for_another_and_nobody_else_asks(home, asked):
    supplier, actor = asked
    request = ask(home, supplier)
    for other in (suppliers.supplier()[1], home.operator):
        with pytest.raises(NotAllowed):
            give_quote(request=request, amount=Decimal("98000"), actor=other, at=make.AT)
    with pytest.raises(NotAllowed):
        ask(home, suppliers.supplier()[0], purchase=request.purchase, actor=actor)
    assert request.purchase.quotes.count() == 0


def test_a_price_above_the_money_is_refused_beside_its_field(home, asked):
    supplier, actor = asked
    with pytest.raises(DomainError) as refused:
        give_quote(request=ask(home, supplier), amount=Decimal("120000.01"), actor=actor, at=make.AT)
    assert (refused.value.field, refused.value.rule) == ("amount", "B-10")


def test_who_was_asked_is_neither_asked_nor_entered_again(home, asked):
    supplier, _actor = asked
    request = ask(home, supplier)
    with pytest.raises(DomainError, match="询过价"):
        ask(home, supplier, purchase=request.purchase)
    with pytest.raises(DomainError, match="由它自己报价"):
        add_quote(
            purchase=request.purchase,
            supplier=supplier.organisation,
            amount=Decimal("98000"),
            actor=home.operator,
            at=make.AT,
        )
    with pytest.raises(DomainError, match="晚于现在"):
        ask(home, suppliers.supplier()[0], purchase=request.purchase, until=make.AT)


def test_the_meeting_waits_for_who_was_given_time(home, asked):
    request = ask(home, asked[0])
    purchase = request.purchase
    for amount in ("101000", "102000", "103000"):
        other = suppliers.supplier()[0].organisation
        add_quote(purchase=purchase, supplier=other, amount=Decimal(amount), actor=home.operator, at=make.AT)
    meeting = {
        "purchase": purchase,
        "quote": purchase.quotes.get(amount=Decimal("101000")),
        "minutes": "比较三家报价和服务承诺，一致同意选定最低报价。",
        "present": "镇长、经办人、财务人员",
        "actor": home.operator,
    }
    with pytest.raises(GuardRefused, match="到时或者都已报价后再决定"):
        decide_small(**meeting, at=UNTIL - timedelta(seconds=1))
    assert decide_small(**meeting, at=UNTIL).status == "DECIDED"
