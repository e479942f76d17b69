"""Which township's budget its people's congress approved, and which are filed (RULES B-18)."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from procurement.accounts.models import Organisation
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.templatetags.formats import day_only
from procurement.core.views import ActionView

from .. import permissions, selectors
from ..forms import TownshipFileForm, TownshipForm
from ..models import BudgetLine, TownshipBudget
from ..services import file_township_budget, register_township_budget
from .county import BudgetPage
from .lines import HOME, LINES

TOWNSHIPS = {"label": gettext_lazy("乡镇预算批准与备案"), "url": reverse_lazy("budgeting:township-list")}


class TownshipList(BudgetPage, TemplateView):
    """Every township's budget of a year: approved when, by which session, filed or not."""

    template_name = "budgeting/townshipbudget_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.local_date(self.at).year
        year = self.asked_year()
        rows = selectors.township_rows(year, self.actor)
        for row in rows:
            row["may_register"] = not row["budget"] and bool(
                permissions.register_township(self.actor, row["organisation"])
            )
            row["may_file"] = bool(
                row["budget"]
                and row["budget"].status == "NOT_FILED"
                and permissions.file_township(self.actor, row["budget"])
            )
        return super().get_context_data(
            year=year,
            years=sorted({year, now - 1, now, now + 1}),
            rows=rows,
            may_register=bool(permissions.may_register_townships(self.actor)),
            breadcrumbs=[*HOME, LINES, {"label": TOWNSHIPS["label"]}],
            **kwargs,
        )


class BackToLine(ActionView):
    """A step that a line waits for: ``?line=`` leads back to it."""

    def line(self) -> BudgetLine | None:
        """Return the line that led here, if any."""
        return selectors.line_by_code(self.request.GET.get("line", ""), self.actor)

    def back(self) -> str:
        """Return where this page was opened from: the line that waits, else the list."""
        line = self.line()
        return line.get_absolute_url() if line else reverse("budgeting:township-list")

    def get_success_url(self) -> str:
        line = self.line()
        return line.get_absolute_url() if line else super().get_success_url()


class TownshipRegister(BackToLine):
    """Note that a township's people's congress approved the budget."""

    form_class = TownshipForm
    template_name = "budgeting/budgetline_form.html"
    one_time = True
    success_message = gettext_lazy("已登记。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.may_register_townships(actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        owners = Organisation.objects.filter(kind="TOWNSHIP").active().order_by("code")
        if not selectors.is_budget_officer(self.actor):
            owners = owners.filter(pk=self.actor.organisation_id)
        today = clock.local_date(self.at)
        years = [today.year - 1, today.year, today.year + 1]
        return {**super().get_form_kwargs(), "owners": owners, "years": years, "today": today}

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        year = asked.get("year") or selectors.drafting_year(self.at)
        return {"organisation": asked.get("organisation"), "year": year}

    def run(self, form: TownshipForm) -> TownshipBudget:
        return register_township_budget(actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("登记乡镇预算批准情况")
        return super().get_context_data(
            title=title,
            submit=_("登记"),
            cancel_url=self.back(),
            breadcrumbs=[*HOME, LINES, TOWNSHIPS, {"label": title}],
            **kwargs,
        )


class TownshipFile(BackToLine):
    """Note that it was filed with the county."""

    queryset = TownshipBudget.objects.select_related("organisation")
    form_class = TownshipFileForm
    template_name = "budgeting/budgetline_form.html"
    transition = "file"
    success_message = gettext_lazy("已登记备案。")

    def view_permission(self, actor: Actor, obj: TownshipBudget) -> Verdict:
        return permissions.view_township(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        today = clock.local_date(self.at)
        return {**super().get_form_kwargs(), "first": self.object.approved_on, "today": today}

    def run(self, form: TownshipFileForm) -> TownshipBudget:
        return file_township_budget(budget=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("登记备案：%(name)s %(year)s年预算") % {
            "name": self.object.organisation.short_name or self.object.organisation.name,
            "year": self.object.year,
        }
        return super().get_context_data(
            title=title,
            submit=_("登记备案"),
            lead=_("%(congress)s，%(day)s批准，%(document)s。")
            % {
                "congress": self.object.congress,
                "day": day_only(self.object.approved_on),
                "document": self.object.document,
            },
            cancel_url=self.back(),
            breadcrumbs=[*HOME, LINES, TOWNSHIPS, {"label": title}],
            **kwargs,
        )
