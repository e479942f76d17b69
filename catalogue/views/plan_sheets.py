"""The annual plan as a table: drafts brought in, a plan taken out to be changed and brought in again."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.language import RECORD
from procurement.core.models import Attachment
from procurement.core.permissions import Verdict
from procurement.core.spreadsheets import Field, Preview
from procurement.core.views import ObjectView, TableImportView
from procurement.core.views.exports import as_csv, as_xlsx

from .. import permissions, selectors, services
from ..forms.plan_sheet import plan_fields, plan_line
from ..forms.plan_sheet_checks import Known, check_items, item_rows, known_to
from .annual import OneAnnual
from .items import HOME, PLAN


class PlanImport(TableImportView):
    """Bring a table of items into the own organisation's plan, after every bad cell was shown."""

    import_kind = "plan-import"
    title = gettext_lazy("导入计划表格")
    template_name = "catalogue/planitem_import.html"
    known: Known

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.may_draft(actor)

    def get_fields(self) -> tuple[Field, ...]:
        return plan_fields()

    @cached_property
    def owner(self) -> Organisation:
        """Return the organisation whose plan it is."""
        return Organisation.objects.get(pk=self.actor.organisation_id)

    def check(self, preview: Preview) -> None:
        self.known = known_to(self.owner, preview, self.at)
        check_items(preview, self.known)

    def bring_in(self, preview: Preview, source: Attachment) -> tuple[int, int]:
        return services.import_items(
            organisation=self.owner, rows=item_rows(preview, self.known), actor=self.actor, at=self.at
        )

    def get_success_url(self) -> str:
        return str(PLAN["url"])

    def get_success_message(self) -> str:
        added, changed = self.result
        return _("已导入：新增%(added)d个草稿，修改%(changed)d个。请逐个回答负面清单六问后提交。") % {
            "added": added,
            "changed": changed,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [HOME, PLAN, {"label": self.title}]
        lead = self.owner.short_name or self.owner.name
        return super().get_context_data(lead=lead, cancel_url=PLAN["url"], breadcrumbs=crumbs, **kwargs)


class AnnualExport(OneAnnual, ObjectView):
    """A plan's items as .xlsx or .csv, with the heads that can be brought in again."""

    sign_in_required = True
    KINDS = ("csv", "xlsx")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind, plan = self.kwargs["kind"], self.object
        if kind not in self.KINDS:
            raise Http404
        items = selectors.items_seen_by(self.actor, plan)
        items = items.prefetch_related("fundings__line", "villages", "indicators")
        with override(RECORD):
            heads = [str(field.label) for field in plan_fields()]
            # Made while the language of record is active; the answer is written after.
            lines = [plan_line(item) for item in items]
            if kind == "csv":
                return as_csv(plan.code, heads, lines)
            return as_xlsx(plan.code, heads, lines, title=plan.code)
