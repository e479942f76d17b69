"""From the plan's indicators to a published grade that next year's plan and the supplier's record keep."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from catalogue import services as catalogue
from catalogue.enums import ItemStatus
from catalogue.models import PlanItem
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation, User
from procurement.accounts.selectors import offices_of
from procurement.accounts.services import grant
from procurement.budgeting.selectors import parts_of
from procurement.contracts.enums import AcceptanceStatus, ContractStatus
from procurement.contracts.models import Contract
from procurement.core import lifecycle, outbox, parameters
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.language import in_language_of_record
from procurement.frameworks.selectors.lists import may_call_off_more
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.regulations import performance
from procurement.regulations.money import half_up
from procurement.suppliers import services as suppliers
from procurement.suppliers.models import Supplier

from .. import permissions
from ..enums import EvaluationStatus, Grade
from ..lifecycle import EVALUATION
from ..models import IndicatorResult, PerformanceEvaluation
from ..selectors.notices import FOLLOWS, performance_notice
from .actuals import evaluated, write_actuals

COPIED = ("code", "name", "tier", "kind", "weight", "target", "unit", "position")


@transaction.atomic
def start_evaluation(
    *, contract: Contract, evaluator: Organisation, actor: Actor, at: datetime
) -> PerformanceEvaluation:
    """Open the evaluation of a delivered contract with the indicators that its plan set (RULES G-01)."""
    verdict = permissions.run(actor, contract)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="G-01")
    Contract.objects.select_for_update().get(pk=contract.pk)
    if not contract.acceptances.filter(status=AcceptanceStatus.PUBLISHED).exists():
        raise GuardRefused(_("验收结果公告后才能开展绩效评价。"), rule="G-01")
    if evaluator.kind != OrganisationKind.EVALUATOR or not evaluator.active:
        raise DomainError(_("请选择第三方评价机构。"), field="evaluator", rule="G-08")
    if PerformanceEvaluation.objects.filter(contract=contract).exists():
        raise WrongState(_("这个合同已经在评价。"), rule="G-01")
    if not contract.item.indicators.exists():
        raise GuardRefused(_("计划项目没有绩效指标，不能评价（102号令第二十条）。"), rule="G-01")
    evaluation = PerformanceEvaluation(
        code=next_code(f"JX-{local_date(at):%Y}-"),
        contract=contract,
        evaluator=evaluator,
        author_code=actor.code,
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
        raise NotAllowed(verdict.reason, rule="G-08")
    if evaluation.status not in (EvaluationStatus.SELF, EvaluationStatus.THIRD_PARTY):
        raise WrongState(_("已经评分，不能再委托评价人员。"), rule="G-08")
    if Office.EVALUATOR not in offices_of(user, evaluation.evaluator):
        raise DomainError(
            _("%(name)s不是%(firm)s的评价人员。") % {"name": user, "firm": evaluation.evaluator.name},
            field="user",
            rule="G-08",
        )
    contract = evaluation.contract
    if offices_of(user, contract.purchaser) or offices_of(user, contract.supplier):
        raise DomainError(
            _("%(name)s在合同一方任职，第三方评价人员必须独立于采购人和供应商（财综〔2018〕42号）。")
            % {"name": user},
            field="user",
            rule="G-08",
        )
    grant(permission="score_evaluation", user=user, obj=evaluation, actor=actor, at=at)
    outbox.notify(
        event="evaluation_assigned",
        recipients=[outbox.Recipient(user.code, user.email, user.language)],
        context={"title": contract.title, "purchaser": contract.purchaser.name},
        url=evaluation.get_absolute_url(),
        at=at,
    )


@transaction.atomic
def self_evaluate(
    *,
    evaluation: PerformanceEvaluation,
    actuals: Mapping[str, Decimal],
    summary: str,
    evidence: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """The purchaser states what was reached. Spending and satisfaction are taken from the record, not typed."""
    verdict = permissions.run(actor, evaluation)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="G-02")
    _check_ready("finish_self", evaluation, actor, at)
    if not summary.strip():
        raise DomainError(_("请填写自评说明。"), field="summary", rule="G-02")
    write_actuals(evaluation, actuals, evidence or {}, "self")
    result = evaluated(evaluation, "self_actual", at)["result"]
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
    evidence: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """The appointed evaluator states what it found; total and grade follow from the law's functions."""
    verdict = permissions.score(actor, evaluation)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="G-08")
    _check_ready("score", evaluation, actor, at)
    if not summary.strip():
        raise DomainError(_("请填写评价意见。"), field="summary", rule="G-08")
    write_actuals(evaluation, actuals, evidence or {}, "third")
    found = evaluated(evaluation, "third_actual", at)
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


def _check_ready(step: str, evaluation: PerformanceEvaluation, actor: Actor, at: datetime) -> None:
    """Refuse before any field is read: a form for the wrong moment needs no corrections."""
    evaluation.refresh_from_db()
    option = lifecycle.may(step, evaluation, actor=actor, at=at)
    if not option.allowed:
        raise WrongState(option.reason, rule="G-02")


@transaction.atomic
def publish_evaluation(*, evaluation: PerformanceEvaluation, actor: Actor, at: datetime) -> None:
    """Publish the grade, and keep it with the supplier and with the next plan: all three or none."""
    contract = evaluation.contract
    lifecycle.apply("publish", evaluation, actor=actor, at=at, updates={"published_at": at})
    publication = _publish_notice(evaluation, contract, actor, at)
    evaluation.publication_code = publication.code
    evaluation.save(update_fields=["publication_code"])
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
    close_finished(item=contract.item, actor=actor, at=at)


@transaction.atomic
def close_finished(*, item: PlanItem, actor: Actor, at: datetime) -> None:
    """Keep the result with the plan item and close it, once nothing of it runs any more; else do nothing.

    Every contract has been evaluated, and no other procurement of the item has money frozen. Several contracts
    (packages, parts) count by their amounts. What nobody bought is released with the closing (N-11).
    """
    # The lock of whoever files a further part: either it is filed before, or it finds the item closed.
    locked = PlanItem.objects.select_for_update().get(pk=item.pk)
    if locked.status != ItemStatus.PUBLISHED or any(part["frozen"] for part in parts_of(item.code).values()):
        return
    if may_call_off_more(locked, local_date(at)):
        return
    contracts = item.contracts.exclude(status=ContractStatus.LAPSED)
    published = PerformanceEvaluation.objects.filter(
        contract__in=contracts, status=EvaluationStatus.PUBLISHED
    ).select_related("contract")
    found = list(published)
    if not found or len(found) < contracts.count():
        return
    total = _weighted(found, "total")
    grade = performance.grade(total, parameters.overrides(local_date(at)), on=local_date(at))
    asked = [row for row in found if row.satisfaction is not None]
    catalogue.record_result(
        item=item,
        grade=grade,
        total=total,
        satisfaction=_weighted(asked, "satisfaction") if asked else None,
        spent=sum((row.contract.paid for row in found), Decimal("0.00")),
        recommendation=FOLLOWS[Grade(grade)],
        actor=actor,
        at=at,
    )


def _weighted(rows: list[PerformanceEvaluation], field: str) -> Decimal:
    amount = sum((row.contract.amount for row in rows), Decimal(0))
    return half_up(sum((getattr(row, field) * row.contract.amount for row in rows), Decimal(0)) / amount)


@in_language_of_record
def _publish_notice(
    evaluation: PerformanceEvaluation, contract: Contract, actor: Actor, at: datetime
) -> Publication:
    return publish(
        kind=PublicationKind.PERFORMANCE,
        subject_kind=EVALUATION.subject_kind,
        subject_code=evaluation.code,
        project_code=contract.item.code,
        title=_("%(title)s绩效结果") % {"title": contract.title},
        organisation=contract.purchaser,
        payload=performance_notice(evaluation, local_date(at)),
        actor=actor,
        at=at,
        basis=EVALUATION["publish"].basis,
    )
