"""The audit trail: everything that was done, and one subject's chain, for the overseers."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from procurement.core.errors import NotAllowed
from procurement.core.models import AuditEntry
from procurement.core.views import ActorMixin, Column, FilteredListView

from .. import permissions
from ..filters import TrailFilter
from ..selectors import trail


class OverseersOnly(ActorMixin):
    """Turns everybody else away with the reason."""

    sign_in_required = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        verdict = permissions.view_trail(self.actor)
        if not self.actor.is_anonymous and not verdict:
            raise NotAllowed(verdict.reason)
        return super().dispatch(request, *args, **kwargs)


class Trail(OverseersOnly, FilteredListView):
    """The newest entries of all chains, with filters and export."""

    template_name = "workspace/trail.html"
    filterset_class = TrailFilter
    export_name = "audit"
    columns = (
        Column(gettext_lazy("时间"), "at"),
        Column(gettext_lazy("对象类别"), "subject_kind"),
        Column(gettext_lazy("对象编号"), "subject_code"),
        Column(gettext_lazy("事项"), "action"),
        Column(gettext_lazy("原状态"), "source"),
        Column(gettext_lazy("新状态"), "target"),
        Column(gettext_lazy("人员"), "actor_name"),
        Column(gettext_lazy("机构"), "organisation_name"),
        Column(gettext_lazy("依据"), "basis"),
        Column(gettext_lazy("理由"), "reason"),
        Column(gettext_lazy("哈希"), "hash"),
    )

    def get_queryset(self) -> QuerySet[AuditEntry]:
        self.queryset = trail.trail(self.at)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (_("对象"), _("事项"), _("人员"), _("依据"), _("时间"))
        context = super().get_context_data(heads=[{"label": label} for label in heads], **kwargs)
        context["page_obj"].object_list = trail.in_words(context["page_obj"].object_list)
        return context


class TrailDetail(OverseersOnly, TemplateView):
    """One subject's whole chain with its hashes; what is hidden does not exist."""

    template_name = "workspace/trail_detail.html"

    def load(self) -> None:
        super().load()
        rows = trail.chain(self.kwargs["kind"], self.kwargs["code"], self.at)
        self.entries = list(rows) if permissions.view_trail(self.actor) else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.entries:
            raise Http404
        code = self.kwargs["code"]
        return super().get_context_data(
            entries=trail.in_words(self.entries),
            subject=code,
            breadcrumbs=[
                {"label": _("工作台"), "url": reverse("workspace:home")},
                {"label": _("办理记录"), "url": reverse("workspace:trail")},
                {"label": code},
            ],
            **kwargs,
        )
