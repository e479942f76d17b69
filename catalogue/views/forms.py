"""Drafting and editing an item: one page with sections, saved as a whole."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Organisation
from procurement.budgeting.selectors import plannable_lines
from procurement.core import clock, parameters
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView
from procurement.regulations import performance

from .. import permissions, selectors
from ..forms import PlanItemForm
from ..forms.item import FUNDING_ROWS, TARGET_ROWS, initial_of
from ..models import PlanItem
from ..services import StaleEdit, default_targets, save_item
from .items import HOME, PLAN


class _ItemForm(ActionView):
    """What both pages share: the choices, the tables' rows, the one service."""

    form_class = PlanItemForm
    template_name = "catalogue/planitem_form.html"
    title: Any = ""

    @cached_property
    def year(self) -> int:
        """Return the first year that lines and catalogue are offered for."""
        return self.object.year if self.object else clock.local_date(self.at).year

    @property
    def owner(self) -> Organisation:
        """Return the organisation that the item belongs to."""
        return (
            self.object.organisation
            if self.object
            else Organisation.objects.get(pk=self.actor.organisation_id)
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        home, today = self.actor.organisation_id, clock.local_date(self.at)
        years = [self.year] if self.object else [self.year, self.year + 1]
        return {
            **super().get_form_kwargs(),
            "years": years,
            "entries": {year: selectors.entries_to_choose(today, year, home) for year in years},
            "lines": list(plannable_lines(home, from_year=self.year)),
            "earlier": list(selectors.earlier_results(home, max(years))),
            "rows": {"fundings": self.funding_rows(), "targets": self.target_rows()},
        }

    def funding_rows(self) -> list[dict[str, Any]]:
        """Return the money table's rows, with empty ones to fill."""
        return [{}] * FUNDING_ROWS

    def target_rows(self) -> list[dict[str, Any]]:
        """Return the rows of targets, with empty ones to fill."""
        on = clock.local_date(self.at)
        weights = performance.self_evaluation_weights(
            on=on, resident_facing=True, parameters=parameters.changed(on)
        )
        return _filled([_target(target) for target in default_targets(weights=weights)], TARGET_ROWS)

    def run(self, form: PlanItemForm) -> PlanItem:
        return save_item(
            item=self.object,
            organisation=self.owner,
            year=form.cleaned_data["year"],
            fields=form.item_fields(),
            slices=form.slices(),
            targets=form.target_rows(),
            revision=form.cleaned_data["revision"] if self.object else None,
            actor=self.actor,
            at=self.at,
        )

    def refuse(self, form: PlanItemForm, error: DomainError) -> Any:
        """After a stale edit the next attempt is made knowingly: the form goes on from the new revision."""
        if isinstance(error, StaleEdit):
            form.data = form.data.copy()
            form.data["revision"] = str(error.revision)
        return super().refuse(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title,
            cancel_url=self.object.get_absolute_url() if self.object else PLAN["url"],
            breadcrumbs=[HOME, PLAN, {"label": self.title}],
            **kwargs,
        )


class PlanItemCreate(_ItemForm):
    """Draft a new item for the own organisation."""

    one_time = True
    title = gettext_lazy("新建计划项目")
    success_message = gettext_lazy("草稿已保存。核对下面的提示后提交审核。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.may_draft(actor)


class PlanItemEdit(_ItemForm):
    """Go on with a draft, or mend what was returned."""

    queryset = PlanItem.objects.select_related("organisation", "catalogue_item", "continues")
    context_object_name = "item"
    title = gettext_lazy("修改计划项目")
    success_message = gettext_lazy("已保存。")

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.edit_item(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.object)

    def funding_rows(self) -> list[dict[str, Any]]:
        slices = self.object.fundings.select_related("line").order_by("line__year", "line__code")
        return _filled([{"line": part.line.code, "amount": part.amount} for part in slices], FUNDING_ROWS)

    def target_rows(self) -> list[dict[str, Any]]:
        rows = [_target(row) for row in self.object.indicators.all()]
        return _filled(rows, TARGET_ROWS) if rows else super().target_rows()


def _target(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "tier", "kind", "weight", "target", "unit")}


def _filled(rows: list[dict[str, Any]], length: int) -> list[dict[str, Any]]:
    return [*rows, *([{}] * (length - len(rows)))]
