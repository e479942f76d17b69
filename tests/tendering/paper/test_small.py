"""The small purchase from the first quote to the published result."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from procurement.accounts.enums import Office, OrganisationKind, SupplierKind
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.publications.models import Publication
from procurement.tendering.services.quotes import add_quote
from procurement.tendering.services.small import (
    cancel_small,
    decide_small,
    publish_small,
    start_small_purchase,
)
from tests.factories import accounts
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db
MINUTES = "比较三家报价和服务承诺，甲村集体报价最低，同意选定。"
PRESENT = "镇长、经办人、财务人员"


@pytest.fixture
def home():
    return make.town("沙河乡")


def supplier(name="", kind=SupplierKind.RURAL_COLLECTIVE):
    return accounts.organisation(OrganisationKind.SUPPLIER, name, supplier_kind=kind)


def quote(purchase, home, amount, **fields):
    values = {"supplier": fields.pop("supplier", None) or supplier(), "actor": home.operator, **fields}
    return add_quote(purchase=purchase, amount=Decimal(amount), at=make.AT, **values)


def decide(purchase, chosen, home, **changed):
    values = {"minutes": MINUTES, "present": PRESENT, "actor": home.operator, **changed}
    return decide_small(purchase=purchase, quote=chosen, at=make.AT, **values)


def test_the_whole_way_to_a_public_result(home):
    purchase = make.small_purchase(home)
    line = purchase.item.fundings.get().line
    assert (line.reserved, line.frozen) == (Decimal("0.00"), Decimal("120000.00"))
    for amount in ("118000", "115000", "119500.50"):
        quote(purchase, home, amount)

    decide(purchase, purchase.quotes.get(amount=Decimal("115000")), home)
    publish_small(purchase=purchase, actor=home.operator, at=make.AT)

    publication = Publication.objects.get(code=purchase.publication_code)
    assert (purchase.status, publication.kind, publication.project_code) == (
        "PUBLISHED",
        "SMALL_PURCHASE_RESULT",
        purchase.item.code,
    )
    facts = publication.payload["facts"]
    assert (facts["amount"], facts["quotes"]) == ("115000.00", "3")
    assert "壹拾壹万伍仟元整" in str(publication.payload["sections"])


def test_a_reasoned_direct_choice_up_to_the_county_s_limit(home):
    purchase = make.small_purchase(home, amount="50000.00")
    only = quote(purchase, home, "48000")
    with pytest.raises(DomainError) as caught:
        decide(purchase, only, home)
    assert caught.value.field == "direct_reason"

    decide(purchase, only, home, direct_reason="本村集体就近管护，其他供应商不愿报价。")
    assert purchase.status == "DECIDED"


def test_above_the_limit_three_quotes_are_needed(home):
    purchase = make.small_purchase(home)
    only = quote(purchase, home, "100000")
    with pytest.raises(DomainError) as caught:
        decide(purchase, only, home, direct_reason="就近")
    assert (
        str(caught.value) == "超过50,000元的小额采购须有3家以上报价，现有1家（102号令第十九条）。请补充询价。"
    )


def test_not_the_lowest_needs_a_reason(home):
    purchase = make.small_purchase(home)
    quotes = [quote(purchase, home, amount) for amount in ("90000", "95000", "99000")]
    with pytest.raises(DomainError) as caught:
        decide(purchase, quotes[1], home)
    assert (caught.value.field, purchase.quotes.count()) == ("direct_reason", 3)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"present": "镇长、经办人"}, "present"), ({"minutes": "同意"}, "minutes")],
)
def test_a_decision_is_collective_and_minuted(home, changed, field):
    purchase = make.small_purchase(home)
    quotes = [quote(purchase, home, amount) for amount in ("90000", "95000", "99000")]
    with pytest.raises(DomainError) as caught:
        decide(purchase, quotes[0], home, **changed)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("amount", "field", "rule"), [("120000.01", "amount", "B-10"), ("0", "amount", "B-09")]
)
def test_quotes_lie_within_the_budget(home, amount, field, rule):
    with pytest.raises(DomainError) as caught:
        quote(make.small_purchase(home), home, amount)
    assert (caught.value.field, caught.value.rule) == (field, rule)


def test_who_may_not_supply_does_not_quote(home):
    purchase = make.small_purchase(home)
    museum = supplier("云梦县文化馆", SupplierKind.PUBLIC_INSTITUTION_I)
    with pytest.raises(DomainError) as caught:
        quote(purchase, home, "100000", supplier=museum)
    assert (caught.value.field, caught.value.rule) == ("supplier", "A-04")

    with pytest.raises(DomainError) as caught:
        quote(purchase, home, "100000", supplier=home.organisation)
    assert caught.value.rule == "A-05"

    once = supplier()
    quote(purchase, home, "100000", supplier=once)
    with pytest.raises(DomainError):
        quote(purchase, home, "90000", supplier=once)


def test_a_project_at_the_threshold_is_no_small_purchase(home):
    item = make.published_item(home, amount="500000.00")
    with pytest.raises(WrongState) as caught:
        start_small_purchase(item=item, requirement="保洁", actor=home.operator, at=make.AT)
    assert caught.value.rule == "C-14"


def test_it_begins_once(home):
    purchase = make.small_purchase(home)
    with pytest.raises(WrongState):
        start_small_purchase(item=purchase.item, requirement="保洁", actor=home.operator, at=make.AT)


def test_others_do_not_run_it(home):
    purchase = make.small_purchase(home)
    for somebody in (
        accounts.stranger(),
        home.finance,
        accounts.person(accounts.township("伍洛镇"), Office.OPERATOR),
    ):
        with pytest.raises(NotAllowed):
            quote(purchase, home, "1000", actor=somebody)


def test_nothing_is_published_before_the_decision(home):
    with pytest.raises(WrongState):
        publish_small(purchase=make.small_purchase(home), actor=home.operator, at=make.AT)


def test_after_the_decision_no_quote_comes_in(home):
    purchase = make.small_purchase(home, amount="50000.00")
    decide(purchase, quote(purchase, home, "48000"), home, direct_reason="就近管护")
    with pytest.raises(WrongState):
        quote(purchase, home, "40000")


def test_giving_up_unfreezes(home):
    purchase = make.small_purchase(home)
    cancel_small(purchase=purchase, reason="并入明年项目", actor=home.operator, at=make.AT)
    line = purchase.item.fundings.get().line
    assert (purchase.status, line.reserved, line.frozen) == (
        "CANCELLED",
        Decimal("120000.00"),
        Decimal("0.00"),
    )


def test_the_page_says_what_is_done_and_what_is_next(home, client):
    purchase = make.small_purchase(home)
    accounts.login(client, home.operator)
    ask = reverse("tendering:quote-ask", args=[purchase.code])

    def seen():
        page = client.get(purchase.get_absolute_url())
        return [step["state"] for step in page.context["steps"]], client.get(ask).status_code

    assert seen() == (["present", "future", "future", "future"], 200)
    for amount in ("118000", "115000", "119500.50"):
        quote(purchase, home, amount)
    decide(purchase, purchase.quotes.get(amount=Decimal("115000")), home)
    # Nobody is asked for a price that cannot be looked at any more.
    assert seen() == (["past", "past", "present", "future"], 403)
    publish_small(purchase=purchase, actor=home.operator, at=make.AT)
    assert seen() == (["past", "past", "past", "present"], 403)


def test_a_purchase_that_was_given_up_shows_no_steps(home, client):
    purchase = make.small_purchase(home)
    cancel_small(purchase=purchase, reason="并入明年项目", actor=home.operator, at=make.AT)
    accounts.login(client, home.operator)
    assert client.get(purchase.get_absolute_url()).context["steps"] == []


def test_no_button_leads_nowhere(home, client):
    """Signing is the contract's step: the page of the purchase offers the draft instead, to who drafts."""
    purchase = make.small_purchase(home)
    for amount in ("118000", "115000", "119500.50"):
        quote(purchase, home, amount)
    decide(purchase, purchase.quotes.get(amount=Decimal("115000")), home)
    publish_small(purchase=purchase, actor=home.operator, at=make.AT)

    def links(actor):
        accounts.login(client, actor)
        soup = BeautifulSoup(client.get(purchase.get_absolute_url()).content, "html.parser")
        return [link["href"] for link in soup.select("#main a") if purchase.code in link["href"]]

    assert links(home.operator) == [f"/workspace/contracts/new/small/{purchase.code}/"]
    assert links(home.leader) == []
