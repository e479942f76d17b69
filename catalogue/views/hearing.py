"""The purchaser's side of asking the residents: what they said, the answers, the result."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, ObjectView, TransitionView

from .. import permissions
from ..enums import ConsultationStatus
from ..forms import CommentReplyForm
from ..forms.requirement import ResultForm
from ..models import RequirementComment, RequirementConsultation
from ..selectors import requirement
from ..services.consultations import answer_voice, conclude_consultation, withdraw_consultation
from .requirement import crumbs
from .summary import TONES

ROWS = RequirementConsultation.objects.select_related("item__organisation", "item__catalogue_item")
_ANSWERING = (ConsultationStatus.OPEN, ConsultationStatus.CLOSED)


class ConsultationDetail(ObjectView):
    """Every comment with its answer, what waits, the result."""

    sign_in_required = True
    queryset = ROWS
    context_object_name = "consultation"

    def view_permission(self, actor: Actor, obj: RequirementConsultation) -> Verdict:
        return permissions.view_item(actor, obj.item)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        mine = bool(permissions.consult_public(self.actor, row))
        return super().get_context_data(
            tone=TONES[row.status],
            voices=list(row.comments.all()),
            counts=requirement.counts(row),
            may_reply=mine and row.status in _ANSWERING,
            # A resident's telephone number is for those who answer; others see what was said.
            shows_contact=mine,
            conclude=lifecycle.may("conclude", row, actor=self.actor, at=self.at),
            may_withdraw=mine and row.status in _ANSWERING,
            breadcrumbs=crumbs(row.item, {"label": _("征求社会公众意见")}),
            **kwargs,
        )


class VoiceReply(ActionView):
    """The answer to one resident."""

    form_class = CommentReplyForm
    template_name = "catalogue/opinion_reply.html"
    context_object_name = "opinion"
    slug_url_kwarg = "comment"
    success_message = gettext_lazy("答复已保存，和意见一起公开。")

    def load(self) -> None:
        rows = RequirementComment.objects.select_related("consultation__item__organisation")
        self.queryset = rows.filter(consultation__code=self.kwargs["code"])
        super().load()

    def view_permission(self, actor: Actor, obj: RequirementComment) -> Verdict:
        return permissions.view_item(actor, obj.consultation.item)

    def permission(self, actor: Actor, obj: RequirementComment) -> Verdict:
        return permissions.consult_public(actor, obj.consultation)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in ("handling", "reply", "withheld")}

    def run(self, form: CommentReplyForm) -> RequirementComment:
        return answer_voice(voice=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.object.consultation.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.object.consultation
        back = {"label": _("征求社会公众意见"), "url": asked.get_absolute_url()}
        return super().get_context_data(
            version=asked.item,
            cancel_url=asked.get_absolute_url(),
            breadcrumbs=crumbs(asked.item, back, {"label": _("答复")}),
            **kwargs,
        )


class ConsultationConclude(ActionView):
    """Publish what came of it."""

    queryset = ROWS
    context_object_name = "consultation"
    template_name = "catalogue/requirement_step.html"
    form_class = ResultForm
    transition = "conclude"
    success_message = gettext_lazy("结果已公布。")

    def view_permission(self, actor: Actor, obj: RequirementConsultation) -> Verdict:
        return permissions.view_item(actor, obj.item)

    def run(self, form: ResultForm) -> RequirementConsultation:
        return conclude_consultation(
            consultation=self.object, actor=self.actor, at=self.at, **form.cleaned_data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        return super().get_context_data(
            item=row.item,
            title=_("公布征求意见结果"),
            what=_("结果和全部意见、答复一起公布，公布以后不再改动。称呼和联系方式不进公告。"),
            submit=_("公布结果"),
            option=lifecycle.may("conclude", row, actor=self.actor, at=self.at),
            cancel_url=row.get_absolute_url(),
            breadcrumbs=crumbs(row.item, {"label": _("公布征求意见结果")}),
            **kwargs,
        )


class ConsultationTransition(TransitionView):
    """Take a consultation back that was opened by mistake."""

    queryset = ROWS
    argument = "consultation"
    services = {"withdraw": withdraw_consultation}
    reasons = {"withdraw": True}

    def view_permission(self, actor: Actor, obj: RequirementConsultation) -> Verdict:
        return permissions.view_item(actor, obj.item)

    def get_success_url(self) -> str:
        return reverse("catalogue:requirement", args=[self.object.item.code])
