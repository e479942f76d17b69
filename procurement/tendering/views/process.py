"""Release, enquiries, amendments."""

from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from procurement.core import clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView
from procurement.regulations.errors import NoCalendar

from .. import permissions
from ..forms.process import AnswerForm, AskForm, ReleaseForm
from ..models import Enquiry, Tender
from ..selectors.custody import candidates, proposed
from ..selectors.dates import answer_due, asking_is_over, propose_dates
from ..selectors.lists import enquiries_of, own_enquiries
from ..selectors.policy import article
from ..services.enquiries import answer, ask
from ..services.release import release
from .frame import TenderAction
from .papers import TabView


class Release(TenderAction):
    """Each date with its article, who keeps the keys, and the button with its reason."""

    title = gettext_lazy("发布公告和采购文件")
    submit = gettext_lazy("发布")
    form_class = ReleaseForm
    template_name = "tendering/tender_release.html"
    transition = "release"
    permission = ActionView.permission
    one_time = True
    success_message = gettext_lazy("已发布。公告和采购文件已固定，开始接收密封文件。")

    def get_form_kwargs(self) -> dict[str, Any]:
        package = self.object.packages.order_by("number").first()
        return {**super().get_form_kwargs(), "candidates": candidates(package) if package else {}}

    def get_initial(self) -> dict[str, Any]:
        package = self.object.packages.order_by("number").first()
        return {str(part): str(key.pk) for part, key in proposed(package).items()} if package else {}

    def run(self, form: ReleaseForm) -> Tender:
        return release(
            tender=self.object,
            medium_url=form.cleaned_data["medium_url"],
            medium_published_at=form.medium_published_at(),
            custodians=form.custodians(),
            actor=self.actor,
            at=self.at,
        )

    def refuse(self, form: ReleaseForm, error: DomainError) -> Any:
        if error.field == "medium_published_at":
            error.field = "medium_day"
        return super().refuse(form, error)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            option=lifecycle.may("release", self.object, actor=self.actor, at=self.at),
            lines=self._dates(),
            **kwargs,
        )

    def _dates(self) -> list[dict[str, Any]]:
        """Return every date as set, with the earliest lawful one and its article."""
        tender = self.object
        start = tender.documents_from or clock.local_date(self.at)
        try:
            earliest = propose_dates(tender, max(start, clock.local_date(self.at)))
        except (NoCalendar, KeyError):
            return []
        given = {
            "documents_from": tender.documents_from,
            "documents_until": tender.documents_until,
            "deadline": tender.deadline,
        }
        return [{"law": law, "given": given.get(name)} for name, law in earliest.items()]


class Enquiries(TabView):
    """Questions without their askers, each with the day it is due."""

    tab = "enquiries"
    template_name = "tendering/tender_enquiries.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rows=[{"enquiry": enquiry, "due": due_of(enquiry)} for enquiry in enquiries_of(self.object)],
            article=article("D-33"),
            may_answer=bool(permissions.announce(self.actor, self.object)),
            **kwargs,
        )


def due_of(enquiry: Enquiry) -> Any:
    """Return by when an enquiry is answered; None in a year without a calendar."""
    try:
        return answer_due(clock.local_date(enquiry.asked_at)).limit
    except NoCalendar:
        return None


class EnquiryAnswer(TenderAction):
    """Answer one enquiry, to everybody at once."""

    model = Enquiry
    tab = "enquiries"
    title = gettext_lazy("答复询问")
    submit = gettext_lazy("答复并公开")
    form_class = AnswerForm
    template_name = "tendering/enquiry_answer.html"
    transition = "answer"
    permission = ActionView.permission
    success_message = gettext_lazy("已答复，并向所有人公开。")

    def get_queryset(self) -> models.QuerySet:
        return Enquiry.objects.select_related(
            "tender__plan__agreement", "tender__item__catalogue_item", "tender__purchaser", "tender__agency"
        )

    def run(self, form: AnswerForm) -> Enquiry:
        return answer(enquiry=self.object, answer=form.cleaned_data["answer"], actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return self._address("enquiries")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tender = self.object.tender
        correcting = reverse("tendering:amendment-create", args=[tender.code])
        return super().get_context_data(
            due=due_of(self.object),
            article=article("D-33"),
            # An answer moves no date: what changes the documents is a correction, and that one does (D-10, D-12).
            correcting=correcting if permissions.amend(self.actor, tender) else "",
            correction_article=tender.own_articles["correction"],
            **kwargs,
        )


class Ask(ActionView):
    """A supplier asks about a released tender; linked from the public pages."""

    form_class = AskForm
    template_name = "tendering/enquiry_form.html"
    one_time = True
    success_message = gettext_lazy("已收到您的问题，3个工作日内公开答复，不显示您的名称。")

    def load(self) -> None:
        super().load()
        rows = Tender.objects.select_related("purchaser").exclude(released_at=None)
        self.object = get_object_or_404(rows, code=self.kwargs["code"])

    def permission(self, actor: Actor, obj: Tender) -> Verdict:
        return permissions.ask(actor, obj)

    def run(self, form: AskForm) -> Enquiry:
        return ask(tender=self.object, question=form.cleaned_data["question"], actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = own_enquiries(self.actor, self.object)
        return super().get_context_data(
            tender=self.object,
            rows=[{"enquiry": enquiry, "due": due_of(enquiry)} for enquiry in rows],
            article=article("D-33"),
            over=asking_is_over(self.object, self.at),
            **kwargs,
        )
