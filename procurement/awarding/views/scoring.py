"""Scoring alone, the report, its signatures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.language import cited, together
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, DocumentView, ObjectView
from procurement.regulations.canonical import canonical_json
from procurement.tendering.enums import AwardRule
from procurement.tendering.models import OpenedBid
from procurement.tendering.selectors.readings import is_kept
from procurement.tendering.selectors.versions import written_by

from .. import documents, permissions, services
from ..enums import EVALUATION_REPORT, EvaluationStatus
from ..forms import ExplanationForm, SheetForm, SignForm
from ..models import Evaluation, ScoreSheet
from ..selectors import evaluated_bids
from ..selectors.bids import answers_of, first_bid_of
from ..selectors.stages import progress
from ..services.report import explanation_until
from ..services.scoring import missing_scores
from .panels import PACKAGES

EVALUATIONS = Evaluation.objects.select_related("package__tender__purchaser", "package__tender__item")


class ScoringStart(ActionView):
    """Open a score sheet for every member."""

    template_name = "awarding/scoring_start.html"
    queryset = PACKAGES
    context_object_name = "package"
    view_permission = staticmethod(permissions.view_evaluation)
    success_message = _("评分已经开始，请每位成员独立评分。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.evaluate(actor, obj)

    def run(self, form: Any) -> Evaluation:
        return services.start_scoring(package=self.object, actor=self.actor, at=self.at)


class EvaluationDetail(ObjectView):
    """Progress without points before the report; ranking, reasons and signatures after it."""

    queryset = EVALUATIONS
    sign_in_required = True
    view_permission = staticmethod(permissions.view_evaluation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        evaluation = self.object
        member = permissions.is_member(self.actor, evaluation.package)
        ready = evaluation.status in (
            EvaluationStatus.REPORTED,
            EvaluationStatus.SIGNED,
            EvaluationStatus.FAILED,
        )
        report = documents.report_context(evaluation) if ready and self._may_read(member) else {}
        signed = evaluation.signatures.filter(member__user_id=self.actor.user_id).exists()
        return super().get_context_data(
            **{**report, "members": progress(evaluation)},
            report=ready,
            is_member=member,
            may_sign=member and not signed and evaluation.status == EvaluationStatus.REPORTED,
            may_take_bundle=bool(evaluation.bundle) and bool(permissions.take_bundle(self.actor, evaluation)),
            low=self._low(evaluation) if member else [],
            option=lifecycle.may("report", evaluation, actor=self.actor, at=self.at),
            **kwargs,
        )

    def _may_read(self, member: bool) -> bool:
        return member or bool(permissions.take_bundle(self.actor, self.object))

    def _low(self, evaluation: Evaluation) -> list[dict[str, Any]]:
        if evaluation.status != EvaluationStatus.NEEDS_EXPLANATION:
            return []
        until = explanation_until(evaluation)
        found = evaluation.explanations
        return [
            {**row, "until": until, "verdict": found.get(row["bid"], {}).get("verdict", "")}
            for row in evaluation.result["abnormal_low"]
        ]


class Sheet(ActionView):
    """One member's sheet, one bid a page: points, notes, what is missing; leave and return at will."""

    template_name = "awarding/sheet.html"
    form_class = SheetForm
    queryset = ScoreSheet.objects.select_related("evaluation__package__tender__purchaser", "member")
    context_object_name = "sheet"

    def get_object(self) -> ScoreSheet:
        where = {"evaluation__code": self.kwargs["code"], "member__user_id": self.actor.user_id}
        return get_object_or_404(self.get_queryset(), **where)

    def view_permission(self, actor: Actor, obj: ScoreSheet) -> Verdict:
        return permissions.score(actor, obj)

    permission = view_permission

    def load(self) -> None:
        super().load()
        self.bids = evaluated_bids(self.object.evaluation.package)
        letter = self.kwargs.get("letter") or (self.bids[0].code if self.bids else "")
        self.bid = next((bid for bid in self.bids if bid.code == letter), None)
        if self.bid is None:
            raise Http404
        self.written_bid = first_bid_of(self.bid)
        answers = answers_of(self.written_bid)
        # What the bidder wrote is a part of its bid: shown here too only to who opened the bid today, which is kept.
        self.unread = bool(answers) and not is_kept(self.actor, self.written_bid, self.at)
        self.answers = {} if self.unread else answers
        self.factors = list(self.object.evaluation.package.factors.all())

    def get_initial(self) -> dict[str, Any]:
        saved = self.object.scores.filter(bid=self.bid).select_related("factor")
        return {
            key: value
            for score in saved
            for key, value in (
                (f"points_{score.factor.code}", score.points),
                (f"note_{score.factor.code}", score.note),
            )
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "factors": self.factors, "answers": self.answers}

    def run(self, form: SheetForm) -> None:
        for factor, points, note in form.given():
            services.save_score(
                sheet=self.object,
                bid=self.bid,
                factor=factor,
                points=points,
                note=note,
                actor=self.actor,
                at=self.at,
            )

    def get_success_message(self) -> str:
        return gettext("%(bid)s 的评分已保存。") % {"bid": self.bid.code}

    def get_success_url(self) -> str:
        position = self.bids.index(self.bid)
        following = self.bids[position + 1] if position + 1 < len(self.bids) else self.bid
        return reverse("awarding:sheet-bid", args=[self.object.evaluation.code, following.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        package = self.object.evaluation.package
        given = {(score.bid_id, score.factor_id) for score in self.object.scores.all()}
        tabs = [self._tab(bid, given) for bid in self.bids]
        return super().get_context_data(
            package=package,
            evaluation=self.object.evaluation,
            bid=self.bid,
            tabs=tabs,
            position=self.bids.index(self.bid) + 1,
            total=len(self.bids),
            missing=missing_scores(self.object),
            by_price=package.tender.award_rule == AwardRule.LOWEST_EVALUATED_PRICE,
            written_bid=self.written_bid,
            unread=self.unread,
            written_by=written_by(self.written_bid),
            final_offer=self.bid != self.written_bid,
            **kwargs,
        )

    def _tab(self, bid: OpenedBid, given: set[tuple[int, int]]) -> dict[str, Any]:
        done = sum((bid.pk, factor.pk) in given for factor in self.factors)
        return {
            "label": gettext("投标（响应）%(bid)s") % {"bid": bid.code},
            "url": reverse("awarding:sheet-bid", args=[self.object.evaluation.code, bid.code]),
            "active": bid == self.bid,
            "count": f"{done}/{len(self.factors)}",
        }


class SheetSubmit(Sheet):
    """Close the sheet for good."""

    template_name = "awarding/sheet_submit.html"
    form_class = SignForm
    success_message = _("评分表已提交。")

    def get_form_kwargs(self) -> dict[str, Any]:
        arguments = super().get_form_kwargs()
        for name in ("factors", "answers"):
            arguments.pop(name)
        return arguments

    def get_initial(self) -> dict[str, Any]:
        return {}

    def run(self, form: Any) -> None:
        services.submit_sheet(sheet=self.object, actor=self.actor, at=self.at)

    def get_success_message(self) -> str:
        return str(self.success_message)

    def get_success_url(self) -> str:
        return self.object.evaluation.get_absolute_url()


class EvaluationAction(ActionView):
    """A step of the whole group."""

    queryset = EVALUATIONS
    view_permission = staticmethod(permissions.view_evaluation)

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.evaluate(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class Report(EvaluationAction):
    """Merge, rank, freeze."""

    template_name = "awarding/evaluation_confirm.html"
    success_message = _("评分已汇总。")

    def run(self, form: Any) -> Any:
        return services.make_report(evaluation=self.object, actor=self.actor, at=self.at)

    def get_success_message(self) -> str:
        if self.result["outcome"] != "HANDED_BACK":
            return str(self.success_message)
        article = cited(self.object.package.tender.own_articles["rescoring"])
        return gettext(
            "客观分不一致，还没有汇总：%(differ)s。评分表已退回各位成员，请对照评分标准核对，改好后重新提交（%(article)s）。"
        ) % {"differ": together(self.result["differ"]), "article": article}

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class Explain(EvaluationAction):
    """Review one offer that looks too low."""

    template_name = "awarding/explanation_form.html"
    form_class = ExplanationForm
    success_message = _("审查结论已记录。")

    def load(self) -> None:
        super().load()
        bids = evaluated_bids(self.object.package)
        self.bid = next((bid for bid in bids if bid.code == self.kwargs["letter"]), None)
        if self.bid is None:
            raise Http404

    def run(self, form: ExplanationForm) -> None:
        services.explain_low_price(
            evaluation=self.object, bid=self.bid, actor=self.actor, at=self.at, **form.cleaned_data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        until = explanation_until(self.object) if self.object.asked_at else None
        return super().get_context_data(bid=self.bid, until=until, **kwargs)


class Sign(EvaluationAction):
    """Sign the report."""

    template_name = "awarding/report_sign.html"
    form_class = SignForm
    success_message = _("已签字。")

    def get_form_kwargs(self) -> dict[str, Any]:
        article = cited(self.object.package.tender.own_articles["signing"])
        return {**super().get_form_kwargs(), "article": article}

    def run(self, form: SignForm) -> None:
        services.sign_report(
            evaluation=self.object, dissent=form.cleaned_data["dissent"], actor=self.actor, at=self.at
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**documents.report_context(self.object), **kwargs)


class Bundle(ObjectView):
    """The evaluation bundle for those entitled (RULES N-07)."""

    queryset = EVALUATIONS
    sign_in_required = True
    view_permission = staticmethod(permissions.take_bundle)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.object.bundle:
            raise Http404
        # Byte for byte what the result notice gives the SHA-256 of: sha256sum on the file must agree.
        response = HttpResponse(canonical_json(self.object.bundle), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="bundle-{self.object.code}.json"'
        return response


class TieDraw(ObjectView):
    """The draw between equals as ``draw/1`` (FORMATS 8), for whoever may take the bundle."""

    queryset = EVALUATIONS
    sign_in_required = True
    view_permission = staticmethod(permissions.take_bundle)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.object.tie_draw:
            raise Http404
        response = HttpResponse(canonical_json(self.object.tie_draw), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="draw-{self.object.code}.json"'
        return response


class ReportPdf(DocumentView):
    """The report as a document, once all have signed."""

    queryset = EVALUATIONS.filter(status=EvaluationStatus.SIGNED)
    sign_in_required = True
    view_permission = staticmethod(permissions.take_bundle)
    document_kind = EVALUATION_REPORT
