"""The implementation plan: method, organisation form, approval, filing number, frozen money."""

from decimal import Decimal

import pytest

from catalogue.enums import ItemStatus, OrganisationForm
from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.tendering.enums import Method
from procurement.tendering.services.planning import (
    cancel_implementation_plan,
    draft_implementation_plan,
    file_implementation_plan,
)
from tests.factories import accounts
from tests.factories import tendering as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make.town()


def draft(home, item=None, **changed):
    values = {
        "item": item or make.published_item(home),
        "method": Method.COMPETITIVE_CONSULTATION,
        "method_reason": "政府购买服务项目",
        "organisation_form": OrganisationForm.SELF_RUN,
        "actor": home.operator,
        "at": make.AT,
        **changed,
    }
    return draft_implementation_plan(**values)


def test_filing_numbers_the_plan_and_freezes_the_money(home):
    plan = draft(home)
    line = plan.item.fundings.get().line
    assert (line.reserved, line.frozen) == (Decimal("1960000.00"), Decimal("0.00"))

    file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)

    line.refresh_from_db()
    assert (plan.status, plan.filing_number, plan.filed_at) == ("FILED", "HB420923-2026-00001", make.AT)
    assert (line.reserved, line.frozen) == (Decimal("0.00"), Decimal("1960000.00"))


@pytest.mark.parametrize(
    ("changed", "field", "rule"),
    [
        ({"method": "INQUIRY"}, "method", "C-09"),
        ({"method": "WHATEVER"}, "method", "C-01"),
        ({"method": Method.SMALL_PURCHASE}, "method", "C-14"),
        ({"method_reason": " "}, "method_reason", "C-04"),
        ({"organisation_form": "INTERNAL"}, "organisation_form", "N-06"),
        ({"organisation_form": OrganisationForm.ENTRUSTED}, "agency", "N-06"),
    ],
)
def test_what_the_law_does_not_know_is_refused(home, changed, field, rule):
    with pytest.raises(DomainError) as caught:
        draft(home, **changed)

    assert (caught.value.field, caught.value.rule) == (field, rule)


def test_a_listed_item_goes_to_the_central_agency(home):
    agency = accounts.organisation(OrganisationKind.AGENCY, "测试招标代理有限公司")
    with pytest.raises(DomainError) as caught:
        draft(home, organisation_form=OrganisationForm.CENTRALISED, agency=agency)
    assert caught.value.field == "agency"


def test_at_the_open_tender_threshold_the_city_approves_first(home):
    item = make.published_item(home, amount="2000000.00")
    plan = draft(home, item)

    with pytest.raises(GuardRefused) as caught:
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    assert caught.value.message == (
        "项目金额达到公开招标数额标准，采用竞争性磋商须在采购活动开始前经孝感市财政局批准"
        "（《政府采购法》第二十七条、《政府采购法实施条例》第二十三条、第七十八条、财政部令第74号第四条）。"
        "请登记批准文件，或者改为公开招标。"
    )

    other = make.town("伍洛镇")
    approved = draft(other, make.published_item(other, amount="2000000.00"))
    make.approve(approved, other)
    file_implementation_plan(plan=approved, actor=other.operator, at=make.AT)
    assert approved.status == "FILED"


def test_an_open_tender_above_the_threshold_needs_no_approval(home):
    item = make.published_item(home, amount="2760000.00", method=Method.OPEN_TENDER)
    plan = draft(home, item, method=Method.OPEN_TENDER, method_reason="", **make.CAPACITY)
    file_implementation_plan(plan=plan, actor=home.leader, at=make.AT)
    assert plan.status == "FILED"


def test_what_is_all_bought_is_not_bought_again(home):
    item = make.published_item(home)
    file_implementation_plan(plan=draft(home, item), actor=home.operator, at=make.AT)
    with pytest.raises(WrongState) as caught:
        draft(home, item)
    assert caught.value.rule == "B-03"


def test_an_unpublished_item_is_not_filed(home):
    item = make.published_item(home)
    type(item).objects.filter(pk=item.pk).update(status=ItemStatus.AGREED)
    item.refresh_from_db()
    plan = draft(home, item)
    with pytest.raises(GuardRefused):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)


def test_strangers_and_neighbours_plan_nothing(home):
    for somebody in (
        accounts.stranger(),
        home.reviewer,
        accounts.person(accounts.township("沙河乡"), Office.OPERATOR),
    ):
        with pytest.raises(NotAllowed):
            draft(home, actor=somebody)


def test_filing_twice_is_refused(home):
    plan = make.implementation_plan(home)
    with pytest.raises(WrongState):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)


def test_cancelling_gives_the_money_back(home):
    plan = make.implementation_plan(home)
    cancel_implementation_plan(plan=plan, reason="项目取消", actor=home.leader, at=make.AT)
    line = plan.item.fundings.get().line
    assert (plan.status, line.reserved, line.frozen) == ("CANCELLED", Decimal("1960000.00"), Decimal("0.00"))


def test_a_plan_with_a_tender_is_not_cancelled(home):
    plan = make.drafted_tender(home).plan
    with pytest.raises(GuardRefused):
        cancel_implementation_plan(plan=plan, reason="项目取消", actor=home.operator, at=make.AT)
