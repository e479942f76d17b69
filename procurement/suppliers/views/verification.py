"""The bureau's work: lists consulted, papers seen, changes decided, lists brought in."""

from typing import Any

from django.contrib import messages
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.fields import typed_code
from procurement.core.models import Attachment
from procurement.core.permissions import Verdict
from procurement.core.spreadsheets import Field, Preview, cells
from procurement.core.views import TableImportView, TransitionView
from procurement.regulations import credit_code

from .. import permissions, selectors
from ..enums import ListKind, SupplierStatus, lists_for
from ..forms import ListCheckForm, UnfoundedForm, VerifyForm
from ..models import DetailChange, Supplier, UnfoundedComplaint
from ..services import (
    accept_change,
    consult_lists,
    import_exclusions,
    note_unfounded_complaint,
    refuse_change,
    verify,
    withdraw_change,
)
from .actions import SupplierAction


class ListCheckAdd(SupplierAction):
    """Consult the lists, and keep what they said."""

    form_class = ListCheckForm
    title = gettext_lazy("查询信用名单")
    one_time = True

    def permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.verify(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kinds": lists_for(self.object.supplier_kind)}

    def run(self, form: ListCheckForm) -> Any:
        told = {name: form.cleaned_data[name] for name in ("source", "record", "file")}
        return consult_lists(
            supplier=self.object, results=form.results(), actor=self.actor, at=self.at, **told
        )

    def get_success_url(self) -> str:
        if self.object.status == SupplierStatus.VERIFICATION_REQUESTED:
            return reverse("suppliers:supplier-verify", args=[self.object.code])
        return super().get_success_url()

    def get_success_message(self) -> str:
        named = [row.get_list_kind_display() for row in self.result if row.found]
        if named:
            messages.warning(
                self.request, _("查到列入名单。请点“记录限制参加”，写明起止日期，才会限制参加采购。")
            )
        return _("查询记录已保存。")


class SupplierVerify(SupplierAction):
    """Look at the papers, see that the lists were consulted, accept."""

    form_class = VerifyForm
    template_name = "suppliers/supplier_verify.html"
    title = gettext_lazy("核验供应商")
    submit = gettext_lazy("核验通过")
    transition = "verify"
    success_message = gettext_lazy("已核验通过，供应商会收到通知。")

    def permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.verify(actor, obj)

    def unseen(self) -> Any:
        return selectors.papers_of(self.object).filter(attachment__isnull=False, seen_at__isnull=True)

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = [
            (paper.code, f"{paper.get_kind_display()} · {paper.attachment.name}") for paper in self.unseen()
        ]
        return {**super().get_form_kwargs(), "papers": rows}

    def run(self, form: VerifyForm) -> Supplier:
        seen = form.cleaned_data.get("papers", [])
        return verify(supplier=self.object, actor=self.actor, at=self.at, papers_seen=seen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            papers=selectors.papers_of(self.object),
            missing=[kind.label for kind in selectors.lists_to_consult(self.object)],
            checks=self.object.list_checks.select_related("attachment")[:10],
            today=local_date(self.at),
            waiting=self.object.status == SupplierStatus.VERIFICATION_REQUESTED,
            **kwargs,
        )


class UnfoundedAdd(SupplierAction):
    """Keep a complaint that was found without any fact."""

    form_class = UnfoundedForm
    title = gettext_lazy("记录查无实据的投诉")
    one_time = True
    success_message = gettext_lazy("已记录。")

    def permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.exclude(actor, obj)

    def run(self, form: UnfoundedForm) -> UnfoundedComplaint:
        return note_unfounded_complaint(
            supplier=self.object, actor=self.actor, at=self.at, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class DetailChangeTransition(TransitionView):
    """Accept, refuse or withdraw a change of what was verified."""

    queryset = DetailChange.objects.select_related("supplier__organisation")
    argument = "change"
    services = {"accept": accept_change, "refuse": refuse_change, "withdraw": withdraw_change}
    reasons = {"refuse": True}
    view_permission = staticmethod(permissions.view_change)


def _credit_code() -> Any:
    def read(value: Any) -> str:
        try:
            return credit_code.parse(typed_code(cells.folded(value))).code
        except credit_code.InvalidCode as error:
            raise cells.BadCell(
                _("不是有效的统一社会信用代码。"), _("18位，例如91420111751839827U。")
            ) from error

    return read


class ExclusionImport(TableImportView):
    """Lists of excluded bodies, from the sites that publish them (H-04, H-05)."""

    import_kind = "exclusion-lists"
    title = gettext_lazy("导入限制参加名单")
    success_url = reverse_lazy("suppliers:supplier-list")
    template_name = "suppliers/exclusion_import.html"
    fields = (
        Field("credit_code", gettext_lazy("统一社会信用代码"), _credit_code(), example="91420111751839827U"),
        Field("name", gettext_lazy("名称"), cells.text(), example="某某公司"),
        Field(
            "list_kind",
            gettext_lazy("名单"),
            cells.choice({kind.label: kind.value for kind in ListKind}),
            example="失信被执行人",
        ),
        Field("starts_on", gettext_lazy("自"), cells.day(), example="2026-01-01"),
        Field("ends_on", gettext_lazy("至"), cells.day(), required=False, example="2028-12-31"),
        Field("source", gettext_lazy("查询来源"), cells.text(300), example="信用中国，2026-09-21"),
    )

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.import_lists(actor)

    def check(self, preview: Preview) -> None:
        for row in preview.good_rows:
            ends_on = row.values.get("ends_on")
            if ends_on is not None and ends_on < row.values["starts_on"]:
                preview.blame(
                    row, "ends_on", why=_("早于开始日期。"), right=_("填写名单上的期满日期，没有的不填。")
                )

    def bring_in(self, preview: Preview, source: Attachment) -> dict[str, int]:
        return import_exclusions(rows=preview.rows, source=source, actor=self.actor, at=self.at)

    def get_success_message(self) -> str:
        return _("已导入：新增%(new)s条，期限变动%(moved)s条，原来就有%(known)s条。") % self.result

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            cancel_url=reverse("suppliers:supplier-list"),
            lead=_("没有在本平台注册的单位也保存，将来注册时自动对上。"),
            **kwargs,
        )
        preview = context["preview"]
        matches = (
            selectors.matches_of([(row.number, row.values) for row in preview.good_rows]) if preview else []
        )
        return {
            **context,
            "matches": matches,
            "others": len(preview.good_rows) - len(matches) if preview else 0,
        }
