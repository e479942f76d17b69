"""One item, many procurements: parts, their money, the remainder, and a threshold that looks at the whole (N-20)."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from procurement.budgeting.models import Holding
from procurement.budgeting.selectors import mismatches, parts_of, remainder_of
from procurement.core.errors import DomainError, GuardRefused, WrongState
from procurement.tendering.enums import Method
from procurement.tendering.models import ImplementationPlan, SmallPurchase
from procurement.tendering.selectors.lists import items_to_plan, items_with_money
from procurement.tendering.services.planning import (
    cancel_implementation_plan,
    draft_implementation_plan,
    file_implementation_plan,
)
from procurement.tendering.services.small import cancel_small, start_small_purchase
from tests.factories import accounts
from tests.factories import tendering as make
from tests.factories.budgeting import approved_line
from tests.tendering.test_seal_concurrency import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make.town()


def part(home, item, amount, scope="东片12个村", filed=True):
    return make.implementation_plan(home, item, amount=Decimal(amount), scope=scope, filed=filed)


def buy(home, item, amount=None, scope="东片"):
    return start_small_purchase(
        item=item,
        requirement="公厕管护",
        amount=Decimal(amount) if amount else None,
        scope=scope,
        actor=home.operator,
        at=make.AT,
    )


def small_item(home, amount="120000.00"):
    return make.published_item(home, amount=amount, method=Method.SMALL_PURCHASE, title="农村公厕管护")


def test_two_parts_run_at_once_and_the_rest_stays(home):
    item = make.published_item(home, amount="960000.00")
    east = part(home, item, "400000.00")
    assert remainder_of(item.code) == Decimal("560000.00")
    west = part(home, item, "140000.00", "西片4个村")

    assert remainder_of(item.code) == Decimal("420000.00")
    assert {code: sums["frozen"] for code, sums in parts_of(item.code).items() if code} == {
        east.code: Decimal("400000.00"),
        west.code: Decimal("140000.00"),
    }
    assert (east.title, west.amount) == ("农村生活垃圾保洁服务（东片12个村）", Decimal("140000.00"))
    tender = make.drafted_tender(home, west)
    assert tender.budget == Decimal("140000.00")

    cancel_implementation_plan(plan=east, reason="改期。", actor=home.operator, at=make.AT)
    assert (remainder_of(item.code), parts_of(item.code)[west.code]["frozen"]) == (
        Decimal("820000.00"),
        Decimal("140000.00"),
    )
    assert mismatches() == []


def test_without_an_amount_a_plan_takes_all_that_is_left(home):
    item = make.published_item(home, amount="960000.00")
    part(home, item, "400000.00")
    rest = make.implementation_plan(home, item, scope="其余各村")
    assert (rest.amount, remainder_of(item.code)) == (Decimal("560000.00"), Decimal("0.00"))


@pytest.mark.parametrize(
    ("amount", "scope", "field", "rule"),
    [
        ("560000.01", "西片", "amount", "B-05"),
        ("0", "西片", "amount", "B-05"),
        ("560000.00", " ", "scope", "N-10"),
    ],
)
def test_a_part_lies_within_the_rest_and_is_described(home, amount, scope, field, rule):
    item = make.published_item(home, amount="960000.00")
    part(home, item, "400000.00")
    with pytest.raises(DomainError) as caught:
        part(home, item, amount, scope)
    assert (caught.value.field, caught.value.rule) == (field, rule)


def test_the_second_of_two_drafts_finds_what_the_first_left(home):
    item = make.published_item(home, amount="960000.00")
    first, second = (part(home, item, "600000.00", scope, filed=False) for scope in ("东片", "西片"))
    file_implementation_plan(plan=first, actor=home.operator, at=make.AT)
    with pytest.raises(GuardRefused, match="还剩 360,000.00 元，不够 600,000.00 元"):
        file_implementation_plan(plan=second, actor=home.operator, at=make.AT)
    second.refresh_from_db()
    assert (second.status, second.filing_number) == ("DRAFT", "")


def test_the_threshold_looks_at_the_whole_item_not_at_the_part(home):
    """2,760,000 is above the open-tender threshold; a part of 100,000 of it needs the approval all the same."""
    item = make.published_item(home, amount="2760000.00")
    plan = part(home, item, "100000.00", filed=False)
    with pytest.raises(GuardRefused, match="登记批准文件"):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)


def test_an_item_above_the_limit_is_not_cut_into_small_purchases(home):
    item = make.published_item(home, amount="960000.00")
    with pytest.raises(WrongState, match="拆成几次也不行") as caught:
        buy(home, item, "50000.00")
    assert caught.value.rule == "C-14"
    with pytest.raises(DomainError) as refused:
        draft_implementation_plan(
            item=item,
            method=Method.SMALL_PURCHASE,
            method_reason="",
            organisation_form="SELF_RUN",
            amount=Decimal("50000.00"),
            scope="东片",
            actor=home.operator,
            at=make.AT,
        )
    assert (refused.value.field, refused.value.rule) == ("method", "C-14")


def test_small_purchases_of_one_item_one_beside_the_other(home):
    item = small_item(home)
    first, second = buy(home, item, "50000.00"), buy(home, item, "30000.00", "西片")
    assert (first.title, first.ceiling) == ("农村公厕管护（东片）", Decimal("50000.00"))
    with pytest.raises(DomainError) as caught:
        buy(home, item, "40000.01", "北片")
    assert (caught.value.field, caught.value.rule) == ("amount", "B-05")

    cancel_small(purchase=first, reason="改为明年。", actor=home.operator, at=make.AT)
    assert remainder_of(item.code) == Decimal("90000.00")
    assert parts_of(item.code)[second.code]["frozen"] == Decimal("30000.00")


def test_lists_offer_what_still_has_money(home):
    item, other = make.published_item(home, amount="960000.00"), make.published_item(home)
    part(home, item, "400000.00")
    offered = list(items_with_money(home.operator, small=False))
    assert [(row.code, row.left, row.begun) for row in offered] == [
        (other.code, Decimal("1960000.00"), False),
        (item.code, Decimal("560000.00"), True),
    ]
    assert list(items_to_plan(home.operator)) == [other]
    assert list(items_with_money(home.leader, small=False)) == []


def test_the_form_shows_the_rest_and_keeps_what_was_typed(home, client):
    item = make.published_item(home, amount="960000.00")
    part(home, item, "540000.00")
    client.force_login(accounts.user_of(home.operator))
    url = reverse("tendering:plan-create", args=[item.code])
    shown = client.get(url)
    page = BeautifulSoup(shown.content, "html.parser").get_text()
    assert "还剩 42.00 万元" in page and "项目总额 96.00 万元" in page and "拆开采购不能避开限额" in page

    hidden = {
        name: field.initial
        for name, field in shown.context["form"].fields.items()
        if field.widget.is_hidden and field.initial is not None
    }
    typed = {
        "method": Method.COMPETITIVE_CONSULTATION,
        "method_reason": "政府购买服务项目",
        "organisation_form": "SELF_RUN",
        "amount": "420000.01",
        "scope": "西片",
    }
    answer = client.post(url, {**hidden, **typed})
    form = answer.context["form"]
    assert answer.status_code in (200, 422) and "还剩420,000.00元" in str(form.errors["amount"])
    assert form["scope"].value() == "西片"
    assert ImplementationPlan.objects.count() == 1


def two_years(home, **fields):
    """Return an item with 560,000 of this year's money and 400,000 of next year's, and the two lines' codes."""
    this, following = (
        approved_line("960000.00", organisation=home.organisation, year=year) for year in (2026, 2027)
    )
    slices = [(this, Decimal("560000.00")), (following, Decimal("400000.00"))]
    item = make.published_item(home, amount="960000.00", slices=slices, **fields)
    return item, this.code, following.code


def frozen(code):
    held = Holding.objects.filter(part_code=code, frozen__gt=0).order_by("line__year")
    return [(one.line.year, str(one.frozen)) for one in held]


def test_a_part_takes_the_money_that_its_author_chose(home):
    item, this, following = two_years(home)
    both = {this: Decimal("100000.00"), following: Decimal("300000.00")}
    east = make.implementation_plan(home, item, lines=both, scope="东片")
    assert (east.amount, frozen(east.code)) == (
        Decimal("400000.00"),
        [(2026, "100000.00"), (2027, "300000.00")],
    )
    west = part(home, item, "470000.00", "西片")
    assert frozen(west.code) == [(2026, "460000.00"), (2027, "10000.00")]
    assert mismatches() == []


@pytest.mark.parametrize(
    ("this", "following", "amount", "field"),
    [
        ("560000.01", "0", None, "this"),
        ("0", "400000.01", None, "following"),
        ("100000.00", "300000.00", "400000.01", "amount"),
        ("100000.00", "-1", "100000.00", "following"),
    ],
)
def test_a_line_gives_what_is_left_and_all_lines_the_amount(home, this, following, amount, field):
    item, one, two = two_years(home)
    lines = {one: Decimal(this), two: Decimal(following)}
    asked = {"amount": Decimal(amount)} if amount else {}
    with pytest.raises(DomainError) as refused:
        make.implementation_plan(home, item, lines=lines, scope="东片", **asked)
    named = {"this": f"line_{one}", "following": f"line_{two}", "amount": "amount"}
    assert refused.value.field == named[field]
    assert not ImplementationPlan.objects.exists()


def test_of_two_drafts_on_one_line_the_second_is_told_which_line(home):
    item, this, following = two_years(home)
    first, second = (
        make.implementation_plan(
            home, item, lines={following: Decimal("300000.00")}, scope=scope, filed=False
        )
        for scope in ("东片", "西片")
    )
    file_implementation_plan(plan=first, actor=home.operator, at=make.AT)
    with pytest.raises(DomainError, match="还剩 100,000.00 元") as refused:
        file_implementation_plan(plan=second, actor=home.operator, at=make.AT)
    assert refused.value.field == f"line_{following}"


def test_the_form_asks_for_lines_only_where_there_are_several(home, client):
    item, this, following = two_years(home)
    client.force_login(accounts.user_of(home.operator))
    url = reverse("tendering:plan-create", args=[item.code])
    form = client.get(url).context["form"]
    assert list(form.fields)[:4] == ["amount", f"line_{this}", f"line_{following}", "scope"]
    typed = {
        **{name: field.initial for name, field in form.fields.items() if field.widget.is_hidden},
        "method": Method.COMPETITIVE_CONSULTATION,
        "method_reason": "政府购买服务项目",
        "organisation_form": "SELF_RUN",
        "scope": "西片",
        f"line_{following}": "500000",
    }
    answer = client.post(url, typed).context["form"]
    assert "还剩400,000.00元" in answer.errors[f"line_{following}"][0]
    again = {"form_token": client.get(url).context["form"].fields["form_token"].initial}
    assert client.post(url, {**typed, **again, f"line_{following}": "350000"}).status_code == 302
    plan = ImplementationPlan.objects.get()
    assert (plan.amount, [one.line.code for one in plan.slices.all()]) == (Decimal("350000.00"), [following])
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "备案时占用的预算指标" in page
    single = make.published_item(home, amount="960000.00")
    form = client.get(reverse("tendering:plan-create", args=[single.code])).context["form"]
    assert not [name for name in form.fields if name.startswith("line_")]


def test_a_small_purchase_may_choose_too(home):
    lines = [
        (approved_line("60000.00", organisation=home.organisation, year=year), Decimal(60000))
        for year in (2026, 2027)
    ]
    item = make.published_item(home, amount="120000.00", method=Method.SMALL_PURCHASE, slices=lines)
    bought = start_small_purchase(
        item=item,
        requirement="公厕管护",
        scope="东片",
        lines={lines[1][0].code: Decimal("50000.00")},
        actor=home.operator,
        at=make.AT,
    )
    assert (bought.ceiling, frozen(bought.part_code)) == (Decimal("50000.00"), [(2027, "50000.00")])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_that_pass_the_rest_together_one_is_filed(home):
    item = make.published_item(home, amount="960000.00")
    codes = [part(home, item, "600000.00", scope, filed=False).code for scope in ("东片", "西片")]

    def filing(code):
        def run():
            plan = ImplementationPlan.objects.get(code=code)
            return file_implementation_plan(plan=plan, actor=home.operator, at=make.AT).status

        return run

    answers = at_once([filing(code) for code in codes])
    assert sorted(answers)[0] == "FILED"
    assert "还剩 360,000.00 元，不够 600,000.00 元" in sorted(answers)[1]
    assert remainder_of(item.code) == Decimal("360000.00")
    assert mismatches() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_small_purchases_that_pass_the_rest_together_one_begins(home):
    item = small_item(home)
    jobs = [lambda scope=scope: buy(home, item, "70000.00", scope).status for scope in ("东片", "西片")]
    answers = sorted(at_once(jobs))
    assert answers[0] == "QUOTING" and "还剩" in answers[1]
    assert (SmallPurchase.objects.count(), remainder_of(item.code)) == (1, Decimal("50000.00"))
