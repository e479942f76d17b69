"""The panel: forming it, declaring, replacing; and the page from which a group works."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, ActorMixin, ObjectView, ReasonForm, TransitionView
from procurement.tendering import permissions as tendering
from procurement.tendering.enums import RoundStatus
from procurement.tendering.models import BidRound, Package

from .. import permissions, services
from ..forms import DeclareForm, PanelForm, ReplaceForm
from ..models import Panel, PanelMember
from ..selectors import stages

PACKAGES = Package.objects.select_related("tender__purchaser", "tender__item")
PANELS = Panel.objects.select_related("package__tender__purchaser")


class EvaluationList(ActorMixin, TemplateView):
    """The evaluations a person sits on or runs."""

    sign_in_required = True
    template_name = "awarding/evaluation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            memberships=list(stages.panels_of(self.actor)[:100]),
            packages=list(stages.packages_run_by(self.actor)[:100]) if self.actor.organisation_id else [],
            letters=list(stages.letters_of(self.actor)[:100]) if self.actor.organisation_id else [],
            **kwargs,
        )


class PackageEvaluation(ObjectView):
    """Where an evaluation stands and what comes next, for the group and whoever runs the tender."""

    template_name = "awarding/package_evaluation.html"
    queryset = PACKAGES
    sign_in_required = True
    view_permission = staticmethod(permissions.view_evaluation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        package = self.object
        award = stages.award_of(package)
        return super().get_context_data(
            stages=stages.stages(package),
            panel=stages.panel_of(package),
            naming=permissions.view_panel(self.actor, package),
            evaluation=stages.evaluation_of(package),
            award=award if award and permissions.view_award(self.actor, award) else None,
            rounds=[self._round(row) for row in BidRound.objects.filter(package=package).order_by("pk")],
            may_form=bool(permissions.form_panel(self.actor, package)),
            is_member=permissions.is_member(self.actor, package),
            **kwargs,
        )

    def _round(self, round: BidRound) -> dict[str, Any]:
        """Return a round with the one page about it that this person may open, if any."""
        url = ""
        if round.status == RoundStatus.OPENED and tendering.view_opened(self.actor, round):
            url = reverse("tendering:opened-round", args=[round.code])
        elif round.status == RoundStatus.CLOSED and tendering.is_custodian(self.actor, round):
            url = reverse("tendering:ceremony-detail", args=[round.code])
        return {"round": round, "url": url}


class PanelAdd(ActionView):
    """Record the draw and name the members."""

    template_name = "awarding/panel_form.html"
    queryset = PACKAGES
    form_class = PanelForm
    context_object_name = "package"
    view_permission = staticmethod(permissions.view_evaluation)
    success_message = _("已登记抽取结果，请成员逐一签署回避声明。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.form_panel(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "package": self.object}

    def run(self, form: PanelForm) -> Panel:
        return services.form_panel(
            package=self.object,
            draw_kind=form.cleaned_data["draw_kind"],
            draw_record=form.record(),
            experts=list(form.cleaned_data["experts"]),
            representative=form.cleaned_data["representative"],
            actor=self.actor,
            at=self.at,
        )


class PanelDetail(ObjectView):
    """Members and their statements; names are secret until the result notice (RULES E-05)."""

    template_name = "awarding/panel_detail.html"
    queryset = PANELS
    sign_in_required = True
    view_permission = staticmethod(permissions.view_panel)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = list(self.object.members.select_related("user").order_by("pk"))
        return super().get_context_data(
            members=members,
            mine=next((row for row in members if row.user_id == self.actor.user_id), None),
            may_form=bool(permissions.form_panel(self.actor, self.object)),
            **kwargs,
        )


class PanelTransition(TransitionView):
    """Confirm the panel."""

    queryset = PANELS
    view_permission = staticmethod(permissions.view_panel)
    services = {"confirm": services.confirm_panel}
    argument = "panel"


class MemberAction(ActionView):
    """What a member does about itself, found by the panel's code."""

    queryset = PanelMember.objects.select_related("panel__package__tender__purchaser", "user")

    def get_object(self) -> PanelMember:
        return get_object_or_404(
            self.get_queryset(), panel__code=self.kwargs["code"], user_id=self.actor.user_id
        )

    def view_permission(self, actor: Actor, obj: PanelMember) -> Verdict:
        return permissions.act_as_member(actor, obj)

    def get_success_url(self) -> str:
        return self.object.panel.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        option = lifecycle.may(self.transition, self.object, actor=self.actor, at=self.at)
        return super().get_context_data(member=self.object, option=option, **kwargs)


class MemberDeclare(MemberAction):
    """State that no reason for recusal exists."""

    template_name = "awarding/member_declare.html"
    form_class = DeclareForm
    transition = "declare"
    success_message = _("声明已签署。")

    def run(self, form: DeclareForm) -> None:
        services.declare(member=self.object, actor=self.actor, at=self.at)


class MemberRecuse(MemberAction):
    """Leave, with the reason."""

    template_name = "awarding/member_recuse.html"
    form_class = ReasonForm
    transition = "recuse"
    success_message = _("已登记回避。")

    def run(self, form: ReasonForm) -> None:
        services.recuse(member=self.object, reason=form.cleaned_data["reason"], actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return "/workspace/"


class PanelReplace(ActionView):
    """Top the panel up."""

    template_name = "awarding/panel_replace.html"
    queryset = PANELS
    form_class = ReplaceForm
    view_permission = staticmethod(permissions.view_panel)
    success_message = _("已更换成员，请新成员签署回避声明。")

    def permission(self, actor: Actor, obj: Panel) -> Verdict:
        return permissions.form_panel(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "panel": self.object}

    def run(self, form: ReplaceForm) -> None:
        services.replace_member(panel=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()
