"""A framework from its plan to its summary: filed, never refused on merits, in force, ended."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core import due_events
from procurement.core.clock import SHANGHAI
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.frameworks.models import Framework
from procurement.frameworks.selectors.texts import replacement_label
from procurement.frameworks.services.planning import (
    approve_framework,
    cancel_framework,
    draft_framework,
    edit_framework,
    file_framework,
    publish_framework,
    return_framework,
    submit_framework,
    summarise_framework,
)
from procurement.frameworks.services.reviews import submit_for_review
from procurement.publications.models import Publication
from tests.factories import accounts, tendering
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make.organiser()


def test_filed_published_and_in_force_to_the_last_day(home):
    framework = make.in_force(home)
    assert (framework.status, framework.filing_number[:2]) == ("IN_FORCE", "KB")
    assert (framework.starts_on, framework.ends_on) == (date(2026, 9, 21), date(2028, 9, 20))
    notice = Publication.objects.get(code=framework.notice_code)
    assert (notice.kind, notice.payload["facts"]["ceiling"]) == ("FRAMEWORK_NOTICE", "45.00")
    text = str(notice.payload["sections"])
    for field in ("45.00元／小时", "7个工作日内审核", "清退和补充规则", "计量方式", "随时申请加入"):
        assert field in text


@pytest.mark.parametrize(
    ("changed", "article"),
    [
        ({"annual_estimate": Decimal("300000.00")}, "第三条"),
        ({"surveyed_suppliers": 2}, "第十一条"),
        ({"surveyed_experts": 0}, "第十一条"),
        ({"survey_findings": " "}, "需求调查记录"),
        ({"risk_plan": []}, "风险处置方案"),
        ({"term_months": 25}, "第十五条"),
        ({"users_choose": False}, "第三条"),
        ({"settlement": " "}, "第十四条、第三十八条"),
    ],
)
def test_an_unlawful_or_unfinished_plan_is_not_sent_on_its_way(home, changed, article):
    framework = make.drafted(home, **changed)
    with pytest.raises(GuardRefused) as caught:
        submit_for_review(framework=framework, actor=home.operator, at=make.AT)
    assert article in str(caught.value)
    with pytest.raises(WrongState):
        file_framework(framework=framework, actor=home.operator, at=make.AT)
    assert Framework.objects.get().filing_number == ""


def test_a_township_needs_the_approval_of_who_stands_above():
    town = tendering.town("义堂镇")
    framework = draft_framework(actor=town.operator, at=make.AT, **make.plan())
    with pytest.raises(GuardRefused) as caught:
        submit_for_review(framework=framework, actor=town.operator, at=make.AT)
    assert "第五条" in str(caught.value)
    edit_framework(framework=framework, approval="云民发〔2026〕3号", actor=town.operator, at=make.AT)
    submit_for_review(framework=framework, actor=town.operator, at=make.AT)
    make.reviewed_by_all(framework, town)
    assert file_framework(framework=framework, actor=town.operator, at=make.AT).status == "FILED"


def test_the_central_agency_s_plan_is_looked_at_first():
    agency = make.organiser(OrganisationKind.CENTRAL_AGENCY, "云梦县公共资源交易中心")
    bureau = accounts.bureau()
    framework = make.drafted(agency, case="CENTRAL_LIST", open_case="NO_KNOCK_OUT", users_choose=False)
    for step, wrong in ((file_framework, WrongState), (submit_for_review, GuardRefused)):
        with pytest.raises(wrong):
            step(framework=framework, actor=agency.operator, at=make.AT)
    submit_framework(framework=framework, actor=agency.operator, at=make.AT)
    with pytest.raises(NotAllowed):
        approve_framework(framework=framework, actor=agency.leader, at=make.AT)
    return_framework(framework=framework, reason="补充需求调查材料", actor=bureau, at=make.AT)
    submit_framework(framework=framework, actor=agency.operator, at=make.AT)
    approve_framework(framework=framework, actor=bureau, at=make.AT)
    assert (framework.status, bool(framework.filing_number)) == ("FILED", True)


def test_a_supervising_unit_files_and_asks_nobody(home):
    with pytest.raises(GuardRefused):
        submit_framework(framework=make.drafted(home), actor=home.operator, at=make.AT)


def test_what_was_filed_does_not_change(home):
    framework = make.filed(home)
    with pytest.raises(NotAllowed):
        edit_framework(framework=framework, ceiling=Decimal("50.00"), actor=home.operator, at=make.AT)
    assert Framework.objects.get().ceiling == make.FEE


def test_strangers_neither_plan_nor_file(home):
    framework = make.reviewed(home)
    bystanders = (
        accounts.person(home.organisation, Office.ACCEPTOR),
        tendering.town("义堂镇").operator,
        accounts.bureau(),
    )
    for actor in bystanders:
        with pytest.raises(NotAllowed):
            file_framework(framework=framework, actor=actor, at=make.AT)
    with pytest.raises(NotAllowed):
        draft_framework(actor=accounts.stranger(), at=make.AT, **make.plan())


def test_giving_up_wants_a_reason_and_comes_too_late_once_published(home):
    framework = make.filed(home)
    with pytest.raises(DomainError) as caught:
        cancel_framework(framework=framework, reason=" ", actor=home.operator, at=make.AT)
    assert caught.value.field == "reason"
    publish_framework(framework=framework, actor=home.operator, at=make.AT)
    with pytest.raises(WrongState):
        cancel_framework(framework=framework, reason="任务取消", actor=home.operator, at=make.AT)


def test_it_ends_by_itself_and_is_summed_up_once(home):
    framework = make.in_force(home)
    entry, supplier = make.admitted(framework, home)
    town = tendering.town("义堂镇")
    make.published(entry, supplier, make.town_item(town), town)
    last = datetime(2028, 9, 20, 23, 59, tzinfo=SHANGHAI)
    due_events.run_due_for("frameworks.expire", framework.code, until=last)
    assert Framework.objects.get().status == "IN_FORCE"
    due_events.run_due_for("frameworks.expire", framework.code, until=last + timedelta(minutes=1))
    framework.refresh_from_db()
    assert framework.status == "ENDED"

    summarise_framework(framework=framework, actor=home.operator, at=last + timedelta(days=2))
    notice = Publication.objects.get(code=framework.summary_code)
    assert notice.payload["facts"]["suppliers"] == [
        {"supplier": entry.supplier.code, "contracts": "1", "amount": "18000.00"}
    ]
    with pytest.raises(WrongState):
        summarise_framework(framework=framework, actor=home.operator, at=last + timedelta(days=3))


def test_a_price_that_the_state_fixes_is_not_spoken_of_as_cut(home):
    framework = draft_framework(actor=home.operator, at=make.AT, **{**make.plan(), "kind": "CLOSED"})
    assert "随时降低自己的协议单价" in framework.replacement_rules
    edit_framework(framework=framework, pricing="FIXED", actor=home.operator, at=make.AT)
    assert "降低自己的" not in framework.replacement_rules and "政府定价" in framework.replacement_rules
    assert (replacement_label("FIXED"), replacement_label("GUIDED")) == ("服务升级规则", "服务升级和降价规则")
    edit_framework(framework=framework, replacement_rules="自己写的。", actor=home.operator, at=make.AT)
    edit_framework(framework=framework, pricing="GUIDED", actor=home.operator, at=make.AT)
    assert framework.replacement_rules == "自己写的。"
