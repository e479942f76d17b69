"""Adjusting a public plan: asked for, rehearsed, agreed to by a second person, numbered; the money follows."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue import services
from catalogue.enums import ItemStatus, OrganisationForm, PlanAdjustmentStatus
from catalogue.models import PlanAdjustment
from catalogue.selectors import todos
from procurement.accounts.enums import Office
from procurement.budgeting.models import BudgetLine
from procurement.budgeting.selectors import Cause, mismatches
from procurement.budgeting.services import commit, freeze
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from procurement.publications.models import Publication
from procurement.regulations import methods
from tests.factories.accounts import AT, bureau, login, organisation_of, person, stranger, township
from tests.factories.budgeting import approved_line
from tests.factories.catalogue import (
    cancel,
    catalogue_officer,
    operator,
    plan_item,
    plan_of,
    targets,
    villages,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return operator()


@pytest.fixture
def line(author):
    return approved_line("400000.00", organisation=organisation_of(author))


@pytest.fixture
def item(author, line):
    return plan_item(ItemStatus.PUBLISHED, author=author, line=line)


def ask(item, author, amount="288000.00", line=None, reason="服务人数增加", served=None, aims=None, **fields):
    money = Decimal(amount)
    return services.request_change(
        item=item,
        fields={"amount": money, **fields},
        slices=[(line or item.fundings.get().line, money)],
        villages=served,
        targets=aims,
        reason=reason,
        actor=author,
        at=AT,
    )


def reserved(line):
    line.refresh_from_db()
    assert mismatches() == []
    return str(line.reserved)


def test_asking_moves_nothing_and_agreeing_moves_item_money_and_notice(item, author, line):
    asked = ask(item, author, "345600.00", quantity=Decimal("7680.00"))
    item.refresh_from_db()
    assert (asked.status, asked.number, item.amount, reserved(line)) == (
        PlanAdjustmentStatus.REQUESTED,
        None,
        Decimal("288000.00"),
        "288000.00",
    )
    services.agree_adjustment(adjustment=asked, actor=catalogue_officer(), at=AT)
    item.refresh_from_db()
    assert (asked.number, item.amount, item.unit_price, reserved(line)) == (
        1,
        Decimal("345600.00"),
        Decimal("45.00"),
        "345600.00",
    )
    notice = Publication.objects.get(code=asked.publication_code)
    assert (notice.kind, notice.corrects.code, notice.project_code) == (
        "CORRECTION",
        item.publication_code,
        item.code,
    )
    assert "第1次调整" in notice.title
    assert notice.payload["adjusted"][0]["differences"] == [
        {"what": "数量", "before": "6400", "after": "7680"},
        {"what": "预算金额（元）", "before": "288,000.00", "after": "345,600.00"},
        {"what": f"预算指标{line.code}", "before": "288,000.00", "after": "345,600.00"},
    ]
    assert Notification.objects.filter(event="plan_adjustment_agreed", recipient_code=author.code).exists()


def test_less_money_is_released_and_another_line_takes_over(item, author, line):
    other = approved_line("300000.00", organisation=organisation_of(author))
    agreed = ask(item, author, "144000.00", other, quantity=Decimal("3200.00"))
    services.agree_adjustment(adjustment=agreed, actor=catalogue_officer(), at=AT)
    assert (reserved(line), reserved(other)) == ("0.00", "144000.00")
    again = ask(item, author, "144000.00", description="每月上门四次")
    services.agree_adjustment(adjustment=again, actor=catalogue_officer(), at=AT)
    assert (again.number, reserved(other)) == (2, "144000.00")


def test_more_than_the_line_has_is_refused_at_once(item, author, line):
    with pytest.raises(GuardRefused, match=r"只剩 112,000.00 元可用") as refused:
        ask(item, author, "480000.00", quantity=Decimal("10000"))
    assert (refused.value.field, reserved(line)) == ("fundings", "288000.00")
    assert PlanAdjustment.objects.count() == 0
    item.refresh_from_db()
    assert item.amount == Decimal("288000.00")


def test_a_cut_below_what_is_committed_gets_a_plain_answer(item, author, line):
    for verb in (freeze, commit):
        verb(line=line, cause=Cause(item.code), amount=Decimal("200000.00"), actor=SYSTEM, at=AT)
    with pytest.raises(GuardRefused, match=r"最多可以减少 88,000.00 元.*签约或支付 200,000.00 元") as refused:
        ask(item, author, "144000.00", quantity=Decimal("3200.00"))
    assert refused.value.rule == "B-05"
    agreed = ask(item, author, "225000.00", quantity=Decimal("5000.00"))
    services.agree_adjustment(adjustment=agreed, actor=catalogue_officer(), at=AT)
    assert reserved(line) == "25000.00"


def test_what_the_law_would_newly_find_wrong_is_refused(item, author):
    with pytest.raises(GuardRefused) as refused:
        ask(item, author, term_months=13)
    assert (refused.value.field, refused.value.rule) == ("term_months", "A-18")


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"reason": " ", "term_months": 6}, "reason"), ({}, None), ({"amount": "-1"}, "amount")],
)
def test_what_is_not_said_or_not_changed_is_refused(item, author, changed, field):
    with pytest.raises(DomainError) as refused:
        ask(item, author, **changed)
    assert refused.value.field == field


def test_method_villages_and_targets_change_with_their_difference(item, author, line):
    ours = villages(item.organisation)
    services.agree_adjustment(adjustment=ask(item, author, served=ours[:2]), actor=catalogue_officer(), at=AT)
    reasoned = {
        "method": methods.COMPETITIVE_CONSULTATION,
        "method_case": methods.PURCHASED_SERVICE,
        "method_reason": "属于政府购买服务项目",
        "organisation_form": OrganisationForm.SELF_RUN,
    }
    asked = ask(item, author, served=ours[1:], aims=targets(satisfaction=30), **reasoned)
    item.refresh_from_db()
    assert (item.method, item.indicators.count()) == (methods.SMALL_PURCHASE, 4)
    services.agree_adjustment(adjustment=asked, actor=catalogue_officer(), at=AT)
    item.refresh_from_db()
    assert (item.method, item.organisation_form, list(item.villages.all()), item.satisfaction_weight) == (
        methods.COMPETITIVE_CONSULTATION,
        OrganisationForm.SELF_RUN,
        ours[1:],
        30,
    )
    said = Publication.objects.get(code=asked.publication_code).payload["adjusted"][0]["differences"]
    assert [(one["what"], one["before"], one["after"]) for one in said] == [
        ("采购方式", "小额采购", "竞争性磋商"),
        ("适用情形", "", "政府购买服务项目"),
        ("采用该方式的理由", "", "属于政府购买服务项目"),
        ("组织形式", "限额以下小额采购", "分散采购（自行组织）"),
        ("受益村（社区）", *("、".join(one.name for one in part) for part in (ours[:2], ours[1:]))),
        ("绩效指标：安全事故", *(f"效益、越低越好、目标0起、权重{weight}" for weight in (20, 10))),
        ("绩效指标：服务对象满意度", *(f"满意度、越高越好、目标90%、权重{weight}" for weight in (20, 30))),
    ]


def test_strange_villages_and_targets_that_are_not_100_are_refused_beside_their_field(item, author):
    elsewhere = villages(township("下辛店镇"), "420923102", 1)
    for changed, field in (({"served": elsewhere}, "villages"), ({"aims": targets()[:2]}, "indicators")):
        with pytest.raises(DomainError) as refused:
            ask(item, author, **changed)
        assert refused.value.field == field


def begin(item, line, amount="288000.00"):
    freeze(line=line, cause=Cause(item.code), amount=Decimal(amount), actor=SYSTEM, at=AT)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"method": methods.OPEN_TENDER, "organisation_form": OrganisationForm.SELF_RUN}, "N-20"),
        ({"method_reason": "另有理由"}, "N-20"),
        ({"sme_reserved": True}, "N-20"),
        ({"aims": targets(satisfaction=30)}, "G-01"),
    ],
)
def test_how_it_is_bought_and_judged_is_fixed_once_its_purchase_has_begun(item, author, line, changed, rule):
    begin(item, line, "100000.00")
    with pytest.raises(GuardRefused, match="采购") as refused:
        ask(item, author, **changed)
    assert (refused.value.rule, refused.value.field) == (
        rule,
        next(iter(changed)).replace("aims", "indicators"),
    )


def test_what_is_in_procurement_stays_and_what_is_left_may_grow(item, author, line):
    ours = villages(item.organisation, count=2)
    services.agree_adjustment(adjustment=ask(item, author, served=ours[:1]), actor=catalogue_officer(), at=AT)
    begin(item, line)
    for changed in ({"served": ours}, {"description": "每月上门四次"}, {"term_months": 6}):
        with pytest.raises(GuardRefused, match="正在采购或已经签约") as refused:
            ask(item, author, **changed)
        assert refused.value.rule == "N-10"
    more = {"amount": "378000.00", "quantity": Decimal("8400.00")}
    with pytest.raises(GuardRefused):
        ask(item, author, served=ours[1:], **more)
    grown = ask(item, author, served=ours, **more)
    services.agree_adjustment(adjustment=grown, actor=catalogue_officer(), at=AT)
    assert list(item.villages.all()) == ours


def test_one_request_at_a_time_and_a_refused_one_makes_room(item, author):
    asked = ask(item, author, term_months=6)
    with pytest.raises(WrongState, match=asked.code):
        services.request_cancel(item=item, reason="不买了", actor=author, at=AT)
    with pytest.raises(DomainError) as unsaid:
        services.refuse_adjustment(adjustment=asked, reason=" ", actor=catalogue_officer(), at=AT)
    assert unsaid.value.field == "reason"
    services.refuse_adjustment(adjustment=asked, reason="理由不足", actor=catalogue_officer(), at=AT)
    second = ask(item, author, term_months=6)
    services.withdraw_adjustment(adjustment=second, actor=author, at=AT)
    assert [one.number for one in PlanAdjustment.objects.all()] == [None, None]


def test_cancelling_frees_the_money_and_is_numbered(item, line):
    cancel(item=item, actor=catalogue_officer())
    notice = Publication.objects.get(kind="CORRECTION")
    assert (item.status, reserved(line)) == (ItemStatus.WITHDRAWN, "0.00")
    assert (notice.corrects.kind, notice.project_code) == ("PURCHASE_PLAN", item.code)
    assert notice.payload["adjusted"][0]["adjustment_kind"] == "撤出计划"


def test_a_purchase_that_has_begun_stays_in_the_plan(item, author, line):
    freeze(line=line, cause=Cause(item.code), amount=item.amount, actor=SYSTEM, at=AT)
    with pytest.raises(GuardRefused, match="采购已经开始"):
        services.request_cancel(item=item, reason="任务取消", actor=author, at=AT)


def test_what_changed_after_the_request_is_not_agreed_to(item, author, line):
    asked = ask(item, author, term_months=6)
    item.revision += 1
    item.save(update_fields=["revision"])
    with pytest.raises(services.StaleEdit, match="申请以后又有改动"):
        services.agree_adjustment(adjustment=asked, actor=catalogue_officer(), at=AT)
    asked.refresh_from_db()
    assert (asked.status, asked.number) == (PlanAdjustmentStatus.REQUESTED, None)


def test_an_item_added_later_is_a_numbered_adjustment_with_its_reason(item, author):
    added = plan_item(ItemStatus.AGREED, author=author, title="社工站运营")
    with pytest.raises(DomainError, match="请写明调整的理由") as refused:
        services.publish_plan(items=[added], actor=catalogue_officer(), at=AT)
    assert refused.value.field == "reason"
    notice = services.publish_plan(items=[added], reason="新增需求", actor=catalogue_officer(), at=AT)
    adjustment = PlanAdjustment.objects.get()
    assert (adjustment.number, adjustment.plan, adjustment.publication_code) == (
        1,
        plan_of(item),
        notice.code,
    )
    assert [row["plan_code"] for row in notice.payload["adjustments"]] == [plan_of(item).code]
    assert notice.payload["adjustments"][0]["reason"] == "新增需求"


def test_who_asks_who_decides_and_who_takes_back(item, author):
    home = item.organisation
    for actor in (person(home, Office.LEADER), operator(township("下辛店镇")), bureau(), stranger()):
        with pytest.raises(NotAllowed):
            ask(item, actor, term_months=6)
    officer = catalogue_officer()
    asked = ask(item, officer, term_months=6)
    for actor in (author, officer, bureau(Office.BUREAU_BUDGET)):
        with pytest.raises(NotAllowed):
            services.agree_adjustment(adjustment=asked, actor=actor, at=AT)
    with pytest.raises(NotAllowed):
        services.withdraw_adjustment(adjustment=asked, actor=author, at=AT)
    assert asked.get_absolute_url() in [todo.url for todo in todos(catalogue_officer(), AT)]
    assert asked.get_absolute_url() not in [todo.url for todo in todos(officer, AT)]


def test_a_draft_is_edited_not_adjusted(author):
    with pytest.raises(WrongState):
        services.request_cancel(item=plan_item(author=author), reason="不买了", actor=author, at=AT)


def said(value):
    """Return a field's value as a browser posts it."""
    return "" if value is None else value


def rows_of(table):
    """Return a table's rows as a browser posts them."""
    posted = {
        f"{table.prefix}-TOTAL_FORMS": len(table.forms),
        f"{table.prefix}-INITIAL_FORMS": len(table.forms),
    }
    for row in table:
        posted |= {row.add_prefix(name): said(row[name].value()) for name in row.fields}
    return posted


def test_the_page_lets_nobody_type_what_stays(client, item, author, line):
    begin(item, line)
    page = login(client, author).get(reverse("catalogue:plan-item-adjust", args=[item.code]))
    form = page.context["form"]
    assert form["method"].field.disabled and all(row.fields["weight"].disabled for row in form.targets)
    assert "采购方式、组织形式和预留份额不能再改" in page.content.decode()


def test_the_pages_ask_show_the_difference_and_agree(client, item, author, line):
    url = reverse("catalogue:plan-item-adjust", args=[item.code])
    form = login(client, author).get(url).context["form"]
    shown = {name: form[name].value() for name in form.fields if name != "form_token"}
    values = {name: said(value) for name, value in shown.items()}
    data = {
        **values,
        "reason": "服务人数增加",
        "amount": "345600.00",
        "quantity": "7680",
        "fundings-TOTAL_FORMS": 1,
        "fundings-INITIAL_FORMS": 0,
        "fundings-0-line": line.code,
        "fundings-0-amount": "999999.00",
        **rows_of(form.targets),
        "form_token": form.fields["form_token"].initial,
    }
    page = client.post(url, data)
    assert "只剩" in str(page.context["form"].errors)
    # What was touched stays open, the rest stays folded.
    assert [name for name, one in page.context["form"].parts().items() if one["open"]] == ["money"]
    data["fundings-0-amount"] = "345600.00"
    data["form_token"] = client.get(url).context["form"].fields["form_token"].initial
    asked = client.post(url, data)
    assert asked.status_code == 302, asked.context["form"].errors
    adjustment = PlanAdjustment.objects.get()
    assert asked.url == adjustment.get_absolute_url()
    login(client, catalogue_officer())
    assert "345,600.00" in client.get(adjustment.get_absolute_url()).content.decode()
    step = reverse("catalogue:plan-adjustment-transition", args=[adjustment.code, "agree"])
    assert client.post(step, {"reason": ""}).url == adjustment.get_absolute_url()
    assert "第1次调整" in client.get(plan_of(item).get_absolute_url()).content.decode()
    assert BudgetLine.objects.get().reserved == Decimal("345600.00")
