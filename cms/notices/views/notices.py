"""Notices: the list, one notice, and the notice as PDF."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.permissions import anybody
from procurement.core.templatetags import formats
from procurement.core.views import Column, DocumentView, FilteredListView, ObjectView
from procurement.publications.enums import NOTICE, PublicationKind
from procurement.publications.models import Publication
from procurement.publications.selectors import medium_of
from procurement.tendering.selectors.ways import notice_of_publication

from ..documents import sheet_of
from ..filters import NoticeFilter
from ..selectors import publications
from .frame import crumbs, optional_url


class NoticeList(FilteredListView):
    """Every notice, with filters, search and export."""

    template_name = "cms/notice_list.html"
    paginator_class = publications.CappedPaginator
    filterset_class = NoticeFilter
    sorts = {"date": "published_at"}
    export_name = "notices"
    columns = (
        Column(gettext_lazy("公告编号"), "code"),
        Column(gettext_lazy("公告类型"), "get_kind_display"),
        Column(gettext_lazy("标题"), "title"),
        Column(gettext_lazy("发布单位"), "organisation_name"),
        Column(gettext_lazy("项目编号"), "project_code"),
        Column(gettext_lazy("发布时间"), "published_at"),
        Column(gettext_lazy("内容哈希"), "sha256"),
    )

    def get_queryset(self) -> QuerySet[Publication]:
        self.stage = self.request.GET.get("state", "")
        self.queryset = publications.listed(self.stage, self.at)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # Not get_kind_display: it hashes every translated label anew for every row.
        labels = {value: str(label) for value, label in PublicationKind.choices}
        for notice in context["object_list"]:
            notice.kind_label = labels[notice.kind]
        return {
            **context,
            "tabs": self._tabs(),
            "plan_url": optional_url("catalogue:plan"),
            "asked": self.request.GET.get("q", ""),
        }

    def _tabs(self) -> list[dict[str, Any]]:
        address = reverse("cms:notice-list")
        words = (
            ("", _("全部公告")),
            (publications.OPEN, _("正在接收投标（响应）")),
            (publications.SOON, _("本周截止")),
        )
        return [
            {
                "label": label,
                "url": f"{address}?state={state}" if state else address,
                "active": state == self.stage,
            }
            for state, label in words
        ]


class NoticeDetail(ObjectView):
    """One notice as it was frozen, with its hash and what corrects it."""

    queryset = publications.detail_rows()
    view_permission = staticmethod(anybody)
    template_name = "cms/notice_detail.html"
    context_object_name = "notice"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice = self.object
        corrections = publications.corrections_of(notice)
        return super().get_context_data(
            sheet=sheet_of(notice.payload, notice.kind),
            corrections=[
                {
                    "title": row.title,
                    "code": row.code,
                    "address": reverse("cms:notice-detail", args=[row.code]),
                }
                for row in corrections
            ],
            facts=self._facts(),
            project_url=_project_url(notice),
            verify_url=f"{reverse('cms:verify')}?q={notice.code}",
            actions=self._actions(),
            breadcrumbs=crumbs((_("公告"), reverse("cms:notice-list")), (notice.get_kind_display(), "")),
            **kwargs,
        )

    def _facts(self) -> list[dict[str, Any]]:
        notice, medium = self.object, medium_of(self.object)
        at = (
            formats.day_time(medium.published_at)
            if medium.recorded
            else _("尚未登记，暂按本平台发布时间计算期限")
        )
        return [
            {"label": _("公告编号"), "value": notice.code},
            {"label": _("发布时间"), "value": formats.day_time(notice.published_at)},
            {"label": _("法定媒体"), "value": medium.name, "url": medium.url},
            {"label": _("法定媒体发布时间"), "value": at},
        ]

    def _actions(self) -> list[dict[str, Any]]:
        address = reverse("cms:notice-document", args=[self.object.code])
        drawn = {"label": _("下载 PDF"), "url": address, "icon": "download"}
        if self.object.kind in publications.CALLS:
            may_i = optional_url("tendering:bid-standing", self.object.subject_code)
            return [{"label": _("我能参加吗？"), "url": may_i, "icon": "question"}, drawn]
        if self.object.kind == PublicationKind.FRAMEWORK_NOTICE:
            framework = optional_url("frameworks:framework-public", self.object.subject_code)
            return [{"label": _("我能参加吗？"), "url": framework, "icon": "question"}, drawn]
        if self.object.kind == PublicationKind.SINGLE_SOURCE_NOTICE:
            shown = notice_of_publication(self.object.code)
            if shown is not None:
                url = optional_url("tendering:objection-create", shown.code)
                return [{"label": _("提出异议、看答复"), "url": url, "icon": "question"}, drawn]
        if self.object.kind not in _ASKING:
            return [drawn]
        url = reverse("catalogue:consultation", args=[self.object.subject_code])
        return [{"label": _("提意见、看答复"), "url": url}, drawn]


# Notices that lead to the page where residents speak and read the answers.
_ASKING = (PublicationKind.REQUIREMENT_CONSULTATION, PublicationKind.REQUIREMENT_RESULT)


def _project_url(notice: Publication) -> str:
    return reverse("cms:project-detail", args=[notice.project_code]) if notice.project_code else ""


class NoticeDocument(DocumentView):
    """The notice as an official document."""

    queryset = publications.detail_rows()
    view_permission = staticmethod(anybody)
    document_kind = NOTICE
    # Frozen for ever: whoever has fetched a notice need not ask for it again today.
    document_cache = "public, max-age=3600"

    def document_home(self) -> str:
        return reverse("cms:notice-detail", args=[self.object.code])
