"""Submitting, returning, agreeing, publishing, withdrawing: works, refused with its rule, wrong role, wrong state."""

from decimal import Decimal

import pytest

from catalogue import services
from catalogue.enums import ItemStatus, OrganisationForm
from catalogue.models import CatalogueItem
from catalogue.selectors.checks import problems
from cms.notices.documents.sheets import sheet_of
from procurement.accounts.enums import Office
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import Cause, mismatches
from procurement.budgeting.services import reserve
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.publications.models import Publication
from procurement.regulations import methods, scope
from tests.factories.accounts import AT, bureau, organisation_of, person, stranger, township
from tests.factories.budgeting import approved_line, midterm_line
from tests.factories.catalogue import (
    NO,
    agree,
    catalogue_officer,
    entry,
    operator,
    plan_item,
    ready_catalogue,
    submit,
    targets,
    villages,
)

pytestmark = pytest.mark.django_db
CONSULTATION = {
    "method": methods.COMPETITIVE_CONSULTATION,
    "method_reason": "政府购买服务项目",
    "organisation_form": OrganisationForm.ENTRUSTED,
    "sme_reserved": True,
}
FIVE = dict.fromkeys(scope.LONG_TERM_CONDITIONS, True)


def test_a_complete_item_is_submitted():
    author = operator()
    item = plan_item(author=author)
    assert problems(item, AT) == []
    submit(item=item, actor=author)
    assert item.status == ItemStatus.SUBMITTED


def submit_refusal(**changed):
    author = changed.pop("author", None) or operator()
    item = plan_item(author=author, **changed)
    with pytest.raises(GuardRefused) as caught:
        services.submit_item(item=item, actor=author, at=AT)
    item.refresh_from_db()
    assert item.status == ItemStatus.DRAFT
    found = problems(item, AT)
    assert str(caught.value) == found[0].sentence
    return [(problem.rule, problem.field) for problem in found], str(caught.value)


@pytest.mark.parametrize(
    ("changed", "expected", "words"),
    [
        ({"negative_answers": {}}, [("A-08", "negative_answers")], "六个问题"),
        ({"negative_answers": {**NO, "OWN_HIRING": True}}, [("A-08", "negative_answers")], "第十条"),
        ({"description": "垫资建设、三年回购"}, [("B-07", "word_screen_reason")], "垫资"),
        ({"description": "厕所改建并运营"}, [("A-09", "word_screen_reason")], "改建"),
        ({"term_months": 13}, [("A-18", "term_months"), ("B-06", "fundings")], "还须符合"),
        (
            {"term_months": 37, "term_conditions": FIVE},
            [("A-18", "term_months"), ("B-06", "fundings")],
            "超过36个月",
        ),
        (
            {"county_duty": True, "matching_amount": Decimal("1")},
            [("B-17", "matching_amount")],
            "配套金额应为 0",
        ),
        ({"method": methods.INQUIRY}, [("C-09", "method"), ("N-06", "organisation_form")], "询价只用于货物"),
        (
            {"amount": Decimal("500000.00")},
            [("C-01", "method"), ("C-01", "method_reason"), ("E-47", "sme_reason")],
            "不能采用小额采购",
        ),
        (
            {"amount": Decimal("500000.00"), **CONSULTATION, "sme_reserved": False, "sme_reason": "因为"},
            [("E-47", "sme_reason")],
            "专门面向中小企业",
        ),
        ({**CONSULTATION, "method_reason": ""}, [("C-01", "method_reason")], "理由"),
        ({"organisation_form": OrganisationForm.SELF_RUN}, [("N-06", "organisation_form")], "小额采购"),
        ({"indicators": []}, [("G-03", "indicators"), ("G-11", "indicators")], "应为 100"),
        ({"indicators": targets(satisfaction=9)}, [("G-11", "indicators")], "不低于 10"),
    ],
)
def test_what_the_rules_forbid_is_refused_with_its_article(changed, expected, words):
    found, sentence = submit_refusal(**changed)
    assert found == expected
    assert words in sentence


def test_an_explained_word_goes_to_the_bureau():
    item = plan_item(ItemStatus.SUBMITTED, description="不含垫资", word_screen_reason="文中是禁止垫资的要求")
    assert item.status == ItemStatus.SUBMITTED


def test_three_years_with_all_five_conditions_inside_the_mid_term_plan():
    home = township("隔蒲潭镇")
    later = [midterm_line("920000.00", organisation=home, year=year) for year in (2027, 2028)]
    lines = [approved_line("920000.00", organisation=home), *later]
    three_years = {
        "home": home,
        "amount": Decimal("2760000.00"),
        "method": methods.OPEN_TENDER,
        "organisation_form": OrganisationForm.ENTRUSTED,
        "sme_reserved": True,
        "sme_small_share": Decimal("60"),
        "term_months": 36,
        "term_conditions": FIVE,
        "slices": [(line, Decimal("920000.00")) for line in lines],
    }
    assert plan_item(ItemStatus.SUBMITTED, **three_years).status == ItemStatus.SUBMITTED


def test_the_slices_must_make_the_amount():
    author = operator()
    line = approved_line("500000.00", organisation=organisation_of(author))
    found, sentence = submit_refusal(author=author, slices=[(line, Decimal("287999.99"))])
    assert found == [("B-06", "amount")]
    assert "287,999.99" in sentence


def test_no_money_no_item():
    author = operator()
    line = approved_line("288000.00", organisation=organisation_of(author))
    reserve(line=line, cause=Cause("other"), amount=Decimal("276000.00"), actor=SYSTEM, at=AT)
    found, sentence = submit_refusal(author=author, line=line)
    assert found == [("B-01", "amount")]
    assert "只剩 12,000.00 元可用，需要 288,000.00 元" in sentence


def test_a_class_is_no_purchasable_entry_and_an_old_catalogue_no_basis():
    author = operator()
    item = plan_item(author=author, catalogue_item=entry("A04"))
    assert [problem.rule for problem in problems(item, AT)] == ["A-16"]
    services.edit_item(item=item, catalogue_item=entry("A0402"), actor=author, at=AT)
    services.publish_version(version=ready_catalogue(), actor=catalogue_officer(), at=AT)
    assert [problem.rule for problem in problems(item, AT)] == ["A-14"]
    fresh = CatalogueItem.objects.get(version__status="PUBLISHED", code="A0402")
    services.edit_item(item=item, catalogue_item=fresh, actor=author, at=AT)
    assert problems(item, AT) == []


def test_above_the_open_tender_threshold_another_method_stays_lawful_with_approval():
    item = plan_item(amount=Decimal("2000000.00"), **CONSULTATION)
    assert problems(item, AT) == []


def test_returned_with_remarks_and_submitted_again():
    author = operator()
    item = plan_item(ItemStatus.SUBMITTED, author=author)
    with pytest.raises(DomainError) as caught:
        services.return_item(item=item, remarks=" ", actor=catalogue_officer(), at=AT)
    assert caught.value.field == "remarks"
    services.return_item(item=item, remarks="请补充数量", actor=catalogue_officer(), at=AT)
    assert (item.status, item.remarks) == (ItemStatus.RETURNED, "请补充数量")
    submit(item=item, actor=author)
    assert item.status == ItemStatus.SUBMITTED


def test_the_author_does_not_agree_to_their_own_item():
    home = organisation_of(catalogue_officer())
    both = person(home, Office.OPERATOR, Office.BUREAU_CATALOGUE)
    item = plan_item(ItemStatus.SUBMITTED, author=both)
    with pytest.raises(NotAllowed, match="另一人"):
        services.agree_item(item=item, actor=both, at=AT)
    services.agree_item(item=item, actor=catalogue_officer(), at=AT)
    assert item.status == ItemStatus.AGREED


def test_agreeing_asks_for_the_money_again():
    item = plan_item(ItemStatus.SUBMITTED)
    line = item.fundings.get().line
    reserve(line=line, cause=Cause("other"), amount=Decimal("0.01"), actor=SYSTEM, at=AT)
    with pytest.raises(GuardRefused, match="只剩"):
        services.agree_item(item=item, actor=catalogue_officer(), at=AT)


def test_publishing_reserves_the_money_and_names_all_items():
    items = [plan_item(ItemStatus.AGREED), plan_item(ItemStatus.AGREED, title="社工站运营")]
    notice = services.publish_plan(items=items, actor=catalogue_officer(), at=AT)
    assert [row["title"] for row in notice.payload["items"]] == ["居家养老上门服务", "社工站运营"]
    assert [item.status for item in items] == [ItemStatus.PUBLISHED] * 2
    assert {item.publication_code for item in items} == {notice.code}
    assert [str(line.reserved) for line in BudgetLine.objects.all()] == ["288000.00"] * 2
    assert mismatches() == []


def test_the_frozen_plan_says_villages_quantity_and_price_and_an_old_one_still_reads():
    item = plan_item(author=(author := operator()))
    services.set_villages(
        item=item, villages=(ours := villages(item.organisation, count=2)), actor=author, at=AT
    )
    submit(item=item, actor=author)
    agree(item=item, actor=catalogue_officer())
    notice = services.publish_plan(items=[item], actor=catalogue_officer(), at=AT)
    row = notice.payload["items"][0]
    assert {name: row[name] for name in ("villages", "quantity", "unit", "unit_price")} == {
        "villages": [one.name for one in ours],
        "quantity": "6400.00",
        "unit": "小时",
        "unit_price": "45.00",
    }
    old = {"year": "2026", "items": [{"title": "居家养老上门服务", "amount": "288000.00"}]}
    for payload, said in ((notice.payload, "45.00 元"), (old, "288,000.00 元")):
        sheet = sheet_of(payload, notice.kind)
        assert [section.title for section in sheet.sections] == ["一、年度", "二、计划项目"]
        assert said in str(sheet)


def test_one_item_without_money_stops_the_whole_batch():
    home = township("义堂镇")
    line = approved_line("300000.00", organisation=home)
    items = [plan_item(ItemStatus.AGREED, home=home, line=line) for _ in range(2)]
    with pytest.raises(GuardRefused) as caught:
        services.publish_plan(items=items, actor=catalogue_officer(), at=AT)
    assert "居家养老上门服务" in str(caught.value)
    assert "只剩 12,000.00 元可用" in str(caught.value)
    line.refresh_from_db()
    assert (line.reserved, Publication.objects.filter(kind="PURCHASE_PLAN").count()) == (Decimal("0.00"), 0)


def test_an_empty_batch_is_refused():
    with pytest.raises(DomainError):
        services.publish_plan(items=[], actor=catalogue_officer(), at=AT)


def test_withdrawing_before_publication_is_the_owners_affair():
    item = plan_item(ItemStatus.AGREED)
    leader = person(item.organisation, Office.LEADER)
    services.withdraw_item(item=item, reason="不再需要", actor=leader, at=AT)
    assert item.status == ItemStatus.WITHDRAWN
    with pytest.raises(WrongState):
        services.withdraw_item(item=item, reason="再撤", actor=leader, at=AT)


def test_what_is_public_is_not_withdrawn_by_one_person():
    item = plan_item(ItemStatus.PUBLISHED)
    for actor in (operator(), catalogue_officer()):
        with pytest.raises(WrongState):
            services.withdraw_item(item=item, reason="不买了", actor=actor, at=AT)


def test_a_result_closes_the_item_and_frees_what_is_left():
    item = plan_item(ItemStatus.CLOSED)
    assert (item.status, item.result.recommendation) == (ItemStatus.CLOSED, "KEEP")
    assert BudgetLine.objects.get().free == Decimal("288000.00")


STEPS = {
    "submit": (ItemStatus.DRAFT, lambda item, actor: submit(item=item, actor=actor)),
    "agree": (ItemStatus.SUBMITTED, lambda item, actor: services.agree_item(item=item, actor=actor, at=AT)),
    "return": (
        ItemStatus.SUBMITTED,
        lambda item, actor: services.return_item(item=item, remarks="改", actor=actor, at=AT),
    ),
    "publish": (
        ItemStatus.AGREED,
        lambda item, actor: services.publish_plan(items=[item], reason="新增", actor=actor, at=AT),
    ),
    "withdraw": (
        ItemStatus.SUBMITTED,
        lambda item, actor: services.withdraw_item(item=item, reason="撤", actor=actor, at=AT),
    ),
}
PEOPLE = {
    "operator": lambda: operator(),
    "leader": lambda: person(township("义堂镇"), Office.LEADER),
    "finance": lambda: person(township("义堂镇"), Office.FINANCE),
    "neighbour": lambda: operator(township("下辛店镇")),
    "catalogue": catalogue_officer,
    "budget": lambda: bureau(Office.BUREAU_BUDGET),
    "supervisor": bureau,
    "stranger": stranger,
}
ALLOWED = {
    "submit": {"operator"},
    "agree": {"catalogue"},
    "return": {"catalogue"},
    "publish": {"catalogue"},
    "withdraw": {"operator", "leader"},
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("step", STEPS)
def test_every_role_at_every_step(step, who):
    state, act = STEPS[step]
    item, actor = plan_item(state), PEOPLE[who]()
    if who in ALLOWED[step]:
        act(item, actor)
    else:
        with pytest.raises(NotAllowed):
            act(item, actor)


@pytest.mark.parametrize("state", ItemStatus.values)
def test_no_step_from_a_wrong_state(state):
    sources = {
        "submit": {"DRAFT", "RETURNED"},
        "agree": {"SUBMITTED"},
        "return": {"SUBMITTED", "AGREED"},
        "publish": {"AGREED"},
    }
    author = operator()
    item, officer = plan_item(state, author=author), catalogue_officer()
    for step, allowed in sources.items():
        if state not in allowed:
            with pytest.raises(WrongState):
                STEPS[step][1](item, author if step == "submit" else officer)
