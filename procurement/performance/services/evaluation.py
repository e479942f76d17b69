"""From the plan's indicators to a published grade that next year's plan and the supplier's record keep."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalogue import services as catalogue
from catalogue.enums import Recommendation
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation, User
from procurement.accounts.selectors import offices_of
from procurement.accounts.services import grant
from procurement.contracts.enums import AcceptanceStatus
from procurement.contracts.models import Contract
from procurement.core import lifecycle, parameters
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.publications.enums import PublicationKind
from procurement.publications.services import publish
from procurement.regulations import performance
from procurement.regulations.errors import RegulationError
from procurement.suppliers import services as suppliers
from procurement.suppliers.models import Supplier

from .. import permissions
from ..enums import EvaluationStatus, Grade
from ..models import IndicatorResult, PerformanceEvaluation

# What a grade means for the next plan (RULES G-07); going against it needs a reason there.
FOLLOWS = {
    Grade.EXCELLENT: Recommendation.RAISE,
    Grade.GOOD: Recommendation.KEEP,
    Grade.FAIR: Recommendation.CUT,
    Grade.POOR: Recommendation.STOP,
}
COPIED = ("code", "name", "tier", "kind", "weight", "target", "unit", "position")


@transaction.atomic
def start_evaluation(
    *, contract: Contract, evaluator: Organisation, actor: Actor, at: datetime
) -> PerformanceEvaluation:
    """Open the evaluation of a delivered contract with the indicators that its plan set (RULES G-01)."""
    verdict = permissions.run(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if not contract.acceptances.filter(status=AcceptanceStatus.PUBLISHED).exists():
        raise GuardRefused(_("验收结果公告后才能开展绩效评价。"), rule="G-01")
    if evaluator.kind != OrganisationKind.EVALUATOR:
        raise DomainError(_("请选择第三方评价机构。"), field="evaluator", rule="G-08")
    if PerformanceEvaluation.objects.filter(contract=contract).exists():
        raise WrongState(_("这个合同已经在评价。"))
    evaluation = PerformanceEvaluation(
        code=next_code(f"JX-{at:%Y}-"), contract=contract, evaluator=evaluator, author_code=actor.code
    )
    lifecycle.create(evaluation, actor=actor, at=at, basis="G-01 G-08")
    IndicatorResult.objects.bulk_create(
        IndicatorResult(evaluation=evaluation, **{name: getattr(row, name) for name in COPIED})
        for row in contract.item.indicators.all()
    )
    return evaluation


@transaction.atomic
def appoint_evaluator(*, evaluation: PerformanceEvaluation, user: User, actor: Actor, at: datetime) -> None:
    """Let one person of the evaluators' firm score this evaluation, and no other."""
    verdict = permissions.run(actor, evaluation)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if Office.EVALUATOR not in offices_of(user, evaluation.evaluator):
        raise DomainError(
            _("%(name)s不是%(firm)s的评价人员。") % {"name": user, "firm": evaluation.evaluator.name},
            field="user",
        )
    grant(permission="score_evaluation", user=user, obj=evaluation, actor=actor, at=at)


@transaction.atomic
def self_evaluate(
    *,
    evaluation: PerformanceEvaluation,
    actuals: Mapping[str, Decimal],
    summary: str,
    actor: Actor,
    at: datetime,
) -> None:
    """The purchaser states what was reached. Spending and satisfaction are taken from the record, not typed."""
    if not summary.strip():
        raise DomainError(_("请填写自评说明。"), field="summary")
    _write_actuals(evaluation, actuals, "self_actual")
    result = _evaluated(evaluation, "self_actual", at)["result"]
    lifecycle.apply(
        "finish_self",
        evaluation,
        actor=actor,
        at=at,
        updates={"self_summary": summary.strip(), "self_total": Decimal(result["total"])},
    )


@transaction.atomic
def third_party_score(
    *,
    evaluation: PerformanceEvaluation,
    actuals: Mapping[str, Decimal],
    summary: str,
    actor: Actor,
    at: datetime,
) -> None:
    """The appointed evaluator states what it found; total and grade follow from the law's functions."""
    if not summary.strip():
        raise DomainError(_("请填写评价意见。"), field="summary")
    verdict = permissions.score(actor, evaluation)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if evaluation.status != EvaluationStatus.THIRD_PARTY:
        raise WrongState(_("现在不在第三方评价阶段。"))
    _write_actuals(evaluation, actuals, "third_actual")
    found = _evaluated(evaluation, "third_actual", at)
    lifecycle.apply(
        "score",
        evaluation,
        actor=actor,
        at=at,
        updates={
            "third_party_summary": summary.strip(),
            **found,
            "total": Decimal(found["result"]["total"]),
            "grade": found["result"]["grade"],
        },
    )


@transaction.atomic
def publish_evaluation(*, evaluation: PerformanceEvaluation, actor: Actor, at: datetime) -> None:
    """Publish the grade, and keep it with the supplier and with the next plan: all three or none."""
    contract = evaluation.contract
    publication = publish(
        kind=PublicationKind.PERFORMANCE,
        subject_kind="performance-evaluation",
        subject_code=evaluation.code,
        project_code=contract.item.code,
        title=_("%(title)s绩效结果") % {"title": contract.title},
        organisation=contract.purchaser,
        payload=performance_notice(evaluation),
        actor=actor,
        at=at,
        basis="A-24 G-07 财预〔2017〕87号第五条",
    )
    lifecycle.apply(
        "publish",
        evaluation,
        actor=actor,
        at=at,
        updates={"published_at": at, "publication_code": publication.code},
    )
    supplier = Supplier.objects.filter(organisation=contract.supplier).first()
    if supplier is not None:
        suppliers.record_grade(
            supplier=supplier,
            contract_code=contract.code,
            plan_item_code=contract.item.code,
            title=contract.title,
            grade=evaluation.grade,
            total=evaluation.total,
            satisfaction=evaluation.satisfaction,
            published_at=at,
            actor=actor,
            at=at,
        )
    catalogue.record_result(
        item=contract.item,
        grade=evaluation.grade,
        total=evaluation.total,
        satisfaction=evaluation.satisfaction,
        spent=contract.paid,
        recommendation=FOLLOWS[Grade(evaluation.grade)],
        actor=actor,
        at=at,
    )


def performance_notice(evaluation: PerformanceEvaluation) -> dict[str, Any]:
    """Return what is public of an evaluation: the case, so that anybody can recompute it, and the result."""
    contract = evaluation.contract
    return {
        "format": "performance-notice/1",
        "evaluation": evaluation.code,
        "contract": contract.code,
        "title": contract.title,
        "purchaser": contract.purchaser.name,
        "supplier": contract.supplier.name,
        "evaluator": evaluation.evaluator.name,
        "amount": contract.amount,
        "paid": contract.paid,
        "self_total": evaluation.self_total,
        "total": evaluation.total,
        "grade": evaluation.grade,
        "satisfaction": evaluation.satisfaction,
        "case": evaluation.case,
        "result": evaluation.result,
        "opinion": evaluation.third_party_summary,
        "recommendation": FOLLOWS[Grade(evaluation.grade)],
    }


def _write_actuals(evaluation: PerformanceEvaluation, actuals: Mapping[str, Decimal], field: str) -> None:
    for row in evaluation.indicators.all():
        value = _recorded(evaluation, row)
        if value is None:
            value = actuals.get(row.code)
        if value is None or value < 0:
            raise DomainError(
                _("请填写“%(name)s”的完成情况。") % {"name": row.name},
                field=f"actual_{row.code}",
                rule="G-05",
            )
        setattr(row, field, value)
        row.save(update_fields=[field])


def _recorded(evaluation: PerformanceEvaluation, row: IndicatorResult) -> Decimal | None:
    """What the platform knows better than anybody could type: money paid, and what the survey found."""
    if row.tier == performance.EXECUTION and row.kind == performance.POSITIVE:
        return evaluation.contract.paid
    if row.tier == performance.SATISFACTION:
        return evaluation.satisfaction
    return None


def _evaluated(evaluation: PerformanceEvaluation, field: str, at: datetime) -> dict[str, Any]:
    """Return the case of FORMATS 5 with its result, by the parameters in force on ``at``."""
    case: dict[str, Any] = {
        "format": "performance-case/1",
        "indicators": [_case_row(row, field) for row in evaluation.indicators.all()],
    }
    changed = parameters.changed(local_date(at))
    if changed:
        case["parameters"] = changed
    try:
        return {"case": case, "result": performance.evaluate(case)}
    except RegulationError as error:
        raise DomainError(str(error), rule=error.rule) from error


def _case_row(row: IndicatorResult, field: str) -> dict[str, str]:
    facts = {"code": row.code, "tier": row.tier, "weight": f"{row.weight:f}", "kind": row.kind}
    found = f"{getattr(row, field):f}"
    if row.kind == performance.QUALITATIVE:
        return {**facts, "band": found}
    return {**facts, "target": f"{row.target or 0:f}", "actual": found}
