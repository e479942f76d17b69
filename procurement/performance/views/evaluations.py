"""Evaluations: list, page, start, appointment, the two forms, publication."""

from typing import Any

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.enums import Office
from procurement.accounts.selectors import members_holding, people_granted
from procurement.contracts.models import Contract
from procurement.contracts.permissions import view as view_contract
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, Column, FilteredListView, ObjectView, TransitionView

from .. import permissions
from ..enums import EvaluationStatus, SurveyStatus
from ..filters import EvaluationFilter
from ..forms import TIERS, AppointForm, IndicatorsForm, StartForm
from ..models import PerformanceEvaluation
from ..selectors import evaluations_visible, recorded, to_evaluate
from ..services import (
    appoint_evaluator,
    publish_evaluation,
    self_evaluate,
    start_evaluation,
    third_party_score,
)

EVALUATIONS = PerformanceEvaluation.objects.select_related(
    "contract__purchaser", "contract__supplier", "contract__item", "evaluator"
)
TONES = {
    EvaluationStatus.SELF: "progress",
    EvaluationStatus.THIRD_PARTY: "progress",
    EvaluationStatus.SCORED: "warn",
    EvaluationStatus.PUBLISHED: "done",
}


class EvaluationList(FilteredListView):
    """Evaluations that one may see; above them, for the operator, the contracts that may be evaluated."""

    sign_in_required = True
    template_name = "performance/evaluation_list.html"
    filterset_class = EvaluationFilter
    sorts = {"code": "code", "total": "total", "status": "status"}
    default_sort = "-code"
    columns = (
        Column(gettext_lazy("编号"), "code"),
        Column(gettext_lazy("项目"), "contract__title"),
        Column(gettext_lazy("购买主体"), "contract__purchaser__name"),
        Column(gettext_lazy("承接主体"), "contract__supplier__name"),
        Column(gettext_lazy("自评得分"), "self_total"),
        Column(gettext_lazy("评价得分"), "total"),
        Column(gettext_lazy("等次"), "get_grade_display"),
        Column(gettext_lazy("状态"), "get_status_display"),
    )
    export_name = "performance"

    def get_queryset(self) -> models.QuerySet:
        self.queryset = evaluations_visible(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("项目"), "field": "code"},
            {"label": _("承接主体")},
            {"label": _("得分"), "field": "total", "numeric": True},
            {"label": _("等次")},
            {"label": _("状态"), "field": "status"},
        )
        return super().get_context_data(
            heads=heads, waiting=list(to_evaluate(self.actor)), tones=TONES, **kwargs
        )


class EvaluationPage(ObjectView):
    sign_in_required = True
    queryset = EVALUATIONS
    context_object_name = "evaluation"

    def view_permission(self, actor: Actor, obj: PerformanceEvaluation) -> Verdict:
        return permissions.view(actor, obj)


class EvaluationDetail(EvaluationPage):
    """Indicators with both findings, the survey, the result."""

    template_name = "performance/evaluation_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        evaluation = self.object
        survey = evaluation.surveys.last()
        may_run = bool(permissions.run(self.actor, evaluation))
        preparing = evaluation.status == EvaluationStatus.SELF
        no_survey = survey is None or (survey.status == SurveyStatus.CLOSED and not survey.answers.count())
        scores = evaluation.result.get("scores", {})
        return super().get_context_data(
            contract=evaluation.contract,
            tone=TONES[evaluation.status],
            indicators=[
                {
                    "row": row,
                    "tier": TIERS.get(row.tier, row.tier),
                    "recorded": recorded(evaluation, row),
                    "points": scores.get(row.code),
                }
                for row in evaluation.indicators.all()
            ],
            survey=survey,
            answers=survey.answers.count() if survey else 0,
            sheets=survey.tokens.count() if survey else 0,
            # Answers are shown once nobody can add any (G-13).
            remarks=_remarks(evaluation) if survey and survey.status == SurveyStatus.CLOSED else [],
            may_close=may_run
            and survey is not None
            and lifecycle.may("close", survey, actor=self.actor, at=self.at).allowed,
            may_survey=may_run and preparing and no_survey,
            may_appoint=may_run and evaluation.status != EvaluationStatus.PUBLISHED,
            evaluators=people_granted("score_evaluation", evaluation),
            **kwargs,
        )


def _remarks(evaluation: PerformanceEvaluation) -> list[Any]:
    survey = evaluation.surveys.last()
    return list(survey.answers.exclude(remark="").order_by("village", "remark")[:100])


class EvaluationStart(ActionView):
    """Open the evaluation of an accepted contract."""

    template_name = "performance/evaluation_form.html"
    form_class = StartForm
    one_time = True
    success_message = gettext_lazy("绩效评价已开展。请委托评价人员，并组织满意度调查。")

    def load(self) -> None:
        super().load()
        rows = Contract.objects.select_related("purchaser", "supplier", "item")
        self.contract = rows.filter(code=self.kwargs["contract"]).first()
        if self.contract is None or not view_contract(self.actor, self.contract):
            raise Http404

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.run(actor, self.contract)

    def run(self, form: StartForm) -> PerformanceEvaluation:
        return start_evaluation(
            contract=self.contract, evaluator=form.cleaned_data["evaluator"], actor=self.actor, at=self.at
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("开展绩效评价"),
            contract=self.contract,
            cancel_url=self.contract.get_absolute_url(),
            **kwargs,
        )


class EvaluationAction(ActionView):
    """What is done to one evaluation and leads back to its page."""

    queryset = EVALUATIONS
    context_object_name = "evaluation"
    template_name = "performance/evaluation_form.html"
    title: Any = ""

    def view_permission(self, actor: Actor, obj: PerformanceEvaluation) -> Verdict:
        return permissions.view(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title,
            contract=self.object.contract,
            cancel_url=self.object.get_absolute_url(),
            **kwargs,
        )


class EvaluatorAppoint(EvaluationAction):
    """Entrust one person of the evaluators' firm."""

    title = gettext_lazy("委托评价人员")
    form_class = AppointForm
    success_message = gettext_lazy("已委托，评价人员会收到通知。")

    def permission(self, actor: Actor, obj: PerformanceEvaluation) -> Verdict:
        return permissions.run(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        people = members_holding(self.object.evaluator, Office.EVALUATOR)
        return {**super().get_form_kwargs(), "people": people}

    def run(self, form: AppointForm) -> None:
        appoint_evaluator(
            evaluation=self.object, user=form.cleaned_data["user"], actor=self.actor, at=self.at
        )


class IndicatorsView(EvaluationAction):
    """One side's findings."""

    template_name = "performance/indicators_form.html"
    form_class = IndicatorsForm
    side = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "evaluation": self.object, "side": self.side}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(side=self.side, **kwargs)


class SelfEvaluation(IndicatorsView):
    """The purchaser states what was reached."""

    title = gettext_lazy("单位自评")
    transition = "finish_self"
    side = "self"
    success_message = gettext_lazy("自评已提交，等待第三方评分。")

    def run(self, form: IndicatorsForm) -> None:
        self_evaluate(
            evaluation=self.object,
            actuals=form.actuals(),
            evidence=form.evidence(),
            summary=form.cleaned_data["summary"],
            actor=self.actor,
            at=self.at,
        )


class ThirdPartyScore(IndicatorsView):
    """The appointed person states what it found; what the purchaser said stands beside."""

    title = gettext_lazy("第三方评分")
    transition = "score"
    side = "third"
    success_message = gettext_lazy("评分已提交，等待采购人公开。")

    def run(self, form: IndicatorsForm) -> None:
        third_party_score(
            evaluation=self.object,
            actuals=form.actuals(),
            evidence=form.evidence(),
            summary=form.cleaned_data["summary"],
            actor=self.actor,
            at=self.at,
        )


class EvaluationTransition(TransitionView):
    """Publication of the grade."""

    queryset = EVALUATIONS
    argument = "evaluation"
    services = {"publish": publish_evaluation}

    def view_permission(self, actor: Actor, obj: PerformanceEvaluation) -> Verdict:
        return permissions.view(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()
