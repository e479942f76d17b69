"""What anybody reads of frameworks: who is in, at which price, what was called off (110 art. 30, 40)."""

from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.errors import GuardRefused
from procurement.core.permissions import Verdict, allow_if, anybody
from procurement.core.views import FilteredListView, ObjectView
from procurement.publications.models import Publication
from procurement.tendering.models import Enquiry, Package

from .. import feeds, permissions
from ..enums import FrameworkStatus
from ..filters import PublicFrameworkFilter
from ..lifecycle.guards import why_not_apply
from ..models import Framework
from ..selectors import notices
from ..selectors.lists import admitted_to, public_frameworks, public_results, why_not_again
from ..selectors.solicitations import announced, newest
from ..selectors.texts import replacement_label
from .frame import TONES, crumbs, facts
from .solicitations import receiving

RESULTS_SHOWN = 50


class FrameworkPublicList(FilteredListView):
    template_name = "frameworks/framework_public_list.html"
    filterset_class = PublicFrameworkFilter
    sorts = {"title": "title", "price": "ceiling", "ends": "ends_on"}
    tones = TONES

    def get_queryset(self) -> models.QuerySet:
        self.queryset = public_frameworks().order_by("-starts_on", "-pk")
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("框架协议"), "field": "title"},
            {"label": _("征集人")},
            {"label": _("最高限制单价（元）"), "field": "price", "numeric": True},
            {"label": _("入围供应商"), "numeric": True},
            {"label": _("成交"), "numeric": True},
            {"label": _("期满日期"), "field": "ends"},
            {"label": _("状态")},
        )
        return super().get_context_data(heads=heads, **kwargs)


class FrameworkFeed(FrameworkPublicList):
    """What was published of frameworks, newest first, as Atom."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        absolute = request.build_absolute_uri
        body = feeds.atom(
            Publication.objects.filter(kind__in=feeds.KINDS).order_by("-published_at", "-pk")[: feeds.NEWEST],
            title=_("框架协议公告"),
            page=absolute(reverse("frameworks:framework-public-list")),
            itself=absolute(),
            absolute=absolute,
        )
        return HttpResponse(body, content_type=feeds.ATOM)


class FrameworkPublic(ObjectView):
    """One framework with all that the order wants to be readable for as long as it runs."""

    queryset = Framework.objects.select_related("organiser", "catalogue_item")
    template_name = "frameworks/framework_public.html"

    def view_permission(self, actor: Actor, obj: Framework) -> Verdict:
        return allow_if(bool(anybody(actor, obj)) and obj.status in FrameworkStatus.public(), "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        framework = self.object
        return super().get_context_data(
            tone=TONES[framework.status],
            facts=public_facts(framework),
            admitted=admitted_to(framework),
            results=public_results(framework)[:RESULTS_SHOWN],
            notices=_publications(framework),
            apply_option=(option := permissions.apply(self.actor, framework)),
            why_not=self._why_not() if option else None,
            in_force=framework.status == FrameworkStatus.IN_FORCE,
            called=None if framework.is_open else newest(framework),
            announced=None if framework.is_open else announced(framework),
            receiving=receiving(framework),
            not_for_me=self._not_for_me(),
            breadcrumbs=crumbs(
                (_("框架协议"), reverse("frameworks:framework-public-list")), (framework.title, "")
            ),
            **kwargs,
        )

    def _not_for_me(self) -> str:
        """Tell a supplier that is in, or was removed, so before it writes a response that cannot count."""
        if self.actor.organisation_kind != OrganisationKind.SUPPLIER or self.object.is_open:
            return ""
        call = newest(self.object)
        if call is None or not call.is_supplement:
            return ""
        return why_not_again(self.object, self.actor.organisation_id or 0)

    def _why_not(self) -> GuardRefused | None:
        """Tell a supplier that could not enter so before it fills in anything."""
        supplier = Organisation.objects.get(pk=self.actor.organisation_id)
        return why_not_apply(self.object, supplier, self.at)


def public_facts(framework: Framework) -> list[dict[str, Any]]:
    """Return what a framework is, for whoever asks."""
    fee = _("付费标准（最高限制单价）") if framework.is_open else _("最高限制单价")
    return facts(
        (_("编号"), framework.code),
        (_("采购方案备案号"), framework.filing_number),
        (_("形式"), framework.get_kind_display()),
        (_("适用情形"), framework.get_case_display()),
        (_("征集人"), framework.organiser.name),
        (_("目录条目"), str(framework.catalogue_item)),
        (fee, notices.price_of(framework) if framework.unit else ""),
        (_("定价依据"), framework.get_pricing_display()),
        (_("服务内容和标准"), framework.service),
        (_("计量方式"), framework.measuring),
        (_("服务的地域范围"), framework.area),
        (_("适用的采购人和服务对象"), notices.users_of(framework)),
        *_ranking_facts(framework),
        (_("第二阶段确定成交供应商的方式"), framework.get_call_off_way_display()),
        (_("资金支付"), framework.settlement),
    )


def plan_facts(framework: Framework) -> list[dict[str, Any]]:
    """Return the whole plan, for who reviews it: what is public later, and what it rests on."""
    return [
        *public_facts(framework),
        *facts(
            (_("预计全年采购金额（元）"), f"{framework.annual_estimate:,.2f}"),
            (_("服务人员和技术保障"), framework.staffing),
            (_("供应商资格条件"), framework.qualification),
            (_("最高限制单价怎么确定的"), framework.pricing_note),
            (_("需求调查：采购人（家）"), str(framework.surveyed_purchasers)),
            (_("需求调查：供应商（家）"), str(framework.surveyed_suppliers)),
            (_("需求调查：专家（人）"), str(framework.surveyed_experts)),
            (_("少于3家或者没有听取专家意见的原因"), framework.survey_note),
            (_("需求调查记录"), framework.survey_findings),
            (_("按重点项目管理的理由"), framework.key_reason),
            (_("采购合同（订单）文本"), framework.contract_text),
            (_("清退和补充规则"), framework.exit_rules),
            (_("用户反馈和评价机制"), framework.feedback_rules),
            (replacement_label(framework.pricing), framework.replacement_rules),
        ),
    ]


def _ranking_facts(framework: Framework) -> list[tuple[Any, Any]]:
    if framework.is_open:
        return []
    return [
        (_("评审方法"), framework.get_method_display()),
        (_("淘汰比例"), f"{framework.knock_out.normalize():f}%"),
        (_("入围供应商数量上限"), str(framework.most_admitted or "")),
    ]


def _publications(framework: Framework) -> "models.QuerySet[Publication]":
    """Return its own notices, and what corrected, clarified or ended its calls (110 art. 30: for its whole term)."""
    calls = Package.objects.filter(solicitation__framework=framework)
    told = {
        "framework": [framework.code],
        "tender": calls.values("tender__code"),
        "package": calls.values("code"),
        "enquiry": Enquiry.objects.filter(tender__packages__in=calls).values("code"),
    }
    about = [models.Q(subject_kind=kind, subject_code__in=codes) for kind, codes in told.items()]
    rows = Publication.objects.filter(reduce(or_, about))
    return rows.defer("payload", "search_text").order_by("-published_at", "-pk")
