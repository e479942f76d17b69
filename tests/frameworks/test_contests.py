"""The two ways of a closed framework that leave nothing to choose: in turn, and by a second competition."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.accounts.selectors import actor_of
from procurement.accounts.services import appoint, dismiss
from procurement.budgeting.selectors import remainder_of
from procurement.core import clock
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.frameworks.models import CallOff, Contest, ContestOffer
from procurement.frameworks.selectors.todos import todos
from procurement.frameworks.selectors.turns import next_turn
from procurement.frameworks.services.calls import (
    accept_call_off,
    call_off,
    cancel_call_off,
    confirm_call_off,
    decline_call_off,
    publish_call_off,
)
from procurement.frameworks.services.contests import (
    cancel_contest,
    decide_contest,
    give_offer,
    open_contest,
    take_turn,
)
from procurement.frameworks.services.entries import remove_entry
from procurement.publications.models import Publication
from tests.factories import accounts, closed, tendering
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db
AT = closed.LATER + timedelta(days=1)
NEED = {"need": "审查2026年第四季度合同", "place": "义堂镇政府"}


def test_in_turn_each_once_and_a_refusal_with_its_reason_uses_the_turn(client):
    made = closed.Closed(call_off_way="ROTATION").in_force(offers=("880.00", "900.00", "920.00", "950.00"))
    town = tendering.town("义堂镇")
    item = make.town_item(town)
    entries = [entry for entry, _actor in made.entries()]
    actors = [actor for _entry, actor in made.entries()]
    order = {"framework": made.framework, "item": item, "quantity": Decimal(5), **NEED, "at": AT}
    with pytest.raises(NotAllowed):
        take_turn(actor=town.leader, **order)
    with pytest.raises(WrongState):
        call_off(
            entry=entries[1], item=item, actor=town.operator, at=AT, **{**make.ORDER, "quantity": Decimal(5)}
        )
    with pytest.raises(WrongState):
        open_contest(until=AT + timedelta(days=9), actor=town.operator, **order)

    accounts.login(client, town.operator)
    choose = client.get(reverse("frameworks:calloff-choose", args=[item.code])).content.decode()
    address = reverse("frameworks:turn-create", args=[item.code, made.framework.code])
    assert entries[0].supplier.name in client.get(address).content.decode()
    assert (
        address in choose,
        reverse("frameworks:calloff-create", args=[item.code, entries[1].code]) in choose,
    ) == (
        True,
        False,
    )
    first = take_turn(actor=town.operator, **order)
    assert (first.entry, first.way, first.unit_price, first.amount) == (
        entries[0],
        "ROTATION",
        Decimal("880.00"),
        Decimal("4400.00"),
    )
    cancel_call_off(call=first, reason="数量写错", actor=town.operator, at=AT)
    again = take_turn(actor=town.operator, **order)
    assert again.entry == entries[0]
    confirm_call_off(call=again, actor=town.leader, at=AT)
    decline_call_off(call=again, reason="律师均在外地开庭", actor=actors[0], at=AT)
    second = take_turn(actor=town.operator, **order)
    remove_entry(
        entry=entries[2],
        ground="FALSE_PAPERS",
        reason="执业证号与登记不符，已查实。",
        actor=made.home.leader,
        at=AT,
    )
    assert (second.entry, next_turn(made.framework)) == (entries[1], entries[0])


def test_a_competition_below_the_agreed_prices_from_its_call_to_the_public_result(client):
    made = closed.Closed(call_off_way="COMPETITION").in_force()
    town = tendering.town("义堂镇")
    item = make.town_item(town)
    whole = remainder_of(item.code)
    (entry, first), (_other, second) = made.entries()
    call = {"framework": made.framework, "item": item, "quantity": Decimal(10), **NEED, "at": AT}
    with pytest.raises(DomainError) as caught:
        open_contest(until=AT + timedelta(hours=47), actor=town.operator, **call)
    assert caught.value.field == "until_day"
    with pytest.raises(NotAllowed):
        open_contest(until=AT + timedelta(hours=48), actor=made.home.operator, **call)

    contest = open_contest(until=AT + timedelta(hours=48), actor=town.operator, **call)
    assert whole - remainder_of(item.code) == contest.held == Decimal("9200.00")
    with pytest.raises(NotAllowed):
        give_offer(contest=contest, price=Decimal("800.00"), actor=made.bidders[2], at=AT)
    with pytest.raises(DomainError) as caught:
        give_offer(contest=contest, price=Decimal("880.01"), actor=first, at=AT)
    assert caught.value.field == "price"
    give_offer(contest=contest, price=Decimal("870.00"), actor=first, at=AT)
    give_offer(contest=contest, price=Decimal("865.55"), actor=first, at=AT)
    give_offer(contest=contest, price=Decimal("900.00"), actor=second, at=AT)

    page = reverse("frameworks:contest-detail", args=[contest.code])
    for actor in (town.operator, made.home.operator, second):
        accounts.login(client, actor)
        assert "865.55" not in client.get(page).content.decode()
    assert not any(row.price or b"865.55" in bytes(row.locked) for row in ContestOffer.objects.all())
    with pytest.raises(GuardRefused):
        decide_contest(contest=contest, actor=town.operator, at=contest.until)
    over = contest.until + timedelta(minutes=1)
    with pytest.raises(WrongState):
        give_offer(contest=contest, price=Decimal("800.00"), actor=second, at=over)
    with pytest.raises(NotAllowed):
        decide_contest(contest=contest, actor=town.leader, at=over)

    decide_contest(contest=contest, actor=town.operator, at=over)
    found = CallOff.objects.get()
    assert (found, found.entry, found.unit_price) == (contest.call_off, entry, Decimal("865.55"))
    assert whole - remainder_of(item.code) == found.amount == Decimal("8655.50")
    with pytest.raises(NotAllowed):
        confirm_call_off(call=found, actor=town.operator, at=over)
    confirm_call_off(call=found, actor=town.leader, at=over)
    accept_call_off(call=found, actor=first, at=over)
    publish_call_off(call=found, actor=town.operator, at=over)
    text = str(Publication.objects.get(code=found.publication_code).payload["sections"])
    assert "二次竞价" in text and "865.55元／件" in text


def test_pages_of_a_competition_take_it_from_the_item_to_the_order_and_lists_stay_as_cheap(
    client, django_assert_max_num_queries
):
    made = closed.Closed(call_off_way="COMPETITION").in_force()
    town = tendering.town("义堂镇")
    item = make.town_item(town)
    accounts.login(client, town.operator)
    page = reverse("frameworks:contest-create", args=[item.code, made.framework.code])
    typed = {"quantity": "10", **NEED, "until_time": "10:00", "form_token": "x"}
    refused = client.post(page, {**typed, "until_day": "2020-01-01"})
    assert (
        refused.status_code,
        "至少" in refused.content.decode() or "不少于" in refused.content.decode(),
    ) == (200, True)
    for day in range(10, 13):
        call = {"framework": made.framework, "item": item, "quantity": Decimal(1), **NEED, "at": AT}
        contest = open_contest(until=AT + timedelta(days=day), actor=town.operator, **call)
    with django_assert_max_num_queries(16):
        body = client.get(reverse("frameworks:calloff-list")).content.decode()
    assert body.count("/workspace/contests/") == 3

    _entry, supplier = made.entries()[0]
    accounts.login(client, supplier)
    offer = reverse("frameworks:contest-offer", args=[contest.code])
    assert "880.00" in client.post(offer, {"price": "999"}).content.decode()
    assert client.post(offer, {"price": "800"}).status_code == 302
    assert ContestOffer.objects.filter(given_at__isnull=False).count() == 1


def test_equal_offers_are_drawn_and_a_competition_nobody_answers_gives_its_money_back():
    made = closed.Closed(call_off_way="COMPETITION").in_force()
    town = tendering.town("义堂镇")
    item = make.town_item(town)
    whole = remainder_of(item.code)
    call = {"framework": made.framework, "item": item, "quantity": Decimal(10), **NEED, "at": AT}
    contest = open_contest(until=AT + timedelta(hours=48), actor=town.operator, **call)
    over = contest.until + timedelta(minutes=1)
    with pytest.raises(GuardRefused):
        decide_contest(contest=contest, actor=town.operator, at=over)
    with pytest.raises(DomainError):
        cancel_contest(contest=contest, reason="", actor=town.operator, at=over)
    stranger = accounts.person(made.home.organisation, Office.OPERATOR)
    with pytest.raises(NotAllowed):
        cancel_contest(contest=contest, reason="没有人报价", actor=stranger, at=over)
    cancel_contest(contest=contest, reason="没有人报价", actor=town.operator, at=over)
    assert remainder_of(item.code) == whole

    contest = open_contest(until=AT + timedelta(hours=48), actor=town.operator, **call)
    for _entry, actor in made.entries():
        give_offer(contest=contest, price=Decimal("850.00"), actor=actor, at=AT)
    decide_contest(contest=contest, actor=town.operator, at=over)
    draw = Contest.objects.get(status="DECIDED").draw
    assert draw["pool"] == sorted(entry.code for entry, _actor in made.entries())
    assert contest.call_off.entry.code == draw["winner"]


def restaffed(actor, supplier, at):
    """Return whom the bureau appointed after it had ended the supplier's only administrator."""
    bureau = accounts.bureau()
    gone = {"user": accounts.user_of(actor), "organisation": supplier, "actor": bureau, "at": at}
    dismiss(reason="管理员去世", **gone)
    new = accounts.user()
    appoint(user=new, organisation=supplier, offices=["SUPPLIER_ADMIN"], actor=bureau, at=at)
    return actor_of(new, supplier)


def test_whom_the_bureau_puts_in_meanwhile_neither_offers_nor_learns_of_an_offer(client):
    """As with sealed bids (RULES I-03): the page is the same whether the supplier has offered or not."""
    made = closed.Closed(call_off_way="COMPETITION").in_force()
    town = tendering.town("义堂镇")
    (entry, first), (other, second) = made.entries()
    call = {"framework": made.framework, "item": make.town_item(town), "quantity": Decimal(10), **NEED}
    contest = open_contest(until=AT + timedelta(hours=48), actor=town.operator, at=AT, **call)
    give_offer(contest=contest, price=Decimal("870.00"), actor=first, at=AT)
    clock.start_at(AT + timedelta(hours=1))
    later = AT + timedelta(hours=1)
    page = reverse("frameworks:contest-detail", args=[contest.code])
    for row, old in ((entry, first), (other, second)):
        new = restaffed(old, row.supplier, later)
        with pytest.raises(NotAllowed, match="竞价已经开始"):
            give_offer(contest=contest, price=Decimal("860.00"), actor=new, at=later)
        accounts.login(client, new)
        shown = client.get(page).content.decode()
        assert ("为了报价保密" in shown, "已报价，加密保存" in shown, "修改报价" in shown) == (
            True,
            False,
            False,
        )
        assert client.get(reverse("frameworks:contest-offer", args=[contest.code])).status_code == 403
        assert todos(new, later) == []
    decide_contest(contest=contest, actor=town.operator, at=contest.until + timedelta(minutes=1))
    assert "竞价已经开始" not in client.get(page).content.decode()
