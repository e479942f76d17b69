"""What waits for whom in performance evaluation."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.accounts.selectors import objects_granted
from procurement.core.actors import Actor
from procurement.core.todo import Todo

from ..enums import EvaluationStatus
from ..models import PerformanceEvaluation
from .lists import to_evaluate


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return evaluations to begin, to state, to score and to publish for this person."""
    if actor.user_id is None:
        return []
    return [*_starts(actor), *_self(actor), *_scores(actor), *_publications(actor)]


def _starts(actor: Actor) -> Iterator[Todo]:
    for contract in to_evaluate(actor):
        yield Todo(
            title=_("开展绩效评价：%(title)s") % {"title": contract.title},
            due=None,
            url=reverse("performance:evaluation-start", args=[contract.code]),
            rule="G-01",
            subject_code=contract.code,
        )


def _self(actor: Actor) -> Iterator[Todo]:
    if not actor.holds(Office.OPERATOR):
        return iter(())
    return _todos(_own(actor, EvaluationStatus.SELF), _("单位自评：%(title)s"), "G-02")


def _scores(actor: Actor) -> Iterator[Todo]:
    granted = objects_granted(actor, "score_evaluation", PerformanceEvaluation)
    rows = granted.filter(status=EvaluationStatus.THIRD_PARTY).select_related("contract")
    return _todos(rows, _("第三方评分：%(title)s"), "G-08")


def _publications(actor: Actor) -> Iterator[Todo]:
    if not actor.holds(Office.LEADER):
        return iter(())
    return _todos(_own(actor, EvaluationStatus.SCORED), _("公开绩效结果：%(title)s"), "G-07")


def _own(actor: Actor, status: str) -> Iterable[PerformanceEvaluation]:
    return PerformanceEvaluation.objects.filter(
        contract__purchaser_id=actor.organisation_id, status=status
    ).select_related("contract")


def _todos(rows: Iterable[PerformanceEvaluation], text: str, rule: str) -> Iterator[Todo]:
    for evaluation in rows:
        yield Todo(
            title=text % {"title": evaluation.contract.title},
            due=None,
            url=evaluation.get_absolute_url(),
            rule=rule,
            subject_code=evaluation.code,
        )
