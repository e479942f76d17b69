"""What every page of a tender shows around its content: who sees it, the trail, the tabs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, refused
from procurement.core.views import ActionView
from procurement.core.views.base import ActorMixin

from .. import permissions
from ..models import Package, Tender
from ..selectors.documents import problems
from ..selectors.lists import works_here

# A tender with what its frame and its guards read.
TENDERS = Tender.objects.select_related("plan__agreement", "item__catalogue_item", "purchaser", "agency")

TONES = {
    "DRAFT": "neutral",
    "IN_REVIEW": "progress",
    "REVIEWED": "progress",
    "RELEASED": "done",
    "TERMINATED": "danger",
    "FILED": "done",
    "CANCELLED": "danger",
    "PREPARED": "neutral",
    "ANNULLED": "danger",
    "AWARDED": "done",
    "CONTRACTED": "done",
    "QUOTING": "progress",
    "DECIDED": "warn",
    "RECORDED": "warn",
    "PUBLISHED": "done",
    "ASKED": "warn",
    "ANSWERED": "done",
}


def tone(status: str) -> str:
    """Return the badge's tone of a state; what is under way where none is named."""
    return TONES.get(status, "progress")


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Return breadcrumbs from pairs of label and address; the last one has no address."""
    return [{"label": label, "url": url} for label, url in steps]


class StaffMixin(ActorMixin):
    """Lists of the workspace exist only for who works with them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._turned_away() and not works_here(self.actor):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class TenderFrame:
    """The frame around a tender's pages; ``tab`` names the page."""

    tab = "overview"
    title: Any = ""

    @property
    def tender(self) -> Tender:
        return self.object if isinstance(self.object, Tender) else permissions.tender_of(self.object)

    def view_permission(self, actor: Actor, obj: Any) -> Verdict:
        if permissions.tender_of(obj).is_call and self.tab not in _OF_A_CALL:
            return refused(_("封闭式框架协议的征集在框架协议页面办理。"))
        return permissions.view_tender(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tender = self.tender
        found = [] if tender.is_call else problems(tender, self.at)
        return super().get_context_data(
            tender=tender,
            title=self.title,
            tone=tone(tender.status),
            tabs=self._tabs(found),
            problems=[problem for problem in found if self.tab in (problem.tab, "overview")],
            breadcrumbs=crumbs((_("采购项目"), reverse("tendering:tender-list")), (tender.title, "")),
            **kwargs,
        )

    def _tabs(self, found: list[Any]) -> list[dict[str, Any]]:
        counts = {name: sum(problem.tab == name for problem in found) for name in _COUNTED}
        return [
            {
                "label": label,
                "url": self._address(name),
                "active": name == self.tab,
                "count": counts.get(name) or None,
            }
            for name, label in _tab_labels()
            if not self.tender.is_call or name in _OF_A_CALL
        ]

    def _address(self, name: str) -> str:
        view = "tender-detail" if name == "overview" else f"tender-{name}"
        return reverse(f"tendering:{view}", args=[self.tender.code])


# The call of a closed framework is written, opened and decided on the framework's own pages.
_OF_A_CALL = ("enquiries", "amendments")
_COUNTED = ("documents", "requirements", "scoring", "dates")


def _tab_labels() -> list[tuple[str, str]]:
    return [
        ("overview", _("概况")),
        ("documents", pgettext("tab", "文件")),
        ("requirements", _("需求")),
        ("scoring", _("评分表")),
        ("dates", pgettext("tab", "日期")),
        ("reviews", pgettext("tab", "审查")),
        ("enquiries", pgettext("tab", "询问")),
        ("amendments", pgettext("tab", "更正")),
    ]


class TenderAction(TenderFrame, ActionView):
    """Something done to a tender on one of its tabs."""

    model = Tender
    permission = staticmethod(permissions.prepare)
    template_name = "tendering/tender_form.html"
    submit: Any = ""

    def get_queryset(self) -> Any:
        return TENDERS.all()

    def get_success_url(self) -> str:
        return self._address(self.tab)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(submit=self.submit, cancel_url=self._address(self.tab), **kwargs)


class PackageAction(TenderAction):
    """Something done to one package of a tender."""

    model = Package

    def get_queryset(self) -> Any:
        return Package.objects.select_related(
            "tender__plan__agreement", "tender__item__catalogue_item", "tender__purchaser", "tender__agency"
        )
