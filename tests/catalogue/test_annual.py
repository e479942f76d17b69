"""A purchaser's plan of a year: decided together, handed in, returned or agreed; wishes until the budget is there."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from catalogue import services
from catalogue.enums import AnnualStatus, ItemStatus
from catalogue.models import AnnualPlan, PlanItem
from catalogue.selectors import agreed_wishes, fitting, last_changes, todos
from catalogue.selectors.checks import problems
from procurement.accounts.enums import Office
from procurement.budgeting.selectors import Cause, mismatches
from procurement.budgeting.services import approve_line, reserve
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Attachment
from tests.factories.accounts import AT, auditor, organisation_of, person, stranger, township
from tests.factories.budgeting import approved_line, budget_officer, draft_line
from tests.factories.catalogue import (
    agree,
    catalogue_officer,
    decision,
    minutes,
    operator,
    plan_item,
    plan_of,
    published_catalogue,
    submit,
)

pytestmark = pytest.mark.django_db


def hand_in(plan, author, **changed):
    arguments = {"decision": decision(), "minutes": minutes(), **changed}
    return services.submit_plan(plan=plan, actor=author, at=AT, **arguments)


def test_a_years_first_item_opens_the_plan_and_the_next_joins_it():
    author = operator()
    first, second = plan_item(author=author), plan_item(author=operator())
    plan = AnnualPlan.objects.get()
    assert (plan.organisation, plan.year, plan.status) == (first.organisation, 2026, AnnualStatus.DRAFTING)
    assert plan_of(second) == plan


def test_the_ready_items_go_in_and_the_unready_stay():
    author = operator()
    ready, unready = plan_item(author=author), plan_item(author=author, indicators=[])
    plan = hand_in(plan_of(ready), author)
    ready.refresh_from_db()
    unready.refresh_from_db()
    assert (ready.status, unready.status) == (ItemStatus.SUBMITTED, ItemStatus.DRAFT)
    assert (plan.status, plan.meeting, plan.minutes.name) == (
        AnnualStatus.SUBMITTED,
        "镇党政联席会议第9次",
        "会议纪要.pdf",
    )
    assert plan.submitted_code == author.code


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"decision": decision(meeting=" ")}, "meeting"),
        ({"decision": decision(decided_by="")}, "decided_by"),
        ({"decision": decision(meeting_on=AT.date() + timedelta(days=2))}, "meeting_on"),
        ({"minutes": None}, "minutes"),
        ({"minutes": minutes("纪要.exe")}, "file"),
    ],
)
def test_without_a_decision_on_paper_nothing_is_handed_in(changed, field):
    author = operator()
    item = plan_item(author=author)
    with pytest.raises(DomainError) as refused:
        hand_in(plan_of(item), author, **changed)
    assert refused.value.field == field
    assert plan_of(item).status == AnnualStatus.DRAFTING


def test_a_plan_with_nothing_ready_is_refused_and_its_paper_discarded():
    author = operator()
    item = plan_item(author=author, indicators=[])
    with pytest.raises(DomainError, match="没有可以提交的项目"):
        hand_in(plan_of(item), author)
    assert (plan_of(item).status, Attachment.objects.count()) == (AnnualStatus.DRAFTING, 0)


def test_an_item_alone_waits_for_its_plan_and_goes_alone_afterwards():
    author = operator()
    item = plan_item(author=author)
    with pytest.raises(GuardRefused, match="随年度计划一并提交"):
        services.submit_item(item=item, actor=author, at=AT)
    hand_in(plan_of(item), author)
    added = plan_item(author=author)
    services.submit_item(item=added, actor=author, at=AT)
    assert added.status == ItemStatus.SUBMITTED


def test_agreeing_takes_all_that_wait_and_names_the_one_that_fails():
    author = operator()
    items = [plan_item(author=author), plan_item(author=author, title="社工站运营")]
    plan = hand_in(plan_of(items[0]), author)
    line = items[1].fundings.get().line
    reserve(line=line, cause=Cause("other"), amount=Decimal("1.00"), actor=SYSTEM, at=AT)
    officer = catalogue_officer()
    with pytest.raises(GuardRefused, match="“社工站运营”：.*只剩"):
        services.agree_plan(plan=plan, actor=officer, at=AT)
    plan.refresh_from_db()
    assert plan.status == AnnualStatus.SUBMITTED
    services.return_item(item=items[1], remarks="资金不够", actor=officer, at=AT)
    services.agree_plan(plan=plan, actor=officer, at=AT)
    items[0].refresh_from_db()
    assert (plan.status, items[0].status) == (AnnualStatus.AGREED, ItemStatus.AGREED)


def test_agreeing_to_what_changed_a_second_ago_is_refused():
    author = operator()
    item = plan_item(author=author)
    plan = hand_in(plan_of(item), author)
    officer = catalogue_officer()
    item.refresh_from_db()
    seen = {item.code: item.revision}
    services.return_item(item=item, remarks="请补充", actor=officer, at=AT)
    services.edit_item(item=item, title="改了名字", actor=author, at=AT)
    services.submit_item(item=item, actor=author, at=AT)
    with pytest.raises(services.StaleEdit, match=f"{author.name} 在 .* 改动了“改了名字”"):
        services.agree_plan(plan=plan, seen=seen, actor=officer, at=AT)
    with pytest.raises(services.StaleEdit):
        services.agree_item(item=item, revision=seen[item.code], actor=officer, at=AT)
    item.refresh_from_db()
    services.agree_plan(plan=plan, seen={item.code: item.revision}, actor=officer, at=AT)
    assert plan.status == AnnualStatus.AGREED


def test_a_returned_plan_takes_its_waiting_items_with_it_and_comes_back_with_the_same_paper():
    author = operator()
    item = plan_item(author=author)
    plan = hand_in(plan_of(item), author)
    paper = plan.minutes_id
    with pytest.raises(DomainError) as empty:
        services.return_plan(plan=plan, remarks=" ", actor=catalogue_officer(), at=AT)
    assert empty.value.field == "remarks"
    services.return_plan(plan=plan, remarks="会议纪要没有盖章", actor=catalogue_officer(), at=AT)
    item.refresh_from_db()
    assert (plan.status, item.status, item.remarks) == (
        AnnualStatus.RETURNED,
        ItemStatus.RETURNED,
        "随年度计划退回：会议纪要没有盖章",
    )
    with pytest.raises(GuardRefused, match="年度计划还没有提交"):
        services.submit_item(item=item, actor=author, at=AT)
    hand_in(plan, author, minutes=None)
    assert (plan.status, plan.minutes_id) == (AnnualStatus.SUBMITTED, paper)


def test_the_first_published_items_make_the_plan_public():
    item = plan_item(ItemStatus.AGREED)
    assert plan_of(item).status == AnnualStatus.AGREED
    services.publish_plan(items=[item], actor=catalogue_officer(), at=AT)
    assert plan_of(item).status == AnnualStatus.PUBLISHED


def test_nothing_is_published_of_a_plan_that_is_not_agreed():
    item = plan_item(ItemStatus.SUBMITTED)
    services.agree_item(item=item, actor=catalogue_officer(), at=AT)
    with pytest.raises(GuardRefused, match="年度计划还没有审核同意"):
        services.publish_plan(items=[item], actor=catalogue_officer(), at=AT)


# ---- wishes: before the budget (N-11) ----


def wish(author, amount="288000.00", line=None, **changed):
    """Return an item that the bureau has agreed to, before any budget: on a proposed line, or on none."""
    slices = [(line, Decimal(amount))] if line else []
    item = plan_item(author=author, amount=Decimal(amount), slices=slices, **changed)
    submit(item=item, actor=author)
    return agree(item=item, actor=catalogue_officer())


def test_a_wish_on_a_proposed_line_goes_through_and_holds_nothing():
    author = operator()
    line = draft_line("288000.00", organisation=organisation_of(author))
    item = wish(author, line=line)
    line.refresh_from_db()
    assert (item.status, line.promised) == (ItemStatus.AGREED, Decimal("0.00"))
    with pytest.raises(GuardRefused, match="还没有批准"):
        services.publish_plan(items=[item], actor=catalogue_officer(), at=AT)


def test_a_wish_without_a_line_gets_one_when_the_budget_is_there():
    author = operator()
    item = wish(author)
    assert [fit.reasons for fit in fitting(agreed_wishes(catalogue_officer()))] == [
        ("还没有指定预算指标：请购买主体先安排资金。",)
    ]
    home = organisation_of(author)
    line = approved_line("300000.00", organisation=home)
    finance = person(home, Office.FINANCE)
    services.set_fundings(item=item, slices=[(line, item.amount)], actor=finance, at=AT)
    services.publish_plan(items=[item], actor=catalogue_officer(), at=AT)
    line.refresh_from_db()
    assert (line.reserved, mismatches()) == (Decimal("288000.00"), [])


def test_once_there_is_a_budget_an_item_without_a_line_is_no_longer_let_through():
    author = operator()
    item = plan_item(author=author, slices=[])
    assert problems(item, AT) == []
    approved_line("1.00", organisation=organisation_of(author))
    assert [problem.rule for problem in problems(item, AT)] == ["B-06"]


def test_the_budget_covers_some_wishes_and_says_by_how_much_the_others_miss():
    author = operator()
    home = organisation_of(author)
    line = draft_line("700000.00", organisation=home)
    wishes = [wish(author, amount, line) for amount in ("200000.00", "350000.00", "300000.00")]
    approve_line(line=line, document="云财预〔2026〕12号", actor=budget_officer(), at=AT)
    # The congress approved less than all wishes together; the biggest comes first.
    found = fitting(agreed_wishes(catalogue_officer(), home.pk, 2026))
    assert [(fit.item.amount, fit.fits) for fit in found] == [
        (Decimal("350000.00"), True),
        (Decimal("300000.00"), True),
        (Decimal("200000.00"), False),
    ]
    assert "只剩 50,000.00 元，需要 200,000.00 元，还差 150,000.00 元" in found[2].reasons[0]
    chosen = [fit.item for fit in found if fit.fits]
    seen = {item.code: item.revision for item in chosen}
    services.publish_plan(items=chosen, seen=seen, actor=catalogue_officer(), at=AT)
    line.refresh_from_db()
    wishes[0].refresh_from_db()
    assert (line.reserved, wishes[0].status, mismatches()) == (
        Decimal("650000.00"),
        ItemStatus.AGREED,
        [],
    )


def test_reserving_what_changed_a_second_ago_is_refused_and_reserves_nothing():
    author = operator()
    home = organisation_of(author)
    line = approved_line("600000.00", organisation=home)
    items = [plan_item(ItemStatus.AGREED, author=author, line=line) for _ in range(2)]
    seen = {item.code: item.revision for item in PlanItem.objects.all()}
    other = approved_line("300000.00", organisation=home)
    services.set_fundings(item=items[1], slices=[(other, items[1].amount)], actor=author, at=AT)
    with pytest.raises(services.StaleEdit, match="尚未办理任何项目"):
        services.publish_plan(items=items, seen=seen, actor=catalogue_officer(), at=AT)
    line.refresh_from_db()
    assert line.reserved == Decimal("0.00")


# ---- who ----

PEOPLE = {
    "operator": lambda home: operator(home),
    "leader": lambda home: person(home, Office.LEADER),
    "neighbour": lambda home: operator(township("下辛店镇")),
    "catalogue": lambda home: catalogue_officer(),
    "auditor": lambda home: auditor(),
    "stranger": lambda home: stranger(),
}
STEPS = {
    "submit": ({"operator"}, hand_in),
    "agree": ({"catalogue"}, lambda plan, who: services.agree_plan(plan=plan, actor=who, at=AT)),
    "return": (
        {"catalogue"},
        lambda plan, who: services.return_plan(plan=plan, remarks="改", actor=who, at=AT),
    ),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("step", STEPS)
def test_every_role_at_every_step(step, who):
    allowed, act = STEPS[step]
    item = plan_item(ItemStatus.DRAFT if step == "submit" else ItemStatus.SUBMITTED)
    actor = PEOPLE[who](item.organisation)
    if who in allowed:
        act(plan_of(item), actor)
    else:
        with pytest.raises(NotAllowed):
            act(plan_of(item), actor)


@pytest.mark.parametrize("step", ["agree", "return"])
def test_a_plan_that_was_not_handed_in_is_not_answered(step):
    item = plan_item()
    with pytest.raises(WrongState):
        STEPS[step][1](plan_of(item), catalogue_officer())


def test_who_handed_it_in_does_not_agree_to_it():
    home = organisation_of(catalogue_officer())
    both = person(home, Office.OPERATOR, Office.BUREAU_CATALOGUE)
    item = plan_item(ItemStatus.SUBMITTED, author=both)
    with pytest.raises(NotAllowed, match="另一人"):
        services.agree_plan(plan=plan_of(item), actor=both, at=AT)


def test_it_waits_for_the_bureau_then_for_whoever_must_mend_it():
    published_catalogue()
    author = operator()
    item = plan_item(ItemStatus.SUBMITTED, author=author)
    officer = catalogue_officer()
    plan = plan_of(item)
    assert [(todo.title, todo.url) for todo in todos(officer, AT)] == [
        ("审核年度计划：义堂镇 2026年", plan.get_absolute_url())
    ]
    services.return_plan(plan=plan, remarks="改", actor=officer, at=AT)
    assert [todo.title for todo in todos(author, AT)] == [
        f"修改被退回的项目：{item.title}",
        "修改并重新提交年度计划：义堂镇 2026年",
    ]


def test_the_plan_says_who_changed_each_item_last():
    author, colleague = operator(), operator()
    items = [plan_item(author=author), plan_item(author=author)]
    services.edit_item(item=items[1], title="同事改的", actor=colleague, at=AT)
    found = last_changes([item.code for item in items])
    assert [found[item.code].actor_name for item in items] == [author.name, colleague.name]


def test_items_older_than_plans_get_theirs_by_migration_and_lose_it_again():
    published = plan_item(ItemStatus.PUBLISHED)
    for state, town in ((ItemStatus.AGREED, "下辛店镇"), (ItemStatus.DRAFT, "曾店镇")):
        plan_item(state, home=township(town))
    codes = dict(AnnualPlan.objects.values_list("organisation__name", "code"))
    AnnualPlan.objects.all().delete()
    migration = import_module("catalogue.migrations.0012_plans_of_older_items")
    migration.give_plans(apps, None)
    found = {one.organisation.name: (one.code, one.status, one.inherited) for one in AnnualPlan.objects.all()}
    migration.take_plans(apps, None)
    assert AnnualPlan.objects.count() == 0
    migration.give_plans(apps, None)
    states = (AnnualStatus.PUBLISHED, AnnualStatus.AGREED, AnnualStatus.DRAFTING)
    owners = (published.organisation.name, "下辛店镇人民政府", "曾店镇人民政府")
    assert found == {name: (codes[name], state, True) for name, state in zip(owners, states, strict=True)}
    asked = services.request_cancel(
        item=published, reason="任务取消", actor=operator(published.organisation), at=AT
    )
    services.agree_adjustment(adjustment=asked, actor=catalogue_officer(), at=AT)
    assert asked.number == 1
