"""Before some activities begin: who is invited, the approval on file, the single-source notice and objections."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView

from .. import permissions
from ..forms.ways import ApprovalForm, ArgumentForm, InvitationForm, ObjectionForm, SingleSourceForm
from ..models import ImplementationPlan, MethodApproval, SingleSourceNotice, SingleSourceObjection, Tender
from ..selectors.invitation import ARTICLES, COLLECTED, RECORD, invitation_rows, invitee_rows, ways_of
from ..selectors.ways import (
    approval_due,
    approval_refusal,
    argument_due,
    argument_refusal,
    is_running,
    notice_refusal,
    notice_unfinished,
)
from ..services.invitation import set_invitation
from ..services.ways import argue, object_to, publish_single_source, record_approval
from .frame import crumbs
from .tables import TableEdit

_PLANS = ImplementationPlan.objects.select_related("item__organisation", "agency", "agreement")


class InvitationEdit(TableEdit):
    """How suppliers are invited, and who is on the list."""

    tab = "documents"
    title = gettext_lazy("邀请供应商")
    submit = gettext_lazy("保存邀请方式")
    hint = gettext_lazy(
        "发布公告的不用填名单。发布资格预审公告征集的，把预审合格的供应商全部列入名单，没有抽中的不勾“受邀请”。随机抽取的登记省级供应商库的抽取记录；书面推荐的写明谁推荐、为什么，采购人推荐的不超过一半。"
    )
    form_class = InvitationForm
    template_name = "tendering/tender_invitation.html"

    def initial_rows(self) -> list[dict[str, Any]]:
        return invitee_rows(self.object)

    def kept_rows(self) -> list[dict[str, Any]]:
        return invitation_rows(self.object)

    def show_kept(self, form: InvitationForm) -> None:
        """Say beside each field, and below the list, what somebody else has saved in between."""
        form.set_beside(self.get_initial())
        self.show_below(form, self.initial_rows())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "ways": ways_of(self.object)}

    def get_initial(self) -> dict[str, Any]:
        tender = self.object
        way = tender.invitation_way if tender.invitation_way in ways_of(tender) else ""
        kept = {
            **dict.fromkeys((*COLLECTED, *RECORD, "watchers"), ""),
            **tender.invitation_record,
            "way": way,
        }
        return {**super().get_initial(), **kept}

    def run(self, form: InvitationForm) -> Tender:
        return set_invitation(
            tender=self.object,
            way=form.cleaned_data["way"],
            rows=form.rows,
            record=form.record(),
            seen=form.cleaned_data["seen"],
            actor=self.actor,
            at=self.at,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(article=ARTICLES.get(self.object.method, ""), **kwargs)


class PlanAction(ActionView):
    """Something that stands before the filing of an implementation plan."""

    queryset = _PLANS
    template_name = "tendering/plan_action.html"
    view_permission = staticmethod(permissions.view_plan)
    permission = staticmethod(permissions.prepare_plan)
    title: Any = ""
    submit: Any = ""
    lead: Any = ""

    def refusal(self) -> str:
        """Return why there is nothing to fill in now: said before anybody fills it in."""
        return ""

    @property
    def plan(self) -> ImplementationPlan:
        return self.object

    def get_success_url(self) -> str:
        return self.plan.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.plan
        trail = crumbs(
            (_("采购实施计划"), reverse("tendering:plan-list")), (plan.title, plan.get_absolute_url())
        )
        return super().get_context_data(
            plan=plan,
            title=self.title,
            submit=self.submit,
            lead=self.lead,
            refusal=self.refusal(),
            breadcrumbs=[*trail, {"label": str(self.title), "url": ""}],
            **kwargs,
        )


class ApprovalRecord(PlanAction):
    """Put the city's approval on file; what the application has to contain stands beside it (74 art. 5)."""

    title = gettext_lazy("登记采购方式批准文件")
    submit = gettext_lazy("登记批准文件")
    lead = gettext_lazy(
        "达到公开招标数额标准而采用其他方式的，采购活动开始以前须经批准；批准文件登记以后才能报送备案。"
    )
    form_class = ApprovalForm
    template_name = "tendering/plan_approval.html"
    one_time = True
    success_message = gettext_lazy("批准文件已登记。")

    def refusal(self) -> str:
        return approval_refusal(self.object, self.at) or notice_unfinished(self.object, self.at)

    def get_initial(self) -> dict[str, Any]:
        return {"authority": approval_due(self.object, self.at)}

    def run(self, form: ApprovalForm) -> MethodApproval:
        return record_approval(plan=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.object
        pack = (
            (_("采购人"), plan.item.organisation.name),
            (_("项目名称"), plan.title),
            (_("项目概况"), plan.item.description),
            (_("预算金额（元）"), f"{plan.item.amount:,.2f}"),
            (_("拟采用的采购方式"), plan.get_method_display()),
            (_("理由"), plan.method_reason),
        )
        return super().get_context_data(
            pack=[{"label": label, "value": value} for label, value in pack], **kwargs
        )


class SingleSourcePublish(PlanAction):
    """Show everybody for five working days that one supplier only is meant (C-11)."""

    title = gettext_lazy("单一来源公示")
    submit = gettext_lazy("发布公示")
    lead = gettext_lazy("公示不少于5个工作日，期满以后才能报批。公示内容发布以后不能修改。")
    form_class = SingleSourceForm
    template_name = "tendering/plan_table.html"
    one_time = True
    success_message = gettext_lazy("已公示。公示期满、异议处理完以后报批。")

    def refusal(self) -> str:
        return notice_refusal(self.object, self.at)

    def get_initial(self) -> dict[str, Any]:
        return {"statement": self.object.item.description, "reason": self.object.method_reason}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish; asked for more rows, show the same words in a longer table."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data(form=self.get_form().longer()))

    def run(self, form: SingleSourceForm) -> SingleSourceNotice:
        return publish_single_source(
            plan=self.object, experts=form.rows, actor=self.actor, at=self.at, **form.cleaned_data
        )

    def refuse(self, form: SingleSourceForm, error: DomainError) -> Any:
        if error.cell is None:
            return super().refuse(form, error)
        form.refuse_cell(error.cell, str(error))
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(table_title=_("专业人员论证意见（至少3名）"), **kwargs)


class ObjectionCreate(ActionView):
    """Object to a single source: a supplier by itself, or the purchaser for what came on paper."""

    model = SingleSourceNotice
    form_class = ObjectionForm
    template_name = "tendering/objection_form.html"
    one_time = True
    success_message = gettext_lazy("异议已登记，公示期满后5个工作日内论证并告知结论。")

    def get_queryset(self) -> models.QuerySet:
        return SingleSourceNotice.objects.select_related(
            "plan__item__organisation", "plan__agency", "plan__agreement"
        )

    def view_permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.anybody_signed_in(actor, obj)

    def permission(self, actor: Actor, obj: SingleSourceNotice) -> Verdict:
        return permissions.object_to(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        own = permissions.runs_plan(self.actor, self.object.plan)
        return {"objector": "" if own else self.actor.organisation_name}

    def run(self, form: ObjectionForm) -> SingleSourceObjection:
        return object_to(notice=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        if permissions.runs_plan(self.actor, self.object.plan):
            return self.object.plan.get_absolute_url()
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            notice=self.object,
            running=is_running(self.object, self.at),
            mine=self.object.objections.filter(user_code=self.actor.code).order_by("received_at"),
            **kwargs,
        )


class ObjectionArgue(PlanAction):
    """Settle an objection after the notice, and tell who objected (74 art. 40)."""

    queryset = SingleSourceObjection.objects.select_related(
        "notice__plan__item__organisation", "notice__plan__agency", "notice__plan__agreement"
    )
    title = gettext_lazy("补充论证")
    submit = gettext_lazy("登记结论并告知")
    form_class = ArgumentForm
    template_name = "tendering/objection_argue.html"
    success_message = gettext_lazy("结论已登记，并告知提出异议的人。")

    def refusal(self) -> str:
        return argument_refusal(self.object, self.at)

    @property
    def plan(self) -> ImplementationPlan:
        return self.object.notice.plan

    def view_permission(self, actor: Actor, obj: SingleSourceObjection) -> Verdict:
        return permissions.view_plan(actor, obj.notice.plan)

    def permission(self, actor: Actor, obj: SingleSourceObjection) -> Verdict:
        return permissions.prepare_plan(actor, obj.notice.plan)

    def run(self, form: ArgumentForm) -> SingleSourceObjection:
        return argue(objection=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(objection=self.object, due=argument_due(self.object.notice), **kwargs)
