"""Each procedure cites its own law: the order on tendering binds tenders only."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from procurement.core import clock
from procurement.core.errors import WrongState
from procurement.core.templatetags import formats
from procurement.regulations.citations import in_english
from procurement.tendering.enums import OWN_ARTICLES, Method
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


@pytest.mark.parametrize("method", LAW_OF)
def test_no_topic_of_a_method_cites_the_law_of_another(method):
    cited = Method.own_articles(method)
    assert set(cited) == set(OWN_ARTICLES)
    assert {law for text in cited.values() for law in laws_in(text)} == {LAW_OF[method]}


def test_every_article_can_be_said_in_english():
    texts = [text for row in OWN_ARTICLES.values() for text in row if text]
    assert [text for text in texts if not in_english(text).isascii()] == []


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
    assert Method.own_articles(method)["too_few"] in marks
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
