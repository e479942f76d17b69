"""Projects: the list, and one project's whole story on one page."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import PlanItem
from catalogue.selectors import stages_of
from procurement.complaints.selectors import open_grounds
from procurement.core.documents import Key
from procurement.core.permissions import anybody
from procurement.core.templatetags import formats
from procurement.core.views import Column, DocumentView, FilteredListView, LoadedObjectMixin, ObjectView
from procurement.publications.enums import PublicationKind
from procurement.tendering.enums import TENDER_DOCUMENT, Method
from procurement.tendering.models import Tender, TenderDocument

from ..documents import Difference, differences, sheet_of
from ..filters import ProjectFilter
from ..selectors import projects, story
from .frame import crumbs, optional_url


class ProjectList(FilteredListView):
    """Every published project with how far it has come."""

    template_name = "cms/project_list.html"
    filterset_class: type[django_filters.FilterSet] = ProjectFilter
    sorts = {"title": "title", "amount": "amount", "month": ("year", "start_month")}
    default_sort = "-amount"
    export_name = "projects"
    columns = (
        Column(gettext_lazy("项目编号"), "code"),
        Column(gettext_lazy("项目名称"), "title"),
        Column(gettext_lazy("购买主体"), "organisation__name"),
        Column(gettext_lazy("年度"), "year"),
        Column(gettext_lazy("预算金额（元）"), "amount"),
        Column(gettext_lazy("受益人数"), "people_served"),
    )

    def get_queryset(self) -> QuerySet[PlanItem]:
        self.queryset = projects.public_items()
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        reached = stages_of(item.code for item in context["object_list"])
        for item in context["object_list"]:
            item.stage = reached[item.code]
        heads = [
            {"label": _("项目"), "field": "title"},
            {"label": _("购买主体")},
            {"label": _("预算金额（元）"), "field": "amount", "numeric": True},
            {"label": _("预计采购"), "field": "month"},
            {"label": _("进展")},
        ]
        return {**context, "heads": heads}


class ProjectDetail(ObjectView):
    """One project from plan to performance."""

    queryset = projects.public_items()
    view_permission = staticmethod(anybody)
    template_name = "cms/project_detail.html"
    context_object_name = "item"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = projects.facts_of(self.object)
        return super().get_context_data(
            facts=facts,
            key_facts=_key_facts(facts),
            stages=story.stages(facts),
            timeline=story.story(facts, self.at),
            answers=_answers(facts),
            openings=facts.of_kind(PublicationKind.OPENING_RECORD),
            acceptances=facts.of_kind(PublicationKind.ACCEPTANCE),
            grade_tone=GRADE_TONES.get(facts.evaluation.grade, "neutral") if facts.evaluation else "",
            money=_money(facts),
            several=_several(facts),
            actions=self._actions(facts),
            breadcrumbs=crumbs((_("项目"), reverse("cms:project-list")), (self.object.title, "")),
            **kwargs,
        )

    def _actions(self, facts: projects.ProjectFacts) -> list[dict[str, Any]]:
        """Offer asking and bidding while the deadline has not passed; who may is said where it leads."""
        tender = facts.tender
        if tender is None:
            return []
        links = [*self._while_receiving(tender), *self._challenge(tender)]
        return [
            {"label": label, "url": url, "icon": icon, "primary": icon == "seal"}
            for label, url, icon in links
            if url
        ]

    def _while_receiving(self, tender: Tender) -> list[tuple[str, str, str]]:
        if tender.deadline is None or tender.deadline <= self.at:
            return []
        return [
            (_("参加投标（响应）"), optional_url("tendering:bid-list"), "seal"),
            (_("我能参加吗？"), optional_url("tendering:bid-standing", tender.code), "question"),
            (_("获取采购文件"), optional_url("tendering:documents-take", tender.code), "download"),
            (_("提出询问"), optional_url("tendering:tender-ask", tender.code), "question"),
        ]

    def _challenge(self, tender: Tender) -> list[tuple[str, str, str]]:
        """Offer challenging while it is in time on some ground; the form says which, until when, and why."""
        grounds = open_grounds(tender, self.at)
        if not grounds:
            return []
        last = max(limit.limit for limit in grounds.values())
        label = _("提出质疑（%(day)s前）") % {"day": formats.short_day(last)}
        return [(label, optional_url("complaints:challenge-add", tender.code), "question")]


GRADE_TONES = {"EXCELLENT": "done", "GOOD": "done", "FAIR": "warn", "POOR": "danger"}


def _key_facts(facts: projects.ProjectFacts) -> list[dict[str, Any]]:
    item = facts.item
    people = _("%(count)s 人") % {"count": f"{item.people_served:,}"} if item.people_served else ""
    rows = [
        (_("购买主体"), item.organisation.name),
        (_("目录条目"), str(item.catalogue_item)),
        (_("服务对象"), item.beneficiaries),
        (_("受益人数"), people),
        (_("采购方式"), dict(Method.choices).get(item.method, item.method)),
        (_("服务期"), _("%(months)s 个月") % {"months": item.term_months}),
        (_("预计采购"), _("%(year)s年%(month)s月") % {"year": item.year, "month": item.start_month}),
        (_("联系电话"), item.organisation.contact_phone),
    ]
    if facts.tender and facts.tender.agency:
        rows.append((_("采购代理机构"), facts.tender.agency.name))
    found = [{"label": label, "value": value} for label, value in rows if value]
    amount = {"label": _("预算金额"), "value": formats.amount(item.amount), "unit": _("元"), "figure": True}
    return [amount, *found]


def _money(facts: projects.ProjectFacts) -> dict[str, Any]:
    """Return what the project holds of its budget, none where no money is bound yet."""
    return facts.money if any(facts.money.values()) else {}


def _several(facts: projects.ProjectFacts) -> list[dict[str, Any]]:
    """Return the procurements of a project that is bought in parts, as far as they are public."""
    tenders = [
        {
            "title": tender.title,
            "amount": tender.budget,
            "url": reverse("cms:tender-document", args=[tender.code, version]),
        }
        for tender in facts.tenders
        if (version := facts.newest_version(tender))
    ]
    small = [
        {
            "title": purchase.title,
            "amount": purchase.ceiling,
            "url": reverse("cms:notice-detail", args=[purchase.publication_code]),
        }
        for purchase in facts.small
    ]
    parted = any(tender.plan.scope for tender in facts.tenders) or any(one.scope for one in facts.small)
    return [*tenders, *small] if parted else []


def _answers(facts: projects.ProjectFacts) -> list[dict[str, Any]]:
    rows = facts.of_kind(PublicationKind.CLARIFICATION, PublicationKind.CORRECTION)
    return [{"notice": row, "sections": sheet_of(row.payload, row.kind).sections[1:2]} for row in rows]


class TenderDocumentDetail(LoadedObjectMixin):
    """One released version of the tender documents, to read; anybody may, nobody is registered."""

    view_permission = staticmethod(anybody)

    def get_object(self) -> TenderDocument:
        return projects.document_of(**self.kwargs)


class TenderDocumentPage(TenderDocumentDetail, ObjectView):
    template_name = "cms/tender_document.html"
    context_object_name = "document"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document, tender = self.object, self.object.tender
        project_url = reverse("cms:project-detail", args=[tender.item.code])
        return super().get_context_data(
            sheet=sheet_of(document.payload),
            changes=self._changes(),
            versions=self._versions(),
            actions=[
                {
                    "label": _("下载 PDF"),
                    "url": reverse("cms:tender-document-pdf", args=[tender.code, document.version]),
                    "icon": "download",
                }
            ],
            take_url=self._take_url(tender),
            breadcrumbs=crumbs((tender.title, project_url), (_("采购文件"), "")),
            **kwargs,
        )

    def _changes(self) -> list[Difference]:
        """Return what this version changed; nothing for the first."""
        before = projects.version_before(self.object)
        return differences(before.payload, self.object.payload) if before else []

    def _versions(self) -> list[dict[str, Any]]:
        """Return every released version, where there is more than one."""
        document = self.object
        numbers = projects.versions_of(document.tender)
        return [
            {
                "label": _("第%(number)s版") % {"number": number},
                "url": reverse("cms:tender-document", args=[document.tender.code, number]),
                "active": number == document.version,
            }
            for number in numbers
            if len(numbers) > 1
        ]

    def _take_url(self, tender: Tender) -> str:
        """Return where a supplier asks to be told of changes; nothing once there can be none."""
        if tender.deadline is None or tender.deadline <= self.at:
            return ""
        return optional_url("tendering:documents-take", tender.code)


class TenderDocumentPdf(TenderDocumentDetail, DocumentView):
    """A released version never changes."""

    document_cache = "public, max-age=3600"

    def document_key(self) -> Key:
        return Key(TENDER_DOCUMENT, self.object.tender.code, str(self.object.version))

    def document_home(self) -> str:
        return reverse("cms:tender-document", args=[self.object.tender.code, self.object.version])
