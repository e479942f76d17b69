"""Each procedure cites its own law: the order on tendering binds tenders only."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from procurement.awarding.lifecycle import AWARD, EVALUATION, PANEL
from procurement.awarding.models import Award, Evaluation, Panel
from procurement.core import clock
from procurement.core.errors import WrongState
from procurement.core.templatetags import formats
from procurement.regulations.procedures import own_articles
from procurement.tendering.enums import Method
from procurement.tendering.lifecycle import PACKAGE, ROUND, SEALED_BID, TENDER
from procurement.tendering.models import BidRound, Package, SealedBid, Tender
from procurement.tendering.services.records import opening_record
from tests.factories import accounts as people
from tests.factories import seals as make

SECRET = {
    Method.OPEN_TENDER: "87号令第二十八条",
    Method.COMPETITIVE_NEGOTIATION: "74号令第六条、第十五条",
    Method.COMPETITIVE_CONSULTATION: "214号第五条、第十三条",
}
LAWS = ("87号令", "74号令", "214号")
LAW_OF = {Method.OPEN_TENDER: "87号令", Method.INVITED_TENDER: "87号令"} | {
    Method.COMPETITIVE_NEGOTIATION: "74号令",
    Method.COMPETITIVE_CONSULTATION: "214号",
}


def laws_in(text):
    return {law for law in LAWS if law in text}


@pytest.mark.django_db
@pytest.mark.parametrize("method", SECRET)
def test_before_the_deadline_the_opening_page_cites_the_procedures_own_law(client, method):
    clock.start_at(make.AT)
    bid_round, _custodians = make.receiving(method=method)

    page = client.get(reverse("tendering:opening-detail", args=[bid_round.code])).content.decode()

    marks = re.findall(r'<span class="basis-mark">([^<]*)</span>', page)
    assert SECRET[method] in marks
    assert {law for mark in marks for law in laws_in(mark)} == {LAW_OF[method]}
    with pytest.raises(WrongState) as refused:
        opening_record(round=bid_round)
    assert str(refused.value) == f"截止前不公开任何回执，也不公开数量（{SECRET[method]}）。"


@pytest.mark.django_db
@pytest.mark.parametrize("method", SECRET)
def test_after_a_failed_round_too(client, method):
    clock.start_at(make.CLOSED)
    bid_round, _custodians = make.receiving(method=method)
    make.close(bid_round)

    page = client.get(reverse("tendering:opening-detail", args=[bid_round.code])).content.decode()

    marks = re.findall(r'<span class="basis-mark">([^<]*)</span>', page)
    assert own_articles(method)["too_few"] in marks
    assert {law for mark in marks for law in laws_in(mark)} == {LAW_OF[method]}


def test_the_pages_of_every_method_name_no_procedures_law_by_hand():
    """A page that all methods share takes the article from the tender; what is only for tenders may name 87."""
    names = ("ceremony_detail.html", "receipt_detail.html", "enquiry_form.html")
    named = {name: laws_in(Path("templates/tendering", name).read_text()) for name in names}
    assert named == {name: set() for name in names}


@pytest.mark.django_db
@pytest.mark.parametrize("method", [Method.COMPETITIVE_CONSULTATION, Method.OPEN_TENDER])
def test_the_check_list_of_a_bid_cites_its_own_procedure(client, method):
    round, _custodians = make.receiving(method)
    clock.start_at(make.AT)
    people.login(client, make.bidder("测试甲"))
    page = client.get(reverse("tendering:bid-edit", args=[round.code]))
    problems = page.context["problems"]
    said = " ".join(f"{problem.message} {formats.cited(problem.rule)}" for problem in problems)
    foreign = ("87号",) if method == Method.COMPETITIVE_CONSULTATION else ("214号", "74号")
    assert [law for law in foreign if law in said] == []
    assert any(problem.rule for problem in problems)


PROCEDURES = (
    Method.OPEN_TENDER,
    Method.INVITED_TENDER,
    Method.COMPETITIVE_NEGOTIATION,
    Method.COMPETITIVE_CONSULTATION,
    Method.FRAMEWORK,
)
# Steps that a procedure never takes need no article of its order.
NEVER = {
    (step, method): True
    for step in ("start_negotiation", "call_final_offers", "open_final")
    for method in (Method.OPEN_TENDER, Method.INVITED_TENDER, Method.FRAMEWORK)
} | {("call", method): True for method in PROCEDURES if method != Method.FRAMEWORK}
BINDING = {method: {law} for method, law in LAW_OF.items()} | {Method.FRAMEWORK: {"87号令", "110号"}}


def tables():
    """Every table whose object belongs to a tender, with a way to make such an object."""
    yield TENDER, lambda tender: tender
    yield PACKAGE, lambda tender: Package(tender=tender)
    yield ROUND, lambda tender: BidRound(package=Package(tender=tender))
    yield SEALED_BID, lambda tender: SealedBid(round=BidRound(package=Package(tender=tender)))
    yield PANEL, lambda tender: Panel(package=Package(tender=tender))
    yield EVALUATION, lambda tender: Evaluation(package=Package(tender=tender))
    yield AWARD, lambda tender: Award(package=Package(tender=tender))


@pytest.mark.parametrize("method", PROCEDURES)
def test_every_step_of_a_procedure_names_its_own_law_and_no_other(method):
    bases = {
        (table.subject_kind, step.name): step.basis_for(make(Tender(method=method)))
        for table, make in tables()
        for step in table.transitions.values()
        if (step.name, method) not in NEVER
    }
    orders = ("87号令", "财政部令第87号", "74号令", "214号", "110号")
    foreign = {
        key: basis
        for key, basis in bases.items()
        for order in orders
        if order in basis
        if not any(own in order for own in BINDING[method])
    }
    assert foreign == {}
    assert [key for key, basis in bases.items() if not basis] == []
