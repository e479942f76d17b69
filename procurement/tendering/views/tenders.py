"""Tenders: the list, opening a file, the page with everything that can be done."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, Column, FilteredListView, ObjectView, TransitionView
from procurement.publications.permissions import record_medium

from .. import permissions
from ..enums import AwardRule, Method
from ..filters import TenderFilter
from ..forms.plans import TenderCreateForm
from ..models import ImplementationPlan, Package, Tender
from ..selectors.acts import acts_of
from ..selectors.holds import holds_in_force
from ..selectors.lists import visible_tenders
from ..selectors.medium import MediumClocks, medium_clocks
from ..selectors.reuse import SHOWN, reusable
from ..selectors.steps import next_steps
from ..selectors.takers import too_few_took
from ..services.drafting import draft_tender
from ..services.reviews import submit_for_review, take_back
from .frame import StaffMixin, TenderFrame, crumbs, tone
from .opening_pages import links_of


class TenderList(StaffMixin, FilteredListView):
    """Every tender a person works on or oversees."""

    sign_in_required = True
    template_name = "tendering/tender_list.html"
    filterset_class = TenderFilter
    sorts = {"title": "title", "budget": "budget", "deadline": "deadline", "code": "code"}
    columns = (
        Column(gettext_lazy("项目编号"), "code"),
        Column(gettext_lazy("项目名称"), "title"),
        Column(gettext_lazy("采购人"), "purchaser__name"),
        Column(gettext_lazy("采购方式"), "get_method_display"),
        Column(gettext_lazy("预算金额（元）"), "budget"),
        Column(gettext_lazy("状态"), "get_status_display"),
        Column(gettext_lazy("截止时间"), "deadline"),
    )
    export_name = "tenders"

    def get_queryset(self) -> models.QuerySet:
        self.queryset = visible_tenders(self.actor).defer(
            "contract_draft", "commercial_terms", "requirement", "payment_terms"
        )
        return super().get_queryset().order_by("-id") if not self.sort else super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("项目"), "field": "title"},
            {"label": _("采购人")},
            {"label": _("采购方式")},
            {"label": _("预算（元）"), "field": "budget", "numeric": True},
            {"label": _("状态")},
            {"label": _("截止时间"), "field": "deadline"},
        )
        context = super().get_context_data(heads=heads, **kwargs)
        for row in context["object_list"]:
            row.tone = tone(row.status)
        return context


class TenderCreate(ActionView):
    """Open a tender's file under a filed plan."""

    queryset = ImplementationPlan.objects.select_related("item__organisation", "agency", "agreement")
    form_class = TenderCreateForm
    template_name = "tendering/tender_create.html"
    one_time = True
    success_message = gettext_lazy("采购文件已建立。请按各页填写：需求、评分表、付款和合同、日期。")
    view_permission = staticmethod(permissions.view_plan)

    def permission(self, actor: Actor, obj: ImplementationPlan) -> Verdict:
        return permissions.operate_plan(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "plan": self.object}

    def get_initial(self) -> dict[str, Any]:
        lowest = self.object.method == Method.COMPETITIVE_NEGOTIATION
        source = self._source()
        return {
            "title": self.object.title,
            "requirement": self.object.item.description,
            "award_rule": AwardRule.LOWEST_EVALUATED_PRICE if lowest else AwardRule.COMPREHENSIVE_SCORING,
            "packages": source.packages.count() if source else 1,
            "industry": source.industry if source else "",
            "source": source.code if source else "",
        }

    def _source(self) -> Tender | None:
        """Return the earlier tender that was chosen to begin with."""
        chosen = self.request.GET.get("from", "")
        return reusable(self.object).filter(code=chosen).first() if chosen else None

    def run(self, form: TenderCreateForm) -> Tender:
        data = form.cleaned_data
        terms = {name: data[name] for name in ("industry", "requirement")}
        return draft_tender(
            plan=self.object,
            title=data["title"],
            award_rule=data["award_rule"],
            packages=even_packages(self.object, data["title"], data["packages"]),
            terms=terms,
            source=data["source"],
            actor=self.actor,
            at=self.at,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            plan=self.object,
            source=self._source(),
            earlier=reusable(self.object)[:SHOWN],
            breadcrumbs=crumbs((_("采购项目"), reverse("tendering:tender-list")), (_("编制采购文件"), "")),
            **kwargs,
        )


def even_packages(plan: ImplementationPlan, title: str, count: int) -> list[dict[str, Any]]:
    """Return ``count`` packages that share the filed amount; the last takes what does not divide."""
    share = (plan.amount / count).quantize(plan.amount)
    shares = [share] * (count - 1)
    rows = [*shares, plan.amount - sum(shares)]
    return [
        {
            "title": title
            if count == 1
            else _("%(title)s第%(number)s包") % {"title": title, "number": number},
            "budget": row,
        }
        for number, row in enumerate(rows, start=1)
    ]


class TenderDetail(TenderFrame, ObjectView):
    """The page of a tender: state, packages, what is missing, what may be done now and why not."""

    sign_in_required = True
    queryset = Tender.objects.select_related("plan__agreement", "item__catalogue_item", "purchaser", "agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tender, notice = self.object, medium_clocks(self.object)
        return super().get_context_data(
            facts=_facts(tender),
            packages=[self._package(package) for package in tender.packages.order_by("number")],
            holds=holds_in_force(tender, self.at),
            # What ended at its time is not overdue, and whoever took the documents by then has them.
            closed=self._closed,
            supply=None if self._closed else self._supply(tender),
            notice=notice,
            acts=acts_of(tender) if tender.agency_id else [],
            may_record=self._may_record(notice),
            may_amend=bool(permissions.amend(self.actor, tender))
            and bool(tender.deadline)
            and not self._closed,
            documents=tender.documents.order_by("-version"),
            **kwargs,
        )

    @property
    def _closed(self) -> bool:
        return self.object.deadline is not None and self.at >= self.object.deadline

    def _may_record(self, notice: MediumClocks | None) -> bool:
        return notice is not None and bool(record_medium(self.actor, notice.publication))

    def _supply(self, tender: Tender) -> dict[str, Any] | None:
        """Tell who runs the tender whether too few took the documents: that, and nothing more (I-07)."""
        short = too_few_took(tender, self.at) if permissions.operate(self.actor, tender) else None
        return None if short is None else {"short": short, "may_prolong": tender.method in Method.tenders()}

    def _package(self, package: Package) -> dict[str, Any]:
        package.tender = self.object
        return {
            "package": package,
            "tone": tone(package.status),
            "annul": lifecycle.may("annul", package, actor=self.actor, at=self.at),
            "steps": next_steps(package),
            "links": links_of(package, self.actor),
        }


def _facts(tender: Tender) -> list[dict[str, Any]]:
    rows = (
        (_("项目编号"), tender.code),
        (_("采购计划备案号"), tender.plan.filing_number),
        (_("采购人"), tender.purchaser.name),
        (_("代理机构"), tender.agency.name if tender.agency else ""),
        (_("采购方式"), tender.get_method_display()),
        (_("评审办法"), tender.get_award_rule_display()),
        (_("预算金额（元）"), f"{tender.budget:,.2f}"),
        (_("开标（开启）地点"), tender.opening_place),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


class TenderTransition(TransitionView):
    """The plain steps: submit, take back, terminate."""

    queryset = Tender.objects.select_related("plan__agreement", "item__catalogue_item", "purchaser", "agency")
    services = {"submit_for_review": submit_for_review, "take_back": take_back}
    argument = "tender"
    reasons = {"take_back": False}
    view_permission = staticmethod(permissions.view_tender)
