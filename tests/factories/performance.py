"""Evaluations and surveys in any state, reached by the services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.performance import services
from procurement.performance.models import PerformanceEvaluation, Survey
from tests.kept import KeptState, kept

from . import accounts as people
from . import contracts

AT = contracts.LATER + timedelta(days=1)
CLOSES = AT + timedelta(days=14)
AFTER = CLOSES + timedelta(hours=1)
GOOD = {"q1": "5", "q2": "5", "q3": "4", "q4": "4"}


@dataclass
class Case(KeptState):
    """A delivered deal with its evaluators and what has been evaluated so far."""

    deal: contracts.Deal
    firm: Organisation
    evaluator: Actor
    evaluation: PerformanceEvaluation
    survey: Survey | None = None
    tokens: list[tuple[str, str]] | None = None

    @property
    def operator(self) -> Actor:
        return self.deal.operator

    @kept
    def surveyed(self, villages: dict[str, int] | None = None, at: datetime = AT) -> "Case":
        self.survey, self.tokens = services.open_survey(
            evaluation=self.evaluation,
            title="居家养老满意度调查",
            villages=villages or {"王畈村": 2, "石桥村": 1},
            closes_at=CLOSES,
            actor=self.operator,
            at=at,
        )
        return self

    @kept
    def answer(self, number: int = 0, answers: dict[str, str] | None = None, **fields: Any) -> Any:
        token = self.tokens[number][1]
        values = {"at": AT, **fields}
        return services.answer_survey(token=token, answers=answers or GOOD, **values)

    @kept
    def closed(self, **fields: Any) -> "Case":
        self.surveyed(**fields)
        self.answer()
        services.close_survey(survey=self.survey, at=CLOSES)
        self.evaluation.refresh_from_db()
        return self

    def typed(self, **changed: str) -> dict[str, Decimal]:
        """Return what somebody has to state: everything that the record does not know."""
        names = {"上门服务完成率": "90", "安全事故": "0", **changed}
        rows = {row.name: row.code for row in self.evaluation.indicators.all()}
        return {rows[name]: Decimal(value) for name, value in names.items()}

    @kept
    def self_evaluated(self, **fields: Any) -> "Case":
        self.closed()
        services.self_evaluate(
            evaluation=self.evaluation,
            actuals=self.typed(),
            summary="按计划完成。",
            actor=self.operator,
            at=AFTER,
            **fields,
        )
        return self

    @kept
    def scored(self) -> "Case":
        self.self_evaluated()
        self.appoint()
        services.third_party_score(
            evaluation=self.evaluation,
            actuals=self.typed(),
            summary="抽查记录与台账一致。",
            actor=self.evaluator,
            at=AFTER,
        )
        return self

    @kept
    def appoint(self) -> None:
        services.appoint_evaluator(
            evaluation=self.evaluation, user=people.user_of(self.evaluator), actor=self.operator, at=AFTER
        )

    @kept
    def published(self) -> "Case":
        self.scored()
        services.publish_evaluation(evaluation=self.evaluation, actor=self.deal.leader, at=AFTER)
        return self


@kept
def delivered(claimed: str = "288000.00") -> contracts.Deal:
    """Return a deal that is accepted in public and paid."""
    deal = contracts.small_deal()
    deal.filed()
    deal.accepted(claimed)
    deal.paid(amount=claimed)
    deal.contract.refresh_from_db()
    return deal


@kept
def firm() -> Organisation:
    return people.organisation(OrganisationKind.EVALUATOR, "测试绩效评价有限公司")


@kept
def case(deal: contracts.Deal | None = None) -> Case:
    """Return a started evaluation."""
    deal = deal or delivered()
    evaluators = firm()
    return Case(
        deal=deal,
        firm=evaluators,
        evaluator=people.person(evaluators, Office.EVALUATOR, name="评价员"),
        evaluation=services.start_evaluation(
            contract=deal.contract, evaluator=evaluators, actor=deal.operator, at=AT
        ),
    )
