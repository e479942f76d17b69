"""Evaluations: start, appointment, self-evaluation, third-party scores, publication and what follows."""

from decimal import Decimal

import pytest

from procurement.accounts.enums import Office
from procurement.accounts.services import appoint
from procurement.budgeting.selectors import Cause, mismatches, parts_of, remainder_of
from procurement.budgeting.services import commit_cause
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.performance import services
from procurement.performance.models import PerformanceEvaluation
from procurement.performance.selectors import grades_of_project, todos
from procurement.publications.models import Publication
from procurement.regulations import performance
from procurement.suppliers.models import SupplierGrade
from procurement.tendering.models import Package
from procurement.tendering.services.ending import annul
from procurement.tendering.services.small import cancel_small, start_small_purchase
from tests.factories import accounts as people
from tests.factories import contracts as contract_make
from tests.factories import performance as make
from tests.factories import requirement
from tests.factories import tendering as tendering_make

pytestmark = pytest.mark.django_db


def start(deal, **changed):
    values = {"evaluator": make.firm(), "actor": deal.operator, **changed}
    return services.start_evaluation(contract=deal.contract, at=make.AT, **values)


def state(case, **changed):
    values = {"actuals": case.typed(), "summary": "按计划完成。", "actor": case.operator, **changed}
    return services.self_evaluate(evaluation=case.evaluation, at=make.AFTER, **values)


def score(case, **changed):
    values = {"actuals": case.typed(), "summary": "与台账一致。", "actor": case.evaluator, **changed}
    return services.third_party_score(evaluation=case.evaluation, at=make.AFTER, **values)


def test_the_indicators_are_the_plans(case):
    planned = case.deal.item.indicators.values_list("code", "tier", "weight", "target")
    assert list(case.evaluation.indicators.values_list("code", "tier", "weight", "target")) == list(planned)
    with pytest.raises(WrongState, match="已经在评价"):
        start(case.deal)


def test_nothing_is_evaluated_before_a_published_acceptance():
    deal = contract_make.small_deal()
    deal.filed()
    with pytest.raises(GuardRefused, match="验收结果公告后"):
        start(deal)


def test_who_starts_and_who_evaluates():
    deal = make.delivered("1000.00")
    for actor in (deal.leader, deal.admin, people.stranger()):
        with pytest.raises(NotAllowed):
            start(deal, actor=actor)
    with pytest.raises(DomainError) as refusal:
        start(deal, evaluator=deal.supplier)
    assert refusal.value.field == "evaluator"


def test_only_people_of_the_firm_and_of_neither_party_are_appointed(case):
    outsider = people.user()
    both = people.user_of(people.person(case.firm, Office.EVALUATOR))
    appoint(user=both, organisation=case.deal.home, offices=[Office.REVIEWER], actor=SYSTEM, at=make.AT)
    for user, words in ((outsider, "不是"), (both, "必须独立")):
        with pytest.raises(DomainError, match=words):
            services.appoint_evaluator(evaluation=case.evaluation, user=user, actor=case.operator, at=make.AT)


def test_money_and_satisfaction_come_from_the_record(case):
    case.closed()
    typed = {row.code: Decimal("1") for row in case.evaluation.indicators.all()}
    state(case, actuals={**typed, **case.typed()})
    found = {row.tier: row.self_actual for row in case.evaluation.indicators.all()}
    assert (found["EXECUTION"], found["SATISFACTION"]) == (Decimal("100.00"), Decimal("87.50"))
    # 10 (100 of 95 %), 50 × 90 ÷ 95, 20 (no accident), 20 × 87.5 ÷ 90
    assert (case.evaluation.status, case.evaluation.self_total) == ("THIRD_PARTY", Decimal("96.81"))


@pytest.mark.parametrize(
    "changed", [{"actuals": {}}, {"actuals": {"上门服务完成率": "-1"}}, {"summary": " "}]
)
def test_an_incomplete_statement_is_refused_beside_its_field(case, changed):
    case.closed()
    names = {row.name: row.code for row in case.evaluation.indicators.all()}
    if "actuals" in changed:
        typed = {names[name]: Decimal(value) for name, value in changed["actuals"].items()}
        changed = {"actuals": typed}
    with pytest.raises(DomainError) as refusal:
        state(case, **changed)
    expected = "summary" if "summary" in changed else f"actual_{names['上门服务完成率']}"
    assert refusal.value.field == expected


def test_without_a_finished_survey_nothing_is_stated(case):
    with pytest.raises(WrongState, match="满意度调查还没有结束"):
        state(case)


def test_only_the_operator_states(case):
    case.closed()
    for actor in (case.deal.leader, case.evaluator, case.deal.admin):
        with pytest.raises(NotAllowed):
            state(case, actor=actor)


def test_only_the_appointed_person_scores(case):
    case.self_evaluated()
    for actor in (case.evaluator, case.operator, people.person(case.firm, Office.EVALUATOR)):
        with pytest.raises(NotAllowed):
            score(case, actor=actor)
    case.appoint()
    score(case)
    assert case.evaluation.status == "SCORED"
    with pytest.raises(WrongState):
        score(case)


def test_nobody_scores_before_the_purchaser_has_stated(case):
    case.closed()
    case.appoint()
    with pytest.raises(WrongState):
        score(case)


def test_publication_gives_the_grade_to_supplier_and_item(case):
    case.scored()
    for actor in (case.operator, case.evaluator, case.deal.admin):
        with pytest.raises(NotAllowed):
            services.publish_evaluation(evaluation=case.evaluation, actor=actor, at=make.AFTER)
    services.publish_evaluation(evaluation=case.evaluation, actor=case.deal.leader, at=make.AFTER)
    evaluation = PerformanceEvaluation.objects.get()
    notice = Publication.objects.get(code=evaluation.publication_code)
    kept = SupplierGrade.objects.get()
    item = case.deal.item
    item.refresh_from_db()
    assert (evaluation.grade, evaluation.total) == ("EXCELLENT", Decimal("96.81"))
    assert performance.evaluate(notice.payload["case"]) == notice.payload["result"]
    assert (kept.contract_code, kept.grade, kept.total) == (
        case.deal.contract.code,
        "EXCELLENT",
        Decimal("96.81"),
    )
    assert (item.status, item.result.recommendation, item.result.spent) == (
        "CLOSED",
        "RAISE",
        Decimal("288000.00"),
    )
    assert list(grades_of_project(item.code)) == [evaluation]


def test_nothing_is_published_unscored(case):
    with pytest.raises(WrongState):
        services.publish_evaluation(evaluation=case.evaluation, actor=case.deal.leader, at=make.AFTER)


def test_what_waits_for_whom(case):
    def waiting(actor):
        return [todo.rule for todo in todos(actor, make.AFTER)]

    assert (waiting(case.operator), waiting(case.deal.leader), waiting(case.evaluator)) == (["G-02"], [], [])
    case.self_evaluated()
    case.appoint()
    assert (waiting(case.operator), waiting(case.deal.leader), waiting(case.evaluator)) == ([], [], ["G-08"])
    score(case)
    assert (waiting(case.deal.leader), waiting(case.evaluator)) == (["G-07"], [])


def parted():
    """An item of 288,000 whose part of 200,000 is delivered and being evaluated."""
    deal = contract_make.small_deal(share="200000.00")
    deal.filed()
    deal.accepted("200000.00")
    deal.paid(amount="200000.00")
    return make.case(deal)


def further(case, amount="60000.00"):
    return start_small_purchase(
        item=case.deal.item,
        requirement="西片各村",
        amount=Decimal(amount),
        scope="西片各村",
        actor=case.operator,
        at=make.AT,
    )


def test_an_item_waits_with_its_result_for_what_still_runs():
    case = parted()
    purchase, item = further(case), case.deal.item
    case.scored()
    services.publish_evaluation(evaluation=case.evaluation, actor=case.deal.leader, at=make.AFTER)
    item.refresh_from_db()
    assert (item.status, parts_of(item.code)[purchase.code]["frozen"]) == ("PUBLISHED", Decimal("60000.00"))

    cancel_small(purchase=purchase, reason="不再需要。", actor=case.operator, at=make.AFTER)
    item.refresh_from_db()
    assert (item.status, item.result.spent, remainder_of(item.code)) == (
        "CLOSED",
        Decimal("200000.00"),
        Decimal("0.00"),
    )
    assert mismatches() == []


def tender_beside(deal, first, second):
    """A tender of the item's last 88,000 in two packages, the first signed for 40,000."""
    home = tendering_make.Town(deal.home, deal.operator, *([deal.leader] * 4))
    item = requirement.settle(deal.item, deal.operator, at=make.AT)
    plan = tendering_make.implementation_plan(
        home, item, method="COMPETITIVE_CONSULTATION", amount=Decimal("88000.00"), scope="西片各村"
    )
    tender = tendering_make.drafted_tender(home, plan)
    tender.packages.update(budget=Decimal("50000.00"), status=first)
    Package.objects.create(
        tender=tender, code=f"{tender.code}-2", number="2", title="西片", budget="38000.00", status=second
    )
    given = {"cause": Cause(item.code, plan.code), "actor": SYSTEM, "at": make.AT}
    commit_cause(amount=Decimal("40000.00"), **given)
    return tender


def test_an_item_closes_when_its_last_living_package_is_annulled():
    case = parted()
    tender, item = tender_beside(case.deal, "CONTRACTED", "RECEIVING"), case.deal.item
    case.scored()
    services.publish_evaluation(evaluation=case.evaluation, actor=case.deal.leader, at=make.AFTER)
    item.refresh_from_db()
    assert (item.status, parts_of(item.code)[tender.plan.code]["frozen"]) == (
        "PUBLISHED",
        Decimal("48000.00"),
    )
    annul(
        package=tender.packages.get(number="2"),
        reason="出现影响公正的行为",
        basis="采购法第三十六条第一款第二项",
        actor=case.operator,
        at=make.AFTER,
    )
    item.refresh_from_db()
    assert (item.status, parts_of(item.code)[tender.plan.code]["frozen"], remainder_of(item.code)) == (
        "CLOSED",
        Decimal("0.00"),
        Decimal("0.00"),
    )
    assert mismatches() == []


def test_what_nobody_bought_is_released_with_the_closing():
    case = parted()
    case.scored()
    line = case.deal.line
    line.refresh_from_db()
    assert line.reserved == Decimal("88000.00")
    services.publish_evaluation(evaluation=case.evaluation, actor=case.deal.leader, at=make.AFTER)
    line.refresh_from_db()
    case.deal.item.refresh_from_db()
    assert (case.deal.item.status, line.reserved, line.frozen) == ("CLOSED", Decimal(0), Decimal(0))
