"""Later years: what contracts claim of the mid-term plan, and how it becomes a year's budget (RULES B-06)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict

from .. import permissions, selectors
from ..forms import ProposeYearForm
from ..models import BudgetLine
from ..services import propose_year
from .county import BudgetPage
from .lines import HOME, LINES, LineAction


class MidtermList(BudgetPage, TemplateView):
    """The mid-term plan by year: planned, claimed, left. None of it is budget yet."""

    template_name = "budgeting/midterm_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            years=selectors.midterm_years(self.actor),
            breadcrumbs=[*HOME, LINES, {"label": _("中期财政规划")}],
            **kwargs,
        )


class LinePropose(LineAction):
    """Enter the year's figure for a line of the mid-term plan."""

    form_class = ProposeYearForm
    title = gettext_lazy("申报年度预算")
    success_message = gettext_lazy(
        "已申报，等待另一位预算岗人员批准；批准后占用自动转为当年的预留、冻结和合同承诺。"
    )

    def permission(self, actor: Actor, obj: BudgetLine) -> Verdict:
        return permissions.propose_year(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        line = self.object
        return {"proposed": line.proposed or line.planned, "system_number": line.system_number}

    def run(self, form: ProposeYearForm) -> BudgetLine:
        return propose_year(line=self.object, actor=self.actor, at=self.at, **form.cleaned_data)
