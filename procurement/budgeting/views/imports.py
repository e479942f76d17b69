"""Bringing in allotments: upload, say which column is which, look, confirm, and approve together."""

from typing import Any

from django.contrib import messages
from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Organisation
from procurement.core import attachments
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError
from procurement.core.models import Attachment
from procurement.core.permissions import Verdict
from procurement.core.spreadsheets import Field, Preview, heads_of
from procurement.core.views import ActionView, ObjectView, TableImportView

from .. import permissions
from ..enums import BatchStatus
from ..forms import ApproveForm, ColumnsForm
from ..models import AllotmentBatch
from ..selectors import Congress, congresses, imports, registering_url
from ..services import approve_batch, import_allotments, remember_columns
from .lines import HOME, LINES

IMPORT = {"label": gettext_lazy("导入预算指标")}


class AllotmentImport(TableImportView):
    """The budget system's export: every row becomes a line that waits for approval."""

    template_name = "budgeting/allotment_import.html"
    import_kind = imports.IMPORT_KIND
    title = IMPORT["label"]
    success_message = gettext_lazy("已录入，等待另一位预算岗人员批准。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.may_enter_lines(actor)

    def load(self) -> None:
        super().load()
        self.remembered = imports.mapping_of(self.actor)

    @property
    def in_wan(self) -> bool:
        return self.remembered is not None and self.remembered.in_wan

    def get_fields(self) -> tuple[Field, ...]:
        return imports.import_fields(in_wan=self.in_wan)

    def get_mapping(self) -> dict[str, str]:
        return self.remembered.mapping if self.remembered else {}

    def check(self, preview: Preview) -> None:
        imports.check_allotments(preview, self.actor, this_year=local_date(self.at).year, in_wan=self.in_wan)

    def bring_in(self, preview: Preview, source: Attachment) -> AllotmentBatch:
        return import_allotments(rows=preview.rows, source=source, actor=self.actor, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cancel_url=LINES["url"],
            lead=_("省预算管理一体化系统导出的指标表，每行成为一笔待批准的指标。"),
            in_wan=self.in_wan,
            batches=imports.visible_batches(self.actor)[:10],
            columns_url=f"{reverse('budgeting:import-columns')}?{urlencode({'file': self.source.code})}"
            if self.source
            else "",
            breadcrumbs=[*HOME, LINES, IMPORT],
            **kwargs,
        )


class ImportColumns(ActionView):
    """Say once which column of one's own export is which."""

    form_class = ColumnsForm
    template_name = "budgeting/budgetline_form.html"
    success_message = gettext_lazy("列的对应关系已经记住，下次自动使用。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.may_enter_lines(actor)

    def load(self) -> None:
        super().load()
        self.source = Attachment.objects.filter(
            code=self.request.GET.get("file", ""),
            owner_kind=imports.IMPORT_KIND,
            stored_by=self.actor.code,
        ).first()
        if self.source is None:
            raise Http404
        self.remembered = imports.mapping_of(self.actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "fields": imports.FIELDS, "heads": self._heads()}

    def _heads(self) -> list[str]:
        try:
            with attachments.open_attachment(self.source) as content:
                file = File(content, name=self.source.name)
                file.size = self.source.size
                return heads_of(file, imports.FIELDS)
        except DomainError:
            return []

    def get_initial(self) -> dict[str, Any]:
        if self.remembered is None:
            return {}
        return {**self.remembered.mapping, "in_wan": "1" if self.remembered.in_wan else "0"}

    def run(self, form: ColumnsForm) -> Any:
        return remember_columns(
            organisation=Organisation.objects.get(pk=self.actor.organisation_id),
            mapping=form.mapping(),
            in_wan=form.cleaned_data["in_wan"] == "1",
            actor=self.actor,
            at=self.at,
        )

    def get_success_url(self) -> str:
        return f"{reverse('budgeting:line-import')}?{urlencode({'file': self.source.code})}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        crumbs = [*HOME, LINES, {**IMPORT, "url": back}, {"label": _("列的对应关系")}]
        return super().get_context_data(
            title=_("列的对应关系"), submit=_("记住并查看"), cancel_url=back, breadcrumbs=crumbs, **kwargs
        )


class _OneBatch:
    queryset = AllotmentBatch.objects.select_related("organisation", "source")
    context_object_name = "batch"

    def view_permission(self, actor: Actor, obj: AllotmentBatch) -> Verdict:
        return permissions.view_batch(actor, obj)


class BatchDetail(_OneBatch, ObjectView):
    """What one table brought in."""

    sign_in_required = True
    template_name = "budgeting/allotmentbatch_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            lines=imports.lines_of_batch(self.object),
            missing=self._missing(),
            tone="done" if self.object.status == "APPROVED" else "warn",
            breadcrumbs=[*HOME, LINES, {"label": self.object.code}],
            **kwargs,
        )

    def _missing(self) -> list[dict[str, Any]]:
        """Return the townships whose congress or filing the batch waits for, each with where to register it."""
        if self.object.status == BatchStatus.APPROVED:
            return []
        lines = imports.lines_of_batch(self.object)
        return [
            {"congress": one, "url": self._where(one)}
            for one in congresses(lines, local_date(self.at))
            if not one.ready
        ]

    def _where(self, one: Congress) -> str:
        if one.budget is not None:
            mine, url = permissions.file_township(self.actor, one.budget), "budgeting:township-file"
            return reverse(url, args=[one.budget.code]) if mine else ""
        mine = permissions.register_township(self.actor, one.organisation)
        return registering_url(one.organisation.code, one.year) if mine else ""


class BatchApprove(_OneBatch, ActionView):
    """Approve all of it on one document."""

    form_class = ApproveForm
    template_name = "budgeting/budgetline_form.html"
    transition = "approve"
    success_message = gettext_lazy("已全部批准，资金可以用于购买计划。")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; what is approved already is shown as it stands."""
        if self.object.status == BatchStatus.APPROVED:
            messages.info(request, _("这批指标已经批准，不需要再批准。"))
            return self.leave_to(self.object.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def run(self, form: ApproveForm) -> AllotmentBatch:
        return approve_batch(batch=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.object.get_absolute_url()
        title = _("批准导入的指标（合计 %(total)s 元）") % {"total": f"{self.object.total:,.2f}"}
        crumbs = [*HOME, LINES, {"label": self.object.code, "url": address}, {"label": _("全部批准")}]
        return super().get_context_data(
            title=title, submit=_("全部批准"), cancel_url=address, breadcrumbs=crumbs, **kwargs
        )
