"""Examination: who says what, and when too few are left."""

from datetime import timedelta

import pytest
from django.test import Client

from procurement.accounts.enums import Office
from procurement.core.clock import SHANGHAI
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from procurement.suppliers.enums import ListKind
from procurement.tendering.enums import Method
from procurement.tendering.selectors.qualification import ConditionFound, Qualification, lists_of
from procurement.tendering.selectors.rounds import standing_bids
from procurement.tendering.selectors.seal_todos import seal_todos
from procurement.tendering.services.examination import examine, finish_examination
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db
CREDIT = "信用中国 2026-10-08 无记录"


def opened(method, names):
    round, custodians = make.receiving(method)
    bidders = {name: make.bidder(name) for name in names}
    for bidder in bidders.values():
        make.sealed_bid(round, bidder)
    round = make.opened(round, custodians)
    tender = round.package.tender
    return round, bidders, make.operator(tender.purchaser), make.member(tender)


def finish(round, actor):
    return finish_examination(package=round.package, actor=actor, at=make.CLOSED)


def test_after_a_tender_the_purchaser_qualifies_and_the_committee_judges_conformity():
    round, _bidders, operator, member = opened(Method.OPEN_TENDER, "甲乙丙")
    bid = round.opened.first()
    with pytest.raises(NotAllowed, match="采购人或代理机构"):
        examine(bid=bid, qualified=True, credit_record=CREDIT, actor=member, at=make.CLOSED)
    with pytest.raises(DomainError, match="先完成资格审查"):
        examine(bid=bid, conforms=True, actor=member, at=make.CLOSED)
    make.pass_all(round, operator, member)
    with pytest.raises(NotAllowed):
        examine(bid=bid, conforms=False, conforms_reason="x", actor=operator, at=make.CLOSED)
    finish(round, operator)
    assert round.package.status == "EXAMINED"
    assert standing_bids(round.package).count() == 3


def test_in_a_consultation_the_group_does_both_and_two_may_go_on():
    round, bidders, operator, member = opened(Method.COMPETITIVE_CONSULTATION, "甲乙丙")
    failed = round.opened.get(supplier__name="丙")
    with pytest.raises(NotAllowed):
        examine(bid=failed, qualified=True, credit_record=CREDIT, actor=operator, at=make.CLOSED)
    for bid in round.opened.exclude(pk=failed.pk):
        examine(bid=bid, qualified=True, credit_record=CREDIT, conforms=True, actor=member, at=make.CLOSED)
    with pytest.raises(GuardRefused, match=failed.code):
        finish(round, member)
    examine(
        bid=failed,
        qualified=False,
        qualified_reason="未提供营业执照",
        credit_record=CREDIT,
        actor=member,
        at=make.CLOSED,
    )
    finish(round, member)
    told = Notification.objects.filter(event="examination_failed")
    assert [(row.recipient_code, row.context["reason"]) for row in told] == [
        (bidders["丙"].code, "未提供营业执照")
    ]


def test_too_few_left_is_told_with_the_article_and_nothing_goes_on():
    round, bidders, operator, member = opened(Method.OPEN_TENDER, "甲乙丙")
    first, *others = round.opened.all()
    for bid in others:
        examine(bid=bid, qualified=True, credit_record=CREDIT, actor=operator, at=make.CLOSED)
        examine(bid=bid, conforms=True, actor=member, at=make.CLOSED)
    examine(
        bid=first,
        qualified=False,
        qualified_reason="被列入失信名单",
        credit_record="有记录",
        actor=operator,
        at=make.CLOSED,
    )
    with pytest.raises(GuardRefused, match="不足3家，不得评审"):
        finish(round, operator)
    # Whoever runs the tender is asked to annul it, and finds the step on the page; the committee only reads why.
    annul = f"/workspace/tenders/packages/{round.package.code}/annul/"
    assert annul in [todo.url for todo in seal_todos(operator, make.CLOSED)]
    page = f"/workspace/openings/{round.code}/"
    assert annul in people.login(Client(), operator).get(page).content.decode()
    shown = people.login(Client(), member).get(page).content.decode()
    assert "不足3家，不能评审" in shown and annul not in shown
    receipt = f"/workspace/bids/receipts/{first.sealed.receipt}/"
    own = people.login(Client(), bidders[first.supplier.name])
    # What is found may still be corrected: the bidder is told when the examination is over.
    assert "被列入失信名单" not in own.get(receipt).content.decode()
    examine(bid=first, qualified=True, credit_record=CREDIT, actor=operator, at=make.CLOSED)
    examine(bid=first, conforms=False, conforms_reason="服务期不响应", actor=member, at=make.CLOSED)
    with pytest.raises(GuardRefused, match="通过符合性审查的供应商不足3家"):
        finish(round, operator)


@pytest.mark.parametrize(
    ("findings", "field"),
    [
        ({"qualified": False, "credit_record": CREDIT}, "qualified_reason"),
        ({"qualified": True}, "credit_record"),
    ],
)
def test_a_finding_needs_its_reason_and_record(findings, field):
    round, _bidders, operator, _member = opened(Method.OPEN_TENDER, "甲乙丙")
    with pytest.raises(DomainError) as refusal:
        examine(bid=round.opened.first(), actor=operator, at=make.CLOSED, **findings)
    assert refusal.value.field == field


def test_after_the_end_nothing_is_changed():
    round, _bidders, operator, member = opened(Method.OPEN_TENDER, "甲乙丙")
    make.pass_all(round, operator, member)
    finish(round, operator)
    with pytest.raises(WrongState):
        examine(bid=round.opened.first(), conforms=True, actor=member, at=make.CLOSED)


def test_a_neighbours_operator_examines_nothing():
    round, _bidders, _operator, _member = opened(Method.OPEN_TENDER, "甲乙丙")
    with pytest.raises(NotAllowed):
        examine(
            bid=round.opened.first(),
            qualified=True,
            credit_record=CREDIT,
            actor=people.person(people.township("义堂镇"), Office.OPERATOR),
            at=make.CLOSED,
        )


def said(bid, met=True, note="", named=(), at=make.CLOSED):
    conditions = [ConditionFound(row.code, row.text, met, note) for row in bid.round.package.conditions.all()]
    return Qualification(conditions, {kind.value: kind in named for kind in lists_of(bid.supplier)}, at)


def test_each_condition_and_each_list_is_judged_and_who_fails_is_told_which():
    round, bidders, operator, member = opened(Method.OPEN_TENDER, "甲乙丙丁")
    rows = {
        bid.supplier.name: bid for bid in round.opened.select_related("supplier", "round__package__tender")
    }

    def judge(name, **fields):
        return examine(
            bid=rows[name],
            qualification=said(rows[name], **fields),
            credit_record=CREDIT,
            actor=operator,
            at=make.CLOSED,
        )

    slips = [
        ({"met": False}, "note_q1"),
        ({"at": make.CLOSED + timedelta(hours=1)}, "consulted_at"),
        ({"at": make.DEADLINE - timedelta(days=31)}, "consulted_at"),
    ]
    for fields, field in slips:
        with pytest.raises(DomainError) as refusal:
            judge("甲", **fields)
        assert refusal.value.field == field
    assert judge("甲").qualified is True
    assert judge("乙").qualified is True
    assert judge("丙", named=[ListKind.SOCIAL_ABNORMAL]).qualified is True
    failed = judge("丁", met=False, note="营业执照已吊销", named=[ListKind.TAX_OFFENDER])
    reason = "具备独立承担民事责任的能力：营业执照已吊销；被列入“重大税收违法失信主体”"
    assert (failed.qualified, failed.qualified_reason) == (False, reason)
    for name in "甲乙丙":
        examine(bid=rows[name], conforms=True, actor=member, at=make.CLOSED)
    finish(round, operator)
    told = Notification.objects.get(event="examination_failed")
    assert (told.recipient_code, told.context["reason"]) == (bidders["丁"].code, reason)
    address = f"/workspace/openings/{round.code}/{rows['丁'].code}/"
    reader = people.login(Client(), operator)
    page = reader.post(f"{address}read/", follow=True).content.decode()
    assert "资格审查记录" in page and "营业执照已吊销" in page
    assert "资格审查记录" not in people.login(Client(), bidders["丁"]).get(address).content.decode()


def test_the_page_asks_condition_by_condition_and_loses_nothing():
    round, _bidders, operator, _member = opened(Method.OPEN_TENDER, "甲乙丙")
    bid = round.opened.first()
    address = f"/workspace/openings/{round.code}/{bid.code}/"
    client = people.login(Client(), operator)
    lists = {f"list_{kind}": "no" for kind in lists_of(bid.supplier)}
    seen = f"{client.post(f'{address}read/', follow=True).context['at'].astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"
    typed = {**lists, "condition_q1": "no", "consulted_at": seen, "credit_record": CREDIT}
    page = client.post(address, typed)
    assert page.context["form"].errors["note_q1"] and CREDIT in page.content.decode()
    assert client.post(address, {**typed, "note_q1": "没有提供营业执照"}).status_code == 302
    again = client.get(address)
    assert again.context["form"]["note_q1"].value() == "没有提供营业执照"
    assert again.context["form"]["condition_q1"].value() == "no"
