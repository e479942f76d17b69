"""A closed framework from its call to the day it binds: called, ranked, announced, begun."""

from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError
from procurement.core.permissions import Verdict, allow_if
from procurement.core.templatetags import formats
from procurement.core.views import ActionView, ObjectView, ReasonForm
from procurement.regulations.errors import NoCalendar
from procurement.tendering import permissions as tendering
from procurement.tendering.enums import PackageStatus, RoundStatus
from procurement.tendering.models import BidRound
from procurement.tendering.selectors.dates import propose_dates
from procurement.tendering.services.framework_calls import shell_of

from .. import permissions
from ..enums import FrameworkStatus
from ..forms.solicitations import SolicitForm, SupplementForm, TerminateForm
from ..lifecycle.guards import call_has_failed, may_be_supplemented
from ..models import Framework, Solicitation
from ..selectors.solicitations import (
    announced,
    counts,
    has_failed,
    is_over,
    named,
    newest,
    outcome_of,
    round_of,
    waits_for_scores,
    why_not_ranked,
)
from ..services.calling import call_of, solicit, supplement
from ..services.solicitations import announce, begin, fail, rank, terminate
from .frame import crumbs, facts

_FRAMEWORKS = Framework.objects.select_related("organiser", "catalogue_item")
_NINE = time(9, 0)


def solicitation_of(framework: Framework, actor: Actor) -> dict[str, Any] | None:
    """Return where the newest call of a closed framework stands, with the pages this person may open."""
    call = None if framework.is_open else newest(framework)
    if call is None:
        return None
    package, round = call.package, round_of(call)
    opened = round.status == RoundStatus.OPENED and bool(tendering.view_opened(actor, round))
    return {
        "call": call,
        "tender": package.tender,
        "round": round,
        "facts": facts(
            (_("征集编号"), package.tender.code),
            (_("补充征集的原因"), call.supplement_reason),
            (_("进展"), "" if call.notice_code else package.get_status_display()),
            (_("停止提供征集文件"), formats.day(package.tender.documents_until)),
            (_("提交截止和开启"), formats.day_time(package.tender.deadline)),
            (_("开启地点"), package.tender.opening_place),
            (_("入围数据包（SHA-256）"), call.bundle_sha256),
        ),
        "corrected": package.tender.amendments.count(),
        "opened_url": reverse("tendering:opened-round", args=[round.code]) if opened else "",
        "may_rank": package.status == PackageStatus.EXAMINED
        and not waits_for_scores(call)
        and bool(tendering.operate(actor, package)),
        "waits": package.status == PackageStatus.EXAMINED and waits_for_scores(call) and not has_failed(call),
        "ranking": named(call, call.result) if call.result and (opened or call.notice_code) else [],
        "knocked_out": call.result.get("knocked_out") if call.result else None,
        "over": package.status in (PackageStatus.ANNULLED, PackageStatus.TERMINATED),
        "steps": _steps(call, actor),
    }


def _steps(call: Solicitation, actor: Actor) -> list[dict[str, Any]]:
    """Return what may be done about a supplementary call; the first call's steps are the framework's own."""
    if not call.is_supplement or is_over(call):
        return []
    code = call.framework.code
    possible = (
        ("announce", _("公告入围结果"), permissions.run_or_decide, _is_ranked(call)),
        ("fail", _("宣布征集失败"), permissions.run_or_decide, has_failed(call)),
        ("terminate", _("终止征集"), permissions.decide, True),
    )
    return [
        {
            "label": label,
            "url": reverse(f"frameworks:framework-{name}", args=[code]),
            "onward": name != "terminate",
        }
        for name, label, permission, ready in possible
        if ready and permission(actor, call.framework)
    ]


def _is_ranked(call: Solicitation) -> bool:
    return call.package.status == PackageStatus.EVALUATED


def supplement_of(framework: Framework, actor: Actor, at: datetime) -> dict[str, int]:
    """Return how many are left where this person may call for more, else nothing (110 art. 31)."""
    if framework.status != FrameworkStatus.IN_FORCE or not permissions.run_or_decide(actor, framework):
        return {}
    if may_be_supplemented(framework, actor=actor, at=at):
        return {}
    admitted, left = counts(framework)
    return {"admitted": admitted, "left": left}


class FrameworkStep(ActionView):
    """A step of the organiser's with a page of its own."""

    queryset = _FRAMEWORKS
    template_name = "frameworks/framework_step.html"
    view_permission = staticmethod(permissions.view)
    title: Any = ""
    submit: Any = ""
    explanation: Any = ""
    basis = ""

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        framework = self.object
        home = reverse("frameworks:framework-list")
        return super().get_context_data(
            **{
                "title": self.title,
                "submit": self.submit,
                "explanation": self.explanation,
                "basis": self.basis,
                "cancel_url": framework.get_absolute_url(),
                "breadcrumbs": crumbs(
                    (_("框架协议"), home), (framework.title, framework.get_absolute_url()), (self.title, "")
                ),
                **kwargs,
            }
        )


class FrameworkSolicit(FrameworkStep):
    """Set the dates and publish; they begin at the earliest that the law allows."""

    form_class = SolicitForm
    transition = "solicit"
    one_time = True
    title = gettext_lazy("发布征集公告")
    submit = gettext_lazy("发布并开始接收响应文件")
    explanation = gettext_lazy(
        "征集按公开招标的程序进行：响应文件加密密封，截止前任何人看不到内容、名称和数量；截止时由三名保管人中的两名开启。"
    )
    basis = "财政部令第110号第九条、第二十二条"
    success_message = gettext_lazy("征集公告已发布，开始接收响应文件。请在开启以前组建评审小组。")

    def get_initial(self) -> dict[str, Any]:
        today = local_date(self.at)
        shell = shell_of(
            call=call_of(self.object, today, self.at, ""), organiser=self.object.organiser, on=today
        )
        try:
            days = propose_dates(shell, today)
        except NoCalendar:
            return {"deadline_time": _NINE}
        return {
            "documents_until": days["documents_until"].day,
            "deadline_day": days["deadline"].day,
            "deadline_time": _NINE,
        }

    def run(self, form: SolicitForm) -> Solicitation:
        return solicit(framework=self.object, actor=self.actor, at=self.at, **form.values())

    def refuse(self, form: SolicitForm, error: DomainError) -> HttpResponse:
        if error.field == "deadline":
            error.field = "deadline_day"
        return super().refuse(form, error)


class FrameworkSupplement(FrameworkSolicit):
    """Call for more suppliers; the framework goes on."""

    form_class = SupplementForm
    transition = ""
    permission = staticmethod(permissions.run_or_decide)
    title = gettext_lazy("补充征集")
    submit = gettext_lazy("发布补充征集公告")
    explanation = gettext_lazy(
        "剩余入围供应商不足总数70%并且影响框架协议执行的，才能补充征集。条件、程序、评审方法和淘汰比例与初次征集相同，"
        "遵守原框架协议的有效期；期间原框架协议继续履行。"
    )
    basis = "财政部令第110号第三十一条"
    success_message = gettext_lazy("补充征集公告已发布，开始接收响应文件。请在开启以前组建评审小组。")

    def run(self, form: Any) -> Solicitation:
        return supplement(framework=self.object, actor=self.actor, at=self.at, **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refusal = may_be_supplemented(self.object, actor=self.actor, at=self.at)
        return super().get_context_data(refusal=refusal, rules=self.object.exit_rules, **kwargs)


class FrameworkRank(FrameworkStep):
    """Show who would enter, and why; confirm."""

    title = gettext_lazy("确定入围供应商")
    submit = gettext_lazy("按此确定")
    explanation = gettext_lazy(
        "排序、淘汰和抽签由平台按法定方法计算，任何人可以用公布的数据包复算；这里不能修改。"
    )
    basis = "财政部令第110号第二十五条、第二十七条"
    success_message = gettext_lazy("已确定。请公告入围结果。")

    def permission(self, actor: Actor, obj: Framework) -> Verdict:
        call = newest(obj)
        if call is None:
            return allow_if(False, _("还没有征集。"))
        return tendering.operate(actor, call.package)

    def run(self, form: Any) -> Solicitation:
        return rank(framework=self.object, actor=self.actor, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        call = newest(self.object)
        if call is None or call.package.status != PackageStatus.EXAMINED:
            return super().get_context_data(**kwargs)
        if refusal := why_not_ranked(call):
            return super().get_context_data(refusal=refusal, **kwargs)
        _bundle, result, draw = outcome_of(call)
        return super().get_context_data(
            ranking=named(call, result), result=result, draw=draw, framework=self.object, **kwargs
        )


class FrameworkAnnounce(FrameworkStep):
    """Publish the result; the agreements go out to be signed."""

    transition = "announce"
    one_time = True
    title = gettext_lazy("公告入围结果")
    submit = gettext_lazy("发布公告，送签框架协议")
    explanation = gettext_lazy(
        "公告入围供应商、排序、单价和评审小组成员；入围供应商在30日内签订框架协议，没有入围的供应商收到自己的名次或者原因。"
    )
    basis = "财政部令第110号第二十八条、第二十九条"
    success_message = gettext_lazy("入围结果已公告，框架协议已送入围供应商签订。")

    def run(self, form: Any) -> Framework:
        return announce(framework=self.object, actor=self.actor, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        call = newest(self.object)
        rows = named(call, call.result) if call is not None and call.result else []
        return super().get_context_data(ranking=rows, framework=self.object, **kwargs)


class FrameworkBegin(FrameworkStep):
    """All have signed: the term begins, the users are told."""

    transition = "begin"
    title = gettext_lazy("框架协议生效")
    submit = gettext_lazy("生效并告知采购人")
    explanation = gettext_lazy("期限从今天起算；适用的采购人收到入围信息，框架协议副本报财政部门备案。")
    basis = "财政部令第110号第二十九条、第三十条"
    success_message = gettext_lazy("框架协议已生效，采购人和财政部门已收到通知。")

    def run(self, form: Any) -> Framework:
        return begin(framework=self.object, actor=self.actor, at=self.at)


class FrameworkFail(FrameworkStep):
    """Fewer than two: say so in public; the framework may be called for again."""

    form_class = ReasonForm
    transition = "fail"
    title = gettext_lazy("宣布征集失败")
    submit = gettext_lazy("发布终止公告")
    explanation = gettext_lazy(
        "提交响应文件或者符合要求的供应商不足2家，本次征集失败；改进需求或者价格以后可以重新征集。"
    )
    basis = "财政部令第110号第二十七条"
    success_message = gettext_lazy("已公告本次征集失败，可以重新征集。")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["reason"].required = True
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refusal = call_has_failed(self.object, actor=self.actor, at=self.at)
        return super().get_context_data(refusal=refusal, **kwargs)

    def run(self, form: ReasonForm) -> Framework:
        return fail(framework=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class FrameworkTerminate(FrameworkStep):
    """A major change or a cancelled task: nothing is opened any more, the framework is over."""

    form_class = TerminateForm
    transition = "terminate"
    title = gettext_lazy("终止征集")
    submit = gettext_lazy("终止并公告")
    explanation = gettext_lazy(
        "只有发生重大变故、采购任务取消才能终止；没有开启的响应文件不再开启，框架协议项目随之撤销。"
    )
    basis = "财政部令第110号第九条、87号令第二十九条"
    success_message = gettext_lazy("已终止，公告已发布。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        call = newest(self.object)
        if call is not None and call.is_supplement:
            kwargs["explanation"] = _(
                "只有发生重大变故、采购任务取消才能终止；没有开启的响应文件不再开启，原框架协议继续有效。"
            )
        return super().get_context_data(**kwargs)

    def run(self, form: TerminateForm) -> Framework:
        return terminate(framework=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class AdmissionBundle(ObjectView):
    """``framework-admission/1`` for ``python -m procurement.regulations.admission``; public with the result."""

    queryset = _FRAMEWORKS

    def view_permission(self, actor: Actor, obj: Framework) -> Verdict:
        return allow_if(obj.status in FrameworkStatus.public(), "")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        call = announced(self.object)
        if call is None:
            raise Http404
        response = JsonResponse(call.bundle, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="admission-{self.object.code}.json"'
        return response


def receiving(framework: Framework) -> BidRound | None:
    """Return the round of a call that is not over, a supplementary one too."""
    called = framework.status in (FrameworkStatus.SOLICITING, FrameworkStatus.IN_FORCE)
    call = newest(framework) if called and not framework.is_open else None
    return round_of(call) if call is not None and not is_over(call) else None
