"""The platform's addresses, and those of the sample aggregate."""

from django import forms
from django.urls import include, path
from django_filters import CharFilter, FilterSet

from procurement.config.urls import urlpatterns as platform
from procurement.core import lifecycle
from procurement.core.errors import DomainError, NotVisible
from procurement.core.permissions import allow_if
from procurement.core.spreadsheets import Field, cells
from procurement.core.views import (
    ActionView,
    Column,
    FilteredListView,
    ObjectView,
    TableImportView,
    TransitionView,
)

from .sample import Case


def view_case(actor, obj):
    return allow_if(actor.organisation_code == "ORG-1", "")


class CaseDetail(ObjectView):
    model = Case
    template_name = "sample/case_detail.html"
    view_permission = staticmethod(view_case)


class TitleForm(forms.Form):
    title = forms.CharField()
    amount = forms.DecimalField(required=False)


def rename(*, title, actor, at):
    if title == "x":
        raise DomainError("名称太短。", field="title")
    if title == "nowhere":
        raise DomainError("没有预算。", field="budget")
    if title == "hidden":
        raise NotVisible("")
    case = Case(code=f"CASE-{title}", title=title, amount="1.00", spent="0.00")
    lifecycle.create(case, actor=actor, at=at)
    return case


class CaseCreate(ActionView):
    form_class = TitleForm
    template_name = "sample/case_form.html"
    one_time = True
    success_message = "已建立。"

    def permission(self, actor, obj):
        return allow_if(actor.holds("WRITER"), "只有经办人可以新建。")

    def run(self, form):
        return rename(title=form.cleaned_data["title"], actor=self.actor, at=self.at)


def step(name):
    def service(*, case, actor, at, reason=""):
        return lifecycle.apply(name, case, actor=actor, at=at, reason=reason)

    return service


class CaseImport(TableImportView):
    fields = (
        Field("title", "名称", cells.text(20)),
        Field("amount", "金额（元）", cells.yuan(), required=False),
    )
    import_kind = "case-import"
    title = "导入案件"
    success_url = "/cases/"
    success_message = "已导入。"

    def permission(self, actor, obj):
        return allow_if(actor.holds("WRITER"), "只有经办人可以导入。")

    def check(self, preview):
        preview.refuse_repeated("title")
        for row in preview.good_rows:
            if row.values["title"] == "禁":
                preview.blame(row, "title", why="不许叫这个名字。", right="换一个。")

    def bring_in(self, preview, source):
        for row in preview.rows:
            rename(title=row.values["title"], actor=self.actor, at=self.at)


class CaseTransition(TransitionView):
    model = Case
    view_permission = staticmethod(view_case)
    services = {name: step(name) for name in ("submit", "decide")}
    argument = "case"
    reasons = {"decide": True}


class CaseFilter(FilterSet):
    title = CharFilter(lookup_expr="contains")

    class Meta:
        model = Case
        fields = ["title", "status"]


class CaseList(FilteredListView):
    model = Case
    template_name = "sample/case_list.html"
    filterset_class = CaseFilter
    sorts = {"title": "title", "amount": ("amount",)}
    default_sort = "title"
    columns = (
        Column("编号", "code"),
        Column("名称", "title"),
        Column("金额（元）", "amount"),
        Column("状态", "get_status_display"),
        Column("长度", lambda case: len(case.title)),
    )
    export_name = "cases"


sample = (
    [
        path("", CaseList.as_view(), name="case-list"),
        path("import/", CaseImport.as_view(), name="case-import"),
        path("new/", CaseCreate.as_view(), name="case-new"),
        path("<str:code>/", CaseDetail.as_view(), name="case-detail"),
        path("<str:code>/<str:transition>/", CaseTransition.as_view(), name="case-transition"),
    ],
    "sample",
)
urlpatterns = [path("cases/", include(sample)), *platform]
