"""An offer that looks too low: asked, heard for half an hour, kept or thrown out (RULES E7, 财库〔2026〕2号)."""

from datetime import timedelta

import pytest

from procurement.awarding.enums import EvaluationStatus
from procurement.awarding.selectors import evaluated_bids
from procurement.awarding.services import explain_low_price, make_report
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.regulations.scoring import evaluate
from procurement.tendering.models import OpenedBid
from tests.factories.awarding import Stage, later

from .conftest import TERMS

LOW = ("96000.00", "268800.00", "275200.00")
LIMITS = {"of_mean": "50", "of_second_lowest": "50", "of_ceiling": "45"}


@pytest.fixture
def asked(db) -> Stage:
    """The first bidder offers less than half of the others: the report asks it to explain."""
    made = Stage(LOW, abnormal_low=LIMITS, **TERMS).scored(offers=LOW)
    make_report(evaluation=made.evaluation, actor=made.experts[0], at=later(4))
    return made


def bid_of(made: Stage, place: int) -> OpenedBid:
    supplier = made.bidders[place].organisation_id
    return next(bid for bid in evaluated_bids(made.package) if bid.supplier_id == supplier)


def explain(made: Stage, place: int = 0, *, accepted: bool, minutes: int, actor: Actor | None = None) -> None:
    explain_low_price(
        evaluation=made.evaluation,
        bid=bid_of(made, place),
        accepted=accepted,
        reason="成本明细见附件",
        actor=actor or made.experts[0],
        at=later(4) + timedelta(minutes=minutes),
    )


@pytest.mark.parametrize(
    ("accepted", "minutes", "ranked", "invalid"), [(True, 1, 3, []), (False, 30, 2, ["E7"])]
)
def test_the_review_decides_and_the_bundle_recomputes(asked, accepted, minutes, ranked, invalid):
    assert asked.evaluation.status == EvaluationStatus.NEEDS_EXPLANATION
    assert [row["bid"] for row in asked.evaluation.result["abnormal_low"]] == [bid_of(asked, 0).code]
    explain(asked, accepted=accepted, minutes=minutes)
    make_report(evaluation=asked.evaluation, actor=asked.experts[0], at=later(5))
    evaluation = asked.evaluation
    assert (evaluation.status, len(evaluation.result["ranking"])) == (EvaluationStatus.REPORTED, ranked)
    assert [found["rule"] for found in evaluation.result["invalid"]] == invalid
    assert evaluate(evaluation.bundle) == evaluation.result


def test_nobody_is_thrown_out_before_half_an_hour_is_over(asked):
    with pytest.raises(DomainError, match="30"):
        explain(asked, accepted=False, minutes=29)
    assert asked.evaluation.explanations == {}


def test_an_offer_that_no_limit_triggers_cannot_be_thrown_out_as_too_low(asked):
    with pytest.raises(DomainError, match="没有触发"):
        explain(asked, 1, accepted=False, minutes=45)
    assert asked.evaluation.explanations == {}


def test_no_report_while_an_offer_is_unexplained(asked):
    with pytest.raises(GuardRefused):
        make_report(evaluation=asked.evaluation, actor=asked.experts[0], at=later(5))
    assert asked.evaluation.status == EvaluationStatus.NEEDS_EXPLANATION


def test_only_a_member_reviews_and_only_while_asked(asked):
    with pytest.raises(NotAllowed):
        explain(asked, accepted=True, minutes=45, actor=asked.operator)
    explain(asked, accepted=True, minutes=45)
    make_report(evaluation=asked.evaluation, actor=asked.experts[0], at=later(5))
    with pytest.raises(WrongState):
        explain(asked, accepted=True, minutes=90)
