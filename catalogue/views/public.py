"""What everybody sees: the catalogue and the county's plan."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from procurement.core import clock
from procurement.core.language import listed
from procurement.core.permissions import Verdict, anybody
from procurement.core.views import ActorMixin, FilteredListView, ObjectView

from .. import permissions, selectors
from ..enums import VersionStatus, method_name
from ..filters import PublicPlanFilter
from ..models import CatalogueItem, CatalogueVersion, PlanItem
from .advice import quantity_of, sme_words
from .columns import PLAN_COLUMNS, with_funds
from .followed import followed_note, subscriptions

HOME = {"label": gettext_lazy("首页"), "url": "/"}


class CatalogueTree(ActorMixin, TemplateView):
    """The catalogue in force (or a named version) as a tree that opens without scripts, or search results."""

    template_name = "catalogue/catalogueversion_tree.html"

    def load(self) -> None:
        super().load()
        if "version" not in self.kwargs:
            self.version = selectors.version_in_force(clock.local_date(self.at))
            return
        self.version = get_object_or_404(CatalogueVersion, code=self.kwargs["version"])
        if not permissions.view_version(self.actor, self.version):
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "").strip()[:100]
        found = selectors.search_items(self.version, text) if text and self.version else []
        opened = self.request.GET.get("open", "")
        tree = selectors.folded_tree(self.version, opened) if self.version and not text else []
        return {
            **super().get_context_data(**kwargs),
            "version": self.version,
            "current": self._current(),
            "versions": list(selectors.visible_versions(self.actor)),
            "text": text,
            "found": found,
            "tree": tree,
            "breadcrumbs": [HOME, {"label": _("指导性目录")}],
        }

    def _current(self) -> CatalogueVersion | None:
        """Return what is in force instead of an old catalogue that was asked for by its name."""
        version = self.version
        if "version" not in self.kwargs or version.status not in (
            VersionStatus.PUBLISHED,
            VersionStatus.SUPERSEDED,
        ):
            return None
        in_force = selectors.versions_in_force(clock.local_date(self.at))
        newer = [one for one in in_force if one.scheme_id == version.scheme_id and one.year >= version.year]
        return next((one for one in newer if one != version), None)


class CatalogueItemDetail(ObjectView):
    """One entry at its permanent address, with what was bought under it."""

    template_name = "catalogue/catalogueitem_detail.html"
    context_object_name = "entry"
    SHOWN = 50

    def get_queryset(self) -> models.QuerySet[CatalogueItem]:
        items = CatalogueItem.objects.select_related("version", "national_item")
        return items.filter(version__code=self.kwargs["version"])

    def view_permission(self, actor: Any, obj: CatalogueItem) -> Verdict:
        return permissions.view_version(actor, obj.version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.object
        above = selectors.ancestors_of(entry)
        market = selectors.market_of(entry)
        before = selectors.version_before(entry)
        earlier = selectors.entry_in(before, entry.code) if before else None
        return super().get_context_data(
            above=above,
            facts=_described(entry),
            below=[] if entry.is_leaf else list(entry.children.select_related("version").order_by("code")),
            market=market,
            items=market.items[: self.SHOWN],
            earlier=earlier,
            news=selectors.news_of(entry, earlier),
            is_new=before is not None and earlier is None,
            permanent=reverse("catalogue:entry-permanent", args=[entry.version.scheme_id, entry.code]),
            breadcrumbs=[
                {"label": _("指导性目录"), "url": reverse("catalogue:version", args=[entry.version.code])},
                *({"label": node.name, "url": node.get_absolute_url()} for node in above),
                {"label": entry.name},
            ],
            **kwargs,
        )


class PermanentEntry(View):
    """An entry's address that outlives its version: leads to where the code stands now."""

    def get(self, request: HttpRequest, scheme: str, code: str) -> HttpResponse:
        entry = selectors.current_entry(scheme, code)
        if entry is None:
            raise Http404
        return HttpResponseRedirect(entry.get_absolute_url())


def _described(entry: CatalogueItem) -> dict[str, Any]:
    return {
        "responsible": selectors.responsible_of(entry),
        "kinds": selectors.kinds_of(entry),
        "price": selectors.price_of(entry),
        "methods": listed(method_name(code) for code in entry.methods),
    }


class PublicPlan(FilteredListView):
    """The county's published plan: by purchaser, class and month."""

    template_name = "catalogue/plan_list.html"
    filterset_class = PublicPlanFilter
    sorts = {
        "title": "search_text",
        "organisation": "organisation__code",
        "amount": "amount",
        "month": ("year", "start_month"),
        "people": "people_served",
    }
    default_sort = "-amount"
    columns = PLAN_COLUMNS
    export_name = "purchase-plan"

    def get_queryset(self) -> models.QuerySet[PlanItem]:
        self.queryset = selectors.public_plan()
        return super().get_queryset()

    def complete_export(self, rows: list[PlanItem]) -> None:
        with_funds(rows)

    def get_paginator(self, queryset: models.QuerySet[PlanItem], per_page: int, **kwargs: Any) -> Paginator:
        """Count by the sums of the purchasers, which the page needs anyway: one query less."""
        self.purchasers = selectors.by_purchaser(queryset)
        paginator = super().get_paginator(queryset, per_page, **kwargs)
        paginator.count = sum(group.count for group in self.purchasers)
        return paginator

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        staged(context["page_obj"].object_list)
        chosen = context["filter"].qs
        heads = (
            {"label": _("项目"), "field": "title"},
            {"label": _("购买主体"), "field": "organisation"},
            {"label": _("目录条目")},
            {"label": _("预算（万元）"), "field": "amount", "numeric": True},
            {"label": _("采购月份"), "field": "month"},
            {"label": _("受益人数"), "field": "people", "numeric": True},
            {"label": _("进展")},
        )
        totals = _sum(self.purchasers)
        return {
            **context,
            "heads": heads,
            "purchasers": self.purchasers,
            "groupings": groupings(self.request, self.purchasers, chosen),
            "subscriptions": subscriptions(self.request),
            "followed_note": followed_note(totals["count"]),
            "totals": totals,
            "breadcrumbs": [HOME, {"label": _("购买服务计划")}],
        }


class PublicPlanItem(ObjectView):
    """One published item: what is bought, for whom, with which money, and how far it has come."""

    template_name = "catalogue/plan_detail.html"
    context_object_name = "item"
    view_permission = staticmethod(anybody)

    def get_queryset(self) -> models.QuerySet[PlanItem]:
        return selectors.public_plan()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.object
        staged([item])
        return super().get_context_data(
            method=method_name(item.method),
            quantity=quantity_of(item),
            served=[village.name for village in item.villages.all()],
            sme=sme_words(item),
            slices=list(item.fundings.select_related("line").order_by("line__year", "line__code")),
            indicators=list(item.indicators.all()),
            notices=selectors.publications_of(item),
            breadcrumbs=[
                HOME,
                {"label": _("购买服务计划"), "url": reverse("catalogue:plan")},
                {"label": item.title},
            ],
            **kwargs,
        )


def staged(items: Any) -> Any:
    """Attach to each item how far it has come (one query for all) and its people with separators."""
    stages = selectors.stages_of(item.code for item in items)
    for item in items:
        item.stage = stages[item.code]
        item.people_text = f"{item.people_served:,}" if item.people_served else "—"
    return items


def groupings(
    request: HttpRequest, purchasers: list[selectors.Group], chosen: models.QuerySet[PlanItem]
) -> list[dict[str, Any]]:
    """Return the sums by purchaser, branch and month; each row leads to its own items under the same filter."""
    months = [
        replace(group, name=_("%(month)s月") % {"month": group.key}) for group in selectors.by_month(chosen)
    ]
    tables = (
        ("organisation", _("按购买主体汇总"), _("购买主体"), purchasers),
        ("branch", _("按目录分类汇总"), _("目录分类"), selectors.by_branch(chosen)),
        ("month", _("按采购月份汇总"), _("采购月份"), months),
    )
    return [
        {
            "title": title,
            "head": head,
            "rows": [(group, _narrowed(request, field, group)) for group in groups],
        }
        for field, title, head, groups in tables
        if len(groups) > 1
    ]


def _narrowed(request: HttpRequest, field: str, group: selectors.Group) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query[field] = str(group.key)
    return f"?{query.urlencode()}"


def _sum(purchasers: list[selectors.Group]) -> dict[str, Any]:
    totals = {
        name: sum(getattr(group, name) for group in purchasers) for name in ("count", "amount", "people")
    }
    return {**totals, "people_text": f"{totals['people']:,}"}
