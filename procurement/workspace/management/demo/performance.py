"""Performance: self-evaluation, a survey by one-time links, the third party's scores, the public grade."""

from datetime import timedelta
from decimal import Decimal
from itertools import cycle

from procurement.performance.models import PerformanceEvaluation, Survey
from procurement.performance.services import (
    answer_survey,
    appoint_evaluator,
    open_survey,
    publish_evaluation,
    self_evaluate,
    start_evaluation,
    third_party_score,
)
from procurement.regulations import performance

from .data import read
from .delivery import contract_of, officer
from .plan import Row, operator
from .stage import Stage, Story

# How the villagers answer, over and over: mostly content, as people are.
_ANSWERS = ("5555", "5545", "4555", "5455", "4444", "5554", "3454", "5555", "4545", "5355")
_OWN = (performance.EXECUTION, performance.SATISFACTION)


def evaluating(stage: Stage, row: Row) -> Story:
    """From the paid contract to the published grade; ends early where the row says so."""
    wanted = row["performance"]
    yield stage.workday(after=1, hour=9)
    evaluation = begin(stage, row)
    yield stage.workday(hour=11)
    survey, tokens = ask_villagers(stage, row, evaluation)
    yield stage.workday(after=1, hour=19)
    answer_some(stage, survey, tokens, wanted.get("answered", wanted["sheets"]))
    if row["stop"] == "survey":
        stage.survey_links += tokens[wanted["answered"] :]
        return
    # The survey closes by itself on its day.
    yield survey.closes_at + timedelta(hours=15)
    if row["stop"] == "self":
        return
    yield stage.workday(hour=10)
    state(stage, row, evaluation)
    yield stage.workday(after=1, hour=16)
    judge(stage, row, evaluation)
    yield stage.workday(after=1, hour=9)
    publish_evaluation(evaluation=evaluation, actor=officer(stage, row, "leader"), at=stage.at)


def begin(stage: Stage, row: Row) -> PerformanceEvaluation:
    """Open the evaluation and name the person who will score it."""
    firm = row["performance"]["evaluator"]
    actor = operator(stage, row)
    evaluation = start_evaluation(
        contract=contract_of(row), evaluator=stage.cast.organisation(firm), actor=actor, at=stage.at
    )
    appoint_evaluator(
        evaluation=evaluation, user=stage.cast.user(f"{firm}-evaluator"), actor=actor, at=stage.at
    )
    return evaluation


def ask_villagers(
    stage: Stage, row: Row, evaluation: PerformanceEvaluation
) -> tuple[Survey, list[tuple[str, str]]]:
    """Print sheets for the villages of the town, in turn."""
    wanted = row["performance"]
    division = evaluation.contract.purchaser.division_code
    names = [one["name"] for one in read("villages") if one["parent"] == division]
    counts: dict[str, int] = {}
    for name, _number in zip(cycle(names), range(wanted["sheets"]), strict=False):
        counts[name] = counts.get(name, 0) + 1
    return open_survey(
        evaluation=evaluation,
        title=f"{row['title']}满意度调查",
        villages=counts,
        closes_at=stage.moment(stage.today + timedelta(days=wanted["survey_days"]), 18),
        actor=operator(stage, row),
        at=stage.at,
    )


def answer_some(stage: Stage, survey: Survey, tokens: list[tuple[str, str]], number: int) -> None:
    """Let so many villagers answer on their telephones."""
    codes = [question["code"] for question in survey.questions["questions"]]
    for (_village, token), pattern in zip(tokens[:number], cycle(_ANSWERS), strict=False):
        answer_survey(token=token, answers=dict(zip(codes, pattern, strict=True)), remark="", at=stage.at)


def state(stage: Stage, row: Row, evaluation: PerformanceEvaluation) -> None:
    self_evaluate(
        evaluation=evaluation,
        actuals=actuals(evaluation, row["performance"]["self_values"]),
        summary="对照绩效目标逐项自评，服务数量、质量和时效达到合同约定，台账和考核记录齐全。",
        actor=operator(stage, row),
        at=stage.at,
    )


def judge(stage: Stage, row: Row, evaluation: PerformanceEvaluation) -> None:
    third_party_score(
        evaluation=evaluation,
        actuals=actuals(evaluation, row["performance"]["values"]),
        summary="查阅台账、抽查现场并访谈服务对象，数据与自评基本一致，评价结果客观。",
        actor=stage.cast[f"{row['performance']['evaluator']}-evaluator"],
        at=stage.at,
    )


def actuals(evaluation: PerformanceEvaluation, values: list[str]) -> dict[str, Decimal]:
    """Return what was found of the indicators that somebody has to state, in the kit's order."""
    stated = evaluation.indicators.exclude(tier__in=_OWN).order_by("position")
    return {row.code: Decimal(value) for row, value in zip(stated, values, strict=True)}
