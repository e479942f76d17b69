"""The way of a catalogue to its approval: departments, public, experts, and the bureau's answers."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Organisation
from procurement.core import clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import NotAllowed
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, ObjectView, TransitionView

from .. import permissions, selectors, services
from ..forms import (
    AnswerForm,
    ApproveForm,
    CommentReplyForm,
    ConsultForm,
    ExpertForm,
    OpenCommentsForm,
    ReplyForm,
)
from ..models import CatalogueVersion, DepartmentOpinion, PublicComment
from .items import HOME
from .making import CATALOGUES, VERSIONS, address_of


def opinions_address(version: CatalogueVersion) -> str:
    """Return where the opinions on a version are read and answered."""
    return reverse("catalogue:draft-opinions", args=[version.code])


class _VersionStep(ActionView):
    """What is done to one version and leads back to it."""

    queryset = VERSIONS
    context_object_name = "version"
    template_name = "catalogue/catalogueversion_step.html"
    title: Any = ""
    what: Any = ""

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.view_version(actor, obj)

    def get_success_url(self) -> str:
        return address_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = address_of(self.object)
        option = None
        if self.transition:
            option = lifecycle.may(self.transition, self.object, actor=self.actor, at=self.at)
        return super().get_context_data(
            title=self.title,
            what=self.what,
            option=option,
            cancel_url=address,
            breadcrumbs=[
                HOME,
                CATALOGUES,
                {"label": self.object.title, "url": address},
                {"label": self.title},
            ],
            **kwargs,
        )


class ConsultDepartments(_VersionStep):
    """Send the draft to departments."""

    transition = "consult"
    form_class = ConsultForm
    title = gettext_lazy("征求部门意见")
    what = gettext_lazy("草案会出现在各单位的待办里；答复期间条目不能改动。到期没有答复的单位会列出来。")
    success_message = gettext_lazy("已发出，各单位在工作台答复。")

    @cached_property
    def offered(self) -> list[Organisation]:
        """Return whom to ask."""
        return selectors.to_consult(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "offered": self.offered}

    def get_initial(self) -> dict[str, Any]:
        today = clock.local_date(self.at)
        days = services.least_days("catalogue_consult_days", today)
        theirs = [one.code for one in self.offered if one.answers_for]
        return {"until": today + timedelta(days=days), "organisations": theirs}

    def run(self, form: ConsultForm) -> CatalogueVersion:
        return services.consult_departments(
            version=self.object,
            organisations=form.chosen(),
            until=form.cleaned_data["until"],
            actor=self.actor,
            at=self.at,
        )


class OpenComments(_VersionStep):
    """Open the draft to the public."""

    transition = "open_comments"
    form_class = OpenCommentsForm
    title = gettext_lazy("公开征求意见")
    what = gettext_lazy("草案全文和意见表对所有人公开，并发布公告；截止后逐条答复，答复和意见一起公布。")
    success_message = gettext_lazy("已公开征求意见。")
    one_time = True

    def get_initial(self) -> dict[str, Any]:
        today = clock.local_date(self.at)
        return {"until": today + timedelta(days=services.least_days("catalogue_comment_days", today))}

    def run(self, form: OpenCommentsForm) -> CatalogueVersion:
        return services.open_comments(
            version=self.object, until=form.cleaned_data["until"], actor=self.actor, at=self.at
        )


class ApproveVersion(_VersionStep):
    """Record the approval."""

    transition = "approve"
    form_class = ApproveForm
    title = gettext_lazy("登记批准")
    what = gettext_lazy("登记批准文件后不再改动；公布时再定施行日期。")
    success_message = gettext_lazy("已登记批准，可以公布。")

    def get_initial(self) -> dict[str, Any]:
        version = self.object
        return {"document_number": version.document_number, "approved_on": clock.local_date(self.at)}

    def run(self, form: ApproveForm) -> CatalogueVersion:
        return services.approve_version(
            version=self.object, actor=self.actor, at=self.at, **form.cleaned_data
        )


class AmendVersion(_VersionStep):
    """Begin a numbered amendment of what is in force."""

    title = gettext_lazy("起草修订")
    what = gettext_lazy(
        "建立一份编号的修订单，条目从现行目录复制；修改、征求部门意见、批准后公布，替代现行目录。"
    )
    one_time = True

    def permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.make_catalogue(actor)

    def run(self, form: Any) -> CatalogueVersion:
        return services.amend_version(source=self.object, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return address_of(self.result)

    def get_success_message(self) -> str:
        return _("修订单%(code)s已建立。") % {"code": self.result.code}


class AddExpert(_VersionStep):
    """Record what an expert said."""

    form_class = ExpertForm
    title = gettext_lazy("登记专家意见")
    what = gettext_lazy("按专家签字的论证意见登记；姓名、单位和意见会随目录公布。")
    success_message = gettext_lazy("专家意见已登记。")

    def permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.make_catalogue(actor)

    def get_initial(self) -> dict[str, Any]:
        return {"given_on": clock.local_date(self.at)}

    def run(self, form: ExpertForm) -> Any:
        return services.record_expert(version=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return opinions_address(self.object)


class VersionTransition(TransitionView):
    """The plain steps: go on to the review, take back, give up."""

    queryset = VERSIONS
    argument = "version"
    services = {
        "begin_review": services.begin_review,
        "revise": services.revise_version,
        "discard": services.discard_version,
    }
    reasons = {"revise": True, "discard": True}

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.view_version(actor, obj)

    def get_success_url(self) -> str:
        return address_of(self.object)


class VersionOpinions(ObjectView):
    """Everything that was said of a version, who is silent, and what waits for an answer."""

    sign_in_required = True
    template_name = "catalogue/catalogueversion_opinions.html"
    context_object_name = "version"
    queryset = VERSIONS

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.view_version(actor, obj)

    def load(self) -> None:
        super().load()
        verdict = permissions.view_opinions(self.actor, self.object)
        if not verdict:
            raise NotAllowed(verdict.reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        return super().get_context_data(
            counts=selectors.counts_of(version),
            departments=list(version.opinions.select_related("organisation")),
            comments=list(version.comments.all()),
            experts=list(version.experts.all()),
            may_reply=bool(permissions.make_catalogue(self.actor)) and services.takes_replies(version),
            may_record=bool(permissions.make_catalogue(self.actor)) and services.takes_experts(version),
            breadcrumbs=[
                HOME,
                CATALOGUES,
                {"label": version.title, "url": address_of(version)},
                {"label": _("各方意见")},
            ],
            **kwargs,
        )


class AnswerConsultation(ActionView):
    """A department's answer in its workspace."""

    form_class = AnswerForm
    template_name = "catalogue/departmentopinion_form.html"
    context_object_name = "opinion"
    success_message = gettext_lazy("已答复，截止前可以再改。")
    slug_field = "version__code"

    def get_queryset(self) -> models.QuerySet[DepartmentOpinion]:
        rows = DepartmentOpinion.objects.select_related("version__organisation", "organisation")
        return rows.filter(organisation=self.actor.organisation_id)

    def load(self) -> None:
        self.queryset = self.get_queryset()
        super().load()

    def view_permission(self, actor: Actor, obj: DepartmentOpinion) -> Verdict:
        return permissions.view_version(actor, obj.version)

    def permission(self, actor: Actor, obj: DepartmentOpinion) -> Verdict:
        return permissions.answer_consultation(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.object.kind, "text": self.object.text}

    def run(self, form: AnswerForm) -> DepartmentOpinion:
        return services.answer_consultation(
            opinion=self.object, actor=self.actor, at=self.at, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object.version
        return super().get_context_data(
            version=version,
            theirs=list(version.items.filter(responsible=self.object.organisation).select_related("version")),
            open=services.takes_answers(version, clock.local_date(self.at)),
            breadcrumbs=[HOME, {"label": version.title}],
            **kwargs,
        )


class _Reply(ActionView):
    """The bureau's answer to one opinion."""

    template_name = "catalogue/opinion_reply.html"
    context_object_name = "opinion"
    form_class: Any = ReplyForm
    success_message = gettext_lazy("答复已保存。")

    def view_permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.view_version(actor, obj.version)

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.make_catalogue(actor)

    def get_initial(self) -> dict[str, Any]:
        names = ("handling", "reply", "withheld")
        return {name: getattr(self.object, name) for name in names if hasattr(self.object, name)}

    def run(self, form: Any) -> Any:
        return services.reply_to(opinion=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return opinions_address(self.object.version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object.version
        address = opinions_address(version)
        return super().get_context_data(
            version=version,
            cancel_url=address,
            breadcrumbs=[
                HOME,
                CATALOGUES,
                {"label": version.title, "url": address_of(version)},
                {"label": _("各方意见"), "url": address},
                {"label": _("答复")},
            ],
            **kwargs,
        )


class ReplyDepartment(_Reply):
    """Answer a department's suggestion."""

    slug_field = "organisation__code"
    slug_url_kwarg = "organisation"

    def load(self) -> None:
        rows = DepartmentOpinion.objects.select_related("version", "organisation")
        self.queryset = rows.filter(version__code=self.kwargs["code"])
        super().load()


class ReplyComment(_Reply):
    """Answer somebody of the public."""

    form_class = CommentReplyForm
    slug_url_kwarg = "comment"

    def load(self) -> None:
        self.queryset = PublicComment.objects.select_related("version").filter(
            version__code=self.kwargs["code"]
        )
        super().load()
