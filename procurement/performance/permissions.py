"""Who may do what in performance evaluation. The third party is independent of both parties (RULES G-08)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import has_grant
from procurement.contracts import permissions as contracts
from procurement.contracts.enums import STAFF, SUPPLIER
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, allow_if
from procurement.tendering.permissions import oversees

from .enums import EvaluationStatus
from .models import PerformanceEvaluation, Survey


def evaluation_of(obj: Any) -> PerformanceEvaluation:
    """Return the evaluation that a survey belongs to."""
    return obj.evaluation if isinstance(obj, Survey) else obj


def view(actor: Actor, obj: Any) -> Verdict:
    """Purchaser's staff, the supplier once it is published, the appointed evaluators, the overseers."""
    evaluation = evaluation_of(obj)
    published = evaluation.status == EvaluationStatus.PUBLISHED
    seen = (
        contracts.at_purchaser(actor, evaluation.contract, *STAFF)
        or (published and contracts.at_supplier(actor, evaluation.contract, *SUPPLIER))
        or appoint_visible(actor, evaluation)
        or oversees(actor)
    )
    return allow_if(seen, _("这不是您单位的绩效评价。"))


def appoint_visible(actor: Actor, evaluation: PerformanceEvaluation) -> bool:
    """The evaluators' firm sees what it was asked to evaluate; its people score when appointed."""
    firm = actor.organisation_id == evaluation.evaluator_id and actor.holds(Office.EVALUATOR)
    return firm or has_grant(actor, "score_evaluation", evaluation)


def run(actor: Actor, obj: Any) -> Verdict:
    """Self-evaluation and survey: the purchaser's operator."""
    contract = obj if not isinstance(obj, PerformanceEvaluation | Survey) else evaluation_of(obj).contract
    return allow_if(
        contracts.at_purchaser(actor, contract, Office.OPERATOR), _("单位自评由购买主体的经办人办理。")
    )


def score(actor: Actor, evaluation: PerformanceEvaluation) -> Verdict:
    """The person who was appointed to this evaluation, and nobody of either party."""
    party = actor.organisation_id in (evaluation.contract.purchaser_id, evaluation.contract.supplier_id)
    return allow_if(
        not party and has_grant(actor, "score_evaluation", evaluation),
        _("只有受委托的第三方评价人员可以评分（财综〔2018〕42号）。"),
    )


def publish(actor: Actor, evaluation: PerformanceEvaluation) -> Verdict:
    """The head of the purchaser publishes; scores are no longer its to change."""
    return allow_if(
        contracts.at_purchaser(actor, evaluation.contract, Office.LEADER),
        _("绩效结果由购买主体的负责人公开。"),
    )
