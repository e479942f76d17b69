"""Challenges (质疑) for who raises, who answers and who oversees them."""

from typing import Any

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, Column, FilteredListView, ObjectView, TransitionView
from procurement.regulations.basis import cite
from procurement.tendering.models import Tender

from .. import permissions
from ..enums import ChallengeGround, ChallengeOutcome, ChallengeStatus
from ..filters import ChallengeFilter
from ..forms import AnswerForm, ChallengeForm
from ..models import Challenge
from ..selectors import RULES, challenge_until, challenges_visible, open_grounds, took_part
from ..services import answer_challenge, submit_challenge, withdraw_challenge

CHALLENGES = Challenge.objects.select_related("tender__purchaser", "tender__agency", "challenger", "hold")
TONES = {
    ChallengeStatus.RECEIVED: "warn",
    ChallengeStatus.ANSWERED: "done",
    ChallengeStatus.REMEDIED: "done",
    ChallengeStatus.WITHDRAWN: "neutral",
}


class ChallengeList(FilteredListView):
    """Challenges that one raised, answers or oversees."""

    sign_in_required = True
    template_name = "complaints/challenge_list.html"
    filterset_class = ChallengeFilter
    sorts = {"received": "received_at", "due": "reply_due", "status": "status"}
    default_sort = "-received"
    columns = (
        Column(gettext_lazy("质疑编号"), "code"),
        Column(gettext_lazy("项目"), "tender__title"),
        Column(gettext_lazy("质疑供应商"), "challenger__name"),
        Column(gettext_lazy("质疑对象"), "get_ground_display"),
        Column(gettext_lazy("收到时间"), "received_at"),
        Column(gettext_lazy("最迟答复日期"), "reply_due"),
        Column(gettext_lazy("结论"), "get_outcome_display"),
        Column(gettext_lazy("状态"), "get_status_display"),
    )
    export_name = "challenges"

    def get_queryset(self) -> models.QuerySet:
        self.queryset = challenges_visible(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("项目"), "field": "received"},
            {"label": _("质疑对象")},
            {"label": _("最迟答复日期"), "field": "due"},
            {"label": _("状态"), "field": "status"},
        )
        return super().get_context_data(heads=heads, tones=TONES, **kwargs)


class ChallengeDetail(ObjectView):
    """The challenge, until when it is answered, the answer and what may follow."""

    sign_in_required = True
    queryset = CHALLENGES

    def view_permission(self, actor: Actor, obj: Challenge) -> Verdict:
        return permissions.view(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        challenge = self.object
        return super().get_context_data(
            tone=TONES[challenge.status],
            reply=cite("D-37"),
            complaint=cite("D-38"),
            answered=challenge.status != ChallengeStatus.RECEIVED,
            # An answer that changes nothing leads nowhere: no step is offered, and none refused.
            goes_on=challenge.status == ChallengeStatus.RECEIVED
            or challenge.outcome == ChallengeOutcome.UPHELD,
            held=challenge.hold is not None and challenge.hold.lifted_at is None,
            **kwargs,
        )


class ChallengeSubmit(ActionView):
    """Raise a challenge: says on what grounds, until when, and by which article."""

    template_name = "complaints/challenge_form.html"
    form_class = ChallengeForm
    one_time = True
    success_message = gettext_lazy("质疑已提交，采购人会在7个工作日内书面答复。")

    def load(self) -> None:
        super().load()
        rows = Tender.objects.select_related("purchaser", "agency")
        self.tender = rows.filter(code=self.kwargs["tender"], released_at__isnull=False).first()
        if self.tender is None:
            raise Http404
        self.grounds = open_grounds(self.tender, self.at)
        if not took_part(self.tender, self.actor.organisation_id):
            self.grounds = {
                ground: limit for ground, limit in self.grounds.items() if ground == ChallengeGround.DOCUMENTS
            }

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.submit(actor, self.tender)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "grounds": self.grounds}

    def get_initial(self) -> dict[str, Any]:
        return {"ground": list(self.grounds)[-1]} if self.grounds else {}

    def run(self, form: ChallengeForm) -> Challenge:
        return submit_challenge(
            tender=self.tender,
            actor=self.actor,
            at=self.at,
            **{**form.cleaned_data, "ground": ChallengeGround(form.cleaned_data["ground"])},
        )

    def get_success_url(self) -> str:
        return self.result.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            tender=self.tender, periods=_periods(self.tender), may_challenge=bool(self.grounds), **kwargs
        )


def _periods(tender: Tender) -> list[dict[str, Any]]:
    found = ((ground, challenge_until(tender, ground)) for ground in ChallengeGround)
    return [
        {"label": ground.label, "day": limit.limit, "law": cite(RULES[ground])}
        for ground, limit in found
        if limit
    ]


class ChallengeAnswer(ActionView):
    """Answer in writing."""

    queryset = CHALLENGES
    template_name = "complaints/challenge_answer.html"
    form_class = AnswerForm
    transition = "answer"
    success_message = gettext_lazy("已答复，质疑供应商会收到通知。")

    def view_permission(self, actor: Actor, obj: Challenge) -> Verdict:
        return permissions.view(actor, obj)

    def run(self, form: AnswerForm) -> Challenge:
        return answer_challenge(challenge=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(law=cite("D-37"), **kwargs)


class ChallengeTransition(TransitionView):
    """Withdrawal by the challenger."""

    queryset = CHALLENGES
    argument = "challenge"
    services = {"withdraw": withdraw_challenge}
    reasons = {"withdraw": True}

    def view_permission(self, actor: Actor, obj: Challenge) -> Verdict:
        return permissions.view(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()
