"""The bureau makes a catalogue: versions, a draft's tree, its entries, publishing."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Page
from django.db import models
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Organisation
from procurement.core import clock, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, FilteredListView, KeyPaginator, ObjectView

from .. import permissions, selectors, services
from ..enums import VersionStatus
from ..forms import DraftForm, ReleaseForm, SchemeForm
from ..models import CatalogueScheme, CatalogueVersion
from .items import HOME

CATALOGUES = {"label": gettext_lazy("指导性目录"), "url": reverse_lazy("catalogue:draft-list")}
TONES = {
    **dict.fromkeys(VersionStatus.in_making(), "progress"),
    VersionStatus.ANNOUNCED: "progress",
    VersionStatus.DISCARDED: "neutral",
    VersionStatus.PUBLISHED: "done",
    VersionStatus.SUPERSEDED: "neutral",
}
VERSIONS = CatalogueVersion.objects.select_related("organisation")


def address_of(version: CatalogueVersion) -> str:
    """Return where a version is worked on."""
    return reverse("catalogue:draft-detail", args=[version.code])


class CatalogueVersionList(FilteredListView):
    """All versions, with what is still unsettled in each."""

    sign_in_required = True
    page_permission = staticmethod(permissions.list_versions)
    template_name = "catalogue/catalogueversion_list.html"
    sorts = {"year": ("year", "code"), "title": "title", "status": "status"}
    default_sort = "-year"
    tones = TONES

    def get_queryset(self) -> models.QuerySet[CatalogueVersion]:
        self.queryset = selectors.with_counts(selectors.visible_versions(self.actor))
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        heads = (
            {"label": _("目录"), "field": "title"},
            {"label": _("年度"), "field": "year"},
            {"label": _("条目"), "numeric": True},
            {"label": _("待确认"), "numeric": True},
            {"label": _("缺省级依据"), "numeric": True},
            {"label": _("状态"), "field": "status"},
        )
        return {
            **context,
            "heads": heads,
            "may_draft": bool(permissions.make_catalogue(self.actor)),
            "breadcrumbs": [HOME, {"label": CATALOGUES["label"]}],
        }


class CatalogueDraft(ActionView):
    """Begin a version for a year, from the shipped tree or from what was published."""

    form_class = DraftForm
    template_name = "catalogue/catalogueversion_form.html"
    one_time = True

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.make_catalogue(actor)

    @property
    def year(self) -> int:
        return clock.local_date(self.at).year

    def get_form_kwargs(self) -> dict[str, Any]:
        versions = list(selectors.sources())
        return {
            **super().get_form_kwargs(),
            "years": [self.year, self.year + 1],
            "versions": versions,
            "schemes": selectors.schemes(),
        }

    def get_initial(self) -> dict[str, Any]:
        in_force = selectors.version_in_force(clock.local_date(self.at))
        return {"year": self.year, "source": in_force.code if in_force else "shipped"}

    def run(self, form: DraftForm) -> CatalogueVersion:
        source = form.chosen()
        facts = {
            "year": form.cleaned_data["year"],
            "title": form.cleaned_data["title"],
            "actor": self.actor,
            "at": self.at,
        }
        if source is not None:
            return services.copy_version(source=source, **facts)
        home = Organisation.objects.get(pk=self.actor.organisation_id)
        if form.is_empty():
            scheme = form.cleaned_data["scheme"].code
            return services.draft_version(organisation=home, scheme=scheme, **facts)
        return services.draft_shipped(organisation=home, **facts)

    def get_success_url(self) -> str:
        return address_of(self.result)

    def get_success_message(self) -> str:
        if not self.result.items.exists():
            return _("草案%(code)s已建立，还没有条目。") % {"code": self.result.code}
        return _("草案%(code)s已建立，条目已复制。") % {"code": self.result.code}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [HOME, CATALOGUES, {"label": _("起草目录")}]
        return super().get_context_data(breadcrumbs=crumbs, cancel_url=CATALOGUES["url"], **kwargs)


class SchemeList(ActionView):
    """The schemes of classification, and a form for one more."""

    form_class = SchemeForm
    template_name = "catalogue/cataloguescheme_list.html"
    success_url = reverse_lazy("catalogue:scheme-list")
    success_message = gettext_lazy("分类体系已增加。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.list_versions(actor)

    def run(self, form: SchemeForm) -> CatalogueScheme:
        return services.add_scheme(actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            schemes=selectors.schemes(),
            may_add=bool(permissions.make_catalogue(self.actor)),
            breadcrumbs=[HOME, CATALOGUES, {"label": _("分类体系")}],
            **kwargs,
        )


class CatalogueVersionDetail(ObjectView):
    """One version: its tree, searchable, with what is unsettled; a draft's entries lead to their forms."""

    sign_in_required = True
    template_name = "catalogue/catalogueversion_detail.html"
    context_object_name = "version"
    SHOW = ("unconfirmed", "unbased")
    PER_PAGE = 50

    def get_queryset(self) -> models.QuerySet[CatalogueVersion]:
        return selectors.with_counts(VERSIONS)

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.view_version(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        version.tone = TONES[version.status]
        text = self.request.GET.get("q", "").strip()[:100]
        show = self.request.GET.get("show", "")
        show = show if show in self.SHOW and not text else ""
        page = self._page(show) if show else None
        return super().get_context_data(
            may_edit=bool(permissions.edit_version(self.actor, version)),
            may_amend=bool(permissions.make_catalogue(self.actor))
            and version.status == VersionStatus.PUBLISHED,
            may_waive=self._may_waive(),
            sees_opinions=bool(permissions.view_opinions(self.actor, version)),
            is_draft=version.status in VersionStatus.in_making(),
            is_public=selectors.is_public(version),
            stages=selectors.stages_of_making(version),
            compare_with=selectors.predecessor_of(version) or version.origin,
            text=text,
            show=show,
            found=page.object_list if page else selectors.search_items(version, text) if text else [],
            page_obj=page,
            tree=[] if text or show else selectors.folded_tree(version, self.request.GET.get("open", "")),
            tabs=self._tabs(text, show),
            breadcrumbs=[HOME, CATALOGUES, {"label": version.title}],
            **kwargs,
        )

    def _may_waive(self) -> bool:
        """Tell whether the approval's form is the way on: it takes the reason why no expert is asked (A-13)."""
        version = self.object
        if version.status != VersionStatus.REVIEWING or not permissions.make_catalogue(self.actor):
            return False
        return not version.experts.exists()

    def _page(self, show: str) -> Page:
        entries = selectors.open_entries(self.object, show)
        return KeyPaginator(entries, self.PER_PAGE).get_page(self.request.GET.get("page"))

    def _tabs(self, text: str, show: str) -> list[dict[str, Any]]:
        version, address = self.object, address_of(self.object)
        rows = (
            (_("全部条目"), "", version.entry_count),
            (_("待确认"), "unconfirmed", version.unconfirmed_count),
            (_("缺省级依据"), "unbased", version.unbased_count),
        )
        return [
            {
                "label": label,
                "url": f"{address}?show={key}" if key else address,
                "active": not text and key == show,
                "count": count,
            }
            for label, key, count in rows
        ]


class CatalogueRelease(ActionView):
    """Publish a draft: first what it is called and what will happen, then one deliberate step."""

    model = CatalogueVersion
    form_class = ReleaseForm
    template_name = "catalogue/catalogueversion_publish.html"
    context_object_name = "version"
    one_time = True
    success_message = gettext_lazy("目录已公布。")

    def get_queryset(self) -> models.QuerySet[CatalogueVersion]:
        return selectors.with_counts(VERSIONS)

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.view_version(actor, obj)

    def permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.release_version(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return {
            "title": self.object.title,
            "document_number": self.object.document_number,
            "effective_from": self.object.effective_from or clock.local_date(self.at),
        }

    def form_valid(self, form: ReleaseForm) -> HttpResponse:
        """Ask once more before publishing; whatever would refuse it is said before."""
        if "confirmed" in self.request.POST:
            return super().form_valid(form)
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        try:
            services.check_effective_date(
                version=self.object, effective_from=form.cleaned_data["effective_from"]
            )
        except DomainError as error:
            return self.refuse(form, error)
        return self.render_to_response(self.get_context_data(form=form, confirming=True))

    def run(self, form: ReleaseForm) -> CatalogueVersion:
        return services.publish_version(
            version=self.object, actor=self.actor, at=self.at, **form.dates_and_names()
        )

    def get_success_url(self) -> str:
        return address_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version, address = self.object, address_of(self.object)
        return super().get_context_data(
            option=lifecycle.may("publish", version, actor=self.actor, at=self.at),
            effects=selectors.effects_of(version),
            tomorrow=clock.local_date(self.at) + timedelta(days=1),
            cancel_url=address,
            breadcrumbs=[
                HOME,
                CATALOGUES,
                {"label": version.title, "url": address},
                {"label": _("公布目录")},
            ],
            **kwargs,
        )
