"""Each procedure cites its own law: the order on tendering binds tenders only."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from procurement.awarding.lifecycle import AWARD, EVALUATION, PANEL
from procurement.awarding.models import Award, Evaluation, Panel
from procurement.core import clock
from procurement.core.errors import NotAllowed, WrongState
from procurement.core.models import AuditEntry, OutboxMessage
from procurement.core.outbox import rendered
from procurement.core.templatetags import formats
from procurement.publications.models import Publication
from procurement.regulations.procedures import own_articles
from procurement.tendering.enums import Method
from procurement.tendering.lifecycle import PACKAGE, ROUND, SEALED_BID, TENDER
from procurement.tendering.models import BidRound, OpenedBid, Package, SealedBid, Tender
from procurement.tendering.permissions.openings import view_opened
from procurement.tendering.selectors import bid_ties
from procurement.tendering.selectors.policy import article
from procurement.tendering.selectors.steps import next_steps
from procurement.tendering.services import attending, bid_forms
from procurement.tendering.services.bidding import withdraw_bid
from procurement.tendering.services.drafts import save_draft
from procurement.tendering.services.records import opening_record
from procurement.workspace.selectors.todos import todos
from tests.factories import accounts as people
from tests.factories import seals as make
from tests.factories import tendering

from .paper.test_paper_pages import done, send

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


EACH = (Method.OPEN_TENDER, Method.COMPETITIVE_NEGOTIATION, Method.COMPETITIVE_CONSULTATION)


@pytest.mark.django_db
@pytest.mark.parametrize("method", EACH)
def test_an_empty_bid_is_told_what_is_missing_by_its_own_order(method):
    """A sum that is not there is no slip in a sum (87 art. 59): the documents are not answered."""
    round, _custodians = make.receiving(method, bond_percent="2")
    form = bid_forms.clean(form={"bond": {"kind": "CHEQUE"}}, round=round)
    rules = {
        problem.field: problem.rule
        for problem in bid_forms.by_own_law(bid_forms.problems(form=form, round=round), round)
    }
    own = own_articles(method)
    assert (rules["offer"], rules["unit_price_1"]) == (own["response"], own["response"])
    assert (rules["bond_account"], rules["bond_institution"]) == (own["collusion"], own["bond"])
    assert rules["no_collusion"] == own["collusion"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "said"),
    [
        (Method.OPEN_TENDER, "自收到撤回通知之日起5个工作日内退还（87号令第三十八条）"),
        (Method.COMPETITIVE_NEGOTIATION, "依法及时退还（74号令第二十条）"),
        (Method.COMPETITIVE_CONSULTATION, "依法及时退还（214号第三十一条）"),
    ],
)
def test_the_mail_of_a_withdrawal_says_what_the_order_says_of_the_bond(method, said):
    round, _custodians = make.receiving(method)
    bidder = make.bidder("测试甲")
    bid = make.sealed_bid(round, bidder)
    withdraw_bid(bid=bid, actor=bidder, at=make.AT)
    mail = OutboxMessage.objects.get(event="bid_withdrawn")
    body = rendered(mail.event, "body", context=mail.context, url=mail.url, language="zh-hans")
    assert said in body
    assert laws_in(body) == {LAW_OF[method]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "basis"),
    [
        (Method.OPEN_TENDER, "采购法第三十六条第一款第一项"),
        (Method.COMPETITIVE_NEGOTIATION, "74号令第三十七条第三项"),
        (Method.COMPETITIVE_CONSULTATION, "214号第三十四条第三项"),
    ],
)
def test_a_package_that_fails_is_announced_with_its_own_order(client, method, basis):
    """采购法 art. 36 is on tenders: a consultation ends by 214 art. 34."""
    round, _custodians = make.receiving(method)
    make.close(round)
    package = Package.objects.get(pk=round.package_id)
    operator = make.operator(package.tender.purchaser)
    clock.start_at(make.CLOSED)
    people.login(client, operator)
    address = reverse("tendering:package-annul", args=[package.code])
    assert own_articles(method)["few_conform"] in client.get(address).content.decode()
    done(send(client, address, ground="TOO_FEW", reason="截止时只有两家。"))
    notice = Publication.objects.get(subject_code=package.code, kind="ANNULMENT")
    package.refresh_from_db()
    assert (package.status, package.outcome_basis) == ("ANNULLED", basis)
    assert basis in str(notice.payload)
    entry = AuditEntry.objects.get(subject_kind="package", subject_code=package.code, action="annul")
    assert entry.basis == PACKAGE["annul"].basis_for(package)
    steps = next_steps(package)
    foreign = {law for step in steps for law in laws_in(step.basis)} - {LAW_OF[method]}
    assert (foreign, [step.name for step in steps if not step.basis]) == (set(), [])


@pytest.mark.django_db
@pytest.mark.parametrize("method", EACH)
def test_two_bonds_from_one_account_are_a_sign_by_the_procedures_law(method):
    round, custodians = make.receiving(method)
    for name in ("甲", "乙", "丙"):
        make.sealed_bid(round, make.bidder(name))
    make.opened(round, custodians)
    bids = list(OpenedBid.objects.select_related("supplier").order_by("code"))
    for bid in bids[:2]:
        bid.content = {**bid.content, "bond": {"account": "8201 1111"}}
    bases = {
        tie.basis
        for row in bid_ties.related(bids, round.package.tender)
        for tie in row.ties
        if "账户" in tie.text
    }
    assert bases == {f"E-66 {own_articles(method)['collusion']}"}


@pytest.mark.django_db
@pytest.mark.parametrize("method", [Method.COMPETITIVE_NEGOTIATION, Method.COMPETITIVE_CONSULTATION])
def test_nothing_of_a_public_opening_happens_in_a_negotiation_or_a_consultation(method):
    """Attendance, seals, record and objections are the opening of a tender's (N-01): here they would tell who bid."""
    round, _custodians = make.receiving(method)
    bidder = make.bidder("测试甲")
    make.sealed_bid(round, bidder)
    host, at = make.operator(round.package.tender.purchaser), make.CLOSED
    organisation = people.organisation_of(bidder)
    for act, given in (
        (attending.sign_in, {"actor": bidder}),
        (attending.record_attendance, {"supplier": organisation, "person": "张三", "actor": host}),
        (attending.check_seals, {"by": "NOBODY", "person": "", "actor": host}),
        (attending.confirm_record, {"actor": bidder}),
        (attending.object_to_opening, {"kind": "DOUBT", "text": "疑义", "actor": bidder}),
    ):
        with pytest.raises(NotAllowed, match="没有公开的开标仪式"):
            act(round=round, at=at, **given)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "article"),
    [
        (Method.OPEN_TENDER, "87号令第三十三条"),
        (Method.COMPETITIVE_NEGOTIATION, "74号令第十五条"),
        (Method.COMPETITIVE_CONSULTATION, "214号第十三条"),
    ],
)
def test_what_waits_names_the_article_of_its_own_procedure(method, article):
    """Who has begun a bid is reminded of the deadline; order 87 sets it for tenders only."""
    round, _custodians = make.receiving(method)
    bidder = make.bidder("测试甲")
    save_draft(round=round, form=make.form(), actor=bidder, at=make.AT)
    rows = [row for row in todos(bidder, make.AT) if row.about == round.package.tender.code]
    assert [row.basis for row in rows] == [article]


@pytest.mark.parametrize(
    ("rule", "method", "said"),
    [
        ("E-25", Method.OPEN_TENDER, "财政部令第87号第五十五条、财库〔2021〕22号第二十一条"),
        ("E-25", Method.COMPETITIVE_CONSULTATION, "财库〔2021〕22号第二十一条"),
        ("E-20", Method.COMPETITIVE_CONSULTATION, "财库〔2014〕214号第二十四条"),
        ("D-28", Method.COMPETITIVE_CONSULTATION, "214号第十二条"),
        ("B-09", Method.COMPETITIVE_NEGOTIATION, "《政府采购法实施条例》第三十条"),
        ("B-09", "", "《政府采购法实施条例》第三十条、财政部令第87号第十二条"),
    ],
)
def test_a_sentence_cites_of_a_rule_what_binds_the_procedure(rule, method, said):
    assert article(rule, method) == said


@pytest.mark.django_db
def test_the_public_story_of_a_consultation_names_no_order_of_a_tender(client):
    home = tendering.town()
    tender = tendering.released_tender(home)
    clock.start_at(tendering.RELEASED_AT)
    page = client.get(tender.public_url).content.decode()
    bases = re.findall(r'<span class="basis">([^<]*)</span>', page)
    assert tender.method == Method.COMPETITIVE_CONSULTATION
    assert [basis for basis in bases if re.search("第87号|87号令|第74号", basis)] == []
    assert [basis for basis in bases if "第四十六条" in basis] != []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "basis"),
    [
        (Method.COMPETITIVE_NEGOTIATION, "采购法第三十八条、74号令第六条、第二十五条"),
        (Method.COMPETITIVE_CONSULTATION, "214号第五条、第十五条"),
    ],
)
def test_who_asks_for_names_before_the_result_is_told_what_keeps_them(method, basis):
    """Equal talks with each (74 art. 31) are no secrecy: that is 采购法 art. 38 (4)."""
    round, _custodians = make.receiving(method)
    assert basis in view_opened(people.stranger("赵六"), round).reason
