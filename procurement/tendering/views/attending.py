"""The public opening of a tender: coming, looking at the seals, confirming, objecting, answering; the record."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.documents import Key
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, DocumentView

from ..enums import OPENING_SHEET
from ..forms.attending import AnswerForm, AttendanceForm, ObjectionForm, SealsForm
from ..models import BidRound, OpeningObjection
from ..permissions import openings as permissions
from ..selectors import attendance
from ..services import attending
from .bid_pages import round_facts

ROUNDS = BidRound.objects.select_related("package__tender__purchaser", "package__tender__agency")


class OpeningAction(ActionView):
    """A step at a public opening, back to its page."""

    template_name = "tendering/opening_step.html"
    queryset = ROUNDS
    context_object_name = "round"
    view_permission = staticmethod(permissions.is_public_opening)
    title: Any = ""
    text: Any = ""
    submit: Any = ""
    basis = ""

    @property
    def hosting(self) -> bool:
        return not permissions.attend(self.actor, self.object)

    def permission(self, actor: Actor, obj: BidRound) -> Verdict:
        return permissions.attend(actor, obj)

    def get_success_url(self) -> str:
        return reverse("tendering:opening-detail", args=[self.object.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {name: getattr(self, name) for name in ("title", "text", "submit", "basis")}
        return super().get_context_data(
            facts=round_facts(self.object), back=self.get_success_url(), **words, **kwargs
        )


class OpeningAttend(OpeningAction):
    """A bidder signs in; the host enters who came to the room."""

    title = gettext_lazy("开标签到")
    submit = gettext_lazy("签到")
    basis = "87号令第四十条"
    success_message = gettext_lazy("已签到。")

    def permission(self, actor: Actor, obj: BidRound) -> Verdict:
        return permissions.attend_or_host(actor, obj)

    def get_form_class(self) -> type[forms.Form]:
        return AttendanceForm if self.hosting else forms.Form

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **({"round": self.object} if self.hosting else {})}

    def run(self, form: Any) -> Any:
        if self.hosting:
            return attending.record_attendance(
                round=self.object, actor=self.actor, at=self.at, **form.cleaned_data
            )
        return attending.sign_in(round=self.object, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        name = "ceremony-detail" if self.hosting else "opening-detail"
        return reverse(f"tendering:{name}", args=[self.object.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.text = (
            _("登记到场的投标人代表。截止以前不能登记，也看不到名单。")
            if self.hosting
            else _("签到表示您代表本单位参加开标。签到后可以核对密封、确认开标记录、当场提出异议。")
        )
        return super().get_context_data(**kwargs)


class OpeningSeals(OpeningAction):
    """Each receipt against the bytes that are kept, and who looked at it."""

    template_name = "tendering/opening_seals.html"
    title = gettext_lazy("核对密封")
    basis = "87号令第四十一条"
    success_message = gettext_lazy("已登记核对结果。保管人现在可以开启。")

    def permission(self, actor: Actor, obj: BidRound) -> Verdict:
        return permissions.attend_or_host(actor, obj)

    def get_form_class(self) -> type[forms.Form]:
        return SealsForm if self.hosting else forms.Form

    def run(self, form: Any) -> Any:
        said = {"by": form.cleaned_data.get("by", ""), "person": form.cleaned_data.get("person", "")}
        return attending.check_seals(round=self.object, actor=self.actor, at=self.at, **said)

    def get_success_url(self) -> str:
        name = "ceremony-detail" if self.hosting else "opening-detail"
        return reverse(f"tendering:{name}", args=[self.object.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seals = attendance.seals(self.object)
        self.submit = _("登记") if self.hosting else _("我已核对，密封完好")
        mine = {seal.bid.pk for seal in seals if seal.bid.supplier_id == self.actor.organisation_id}
        return super().get_context_data(
            seals=seals,
            mine=mine,
            unmatched=attendance.unmatched(self.object, seals) if seals else [],
            check=attendance.seal_check(self.object),
            hosting=self.hosting,
            **kwargs,
        )


class OpeningConfirm(OpeningAction):
    """Sign the record."""

    title = gettext_lazy("确认开标记录")
    text = gettext_lazy("我代表本单位参加了开标，对唱标内容和开标记录没有异议。")
    submit = gettext_lazy("签字确认")
    basis = "87号令第四十二条"
    success_message = gettext_lazy("已确认。")

    def run(self, form: Any) -> Any:
        return attending.confirm_record(round=self.object, actor=self.actor, at=self.at)


class OpeningObject(OpeningAction):
    """A doubt, or a request to recuse, on the spot."""

    form_class = ObjectionForm
    title = gettext_lazy("当场提出")
    submit = gettext_lazy("提出")
    basis = "87号令第四十二条"
    one_time = True
    success_message = gettext_lazy("已提出，主持人会及时处理；处理意见记入开标记录。")

    def run(self, form: Any) -> Any:
        return attending.object_to_opening(
            round=self.object, actor=self.actor, at=self.at, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        return reverse("tendering:opening-detail", args=[self.object.code])


class OpeningAnswer(ActionView):
    """The host answers."""

    template_name = "tendering/opening_answer.html"
    form_class = AnswerForm
    queryset = OpeningObjection.objects.select_related("supplier", "round__package__tender__purchaser")
    context_object_name = "objection"
    success_message = gettext_lazy("已答复，记入开标记录。")

    def view_permission(self, actor: Actor, obj: OpeningObjection) -> Verdict:
        return permissions.attend_or_host(actor, obj.round)

    def permission(self, actor: Actor, obj: OpeningObjection) -> Verdict:
        return permissions.host(actor, obj.round)

    def run(self, form: Any) -> Any:
        return attending.answer_objection(
            objection=self.object, answer=form.cleaned_data["answer"], actor=self.actor, at=self.at
        )

    def get_success_url(self) -> str:
        return reverse("tendering:ceremony-detail", args=[self.object.round.code])


class OpeningPdf(DocumentView):
    """The record as a document, for those who came and those who answer for it."""

    document_kind = OPENING_SHEET
    sign_in_required = True
    queryset = ROUNDS

    def view_permission(self, actor: Actor, obj: BidRound) -> Verdict:
        return permissions.read_record(actor, obj)

    def document_key(self) -> Key:
        return attending.sheet_key(self.object)

    def document_home(self) -> str:
        return reverse("tendering:opening-detail", args=[self.object.code])
