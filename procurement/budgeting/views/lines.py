"""The lines, what each holds, entering and approving."""

from typing import Any

from django.db import models
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.language import bracketed
from procurement.core.permissions import Verdict
from procurement.core.views import (
    ActionView,
    ActorMixin,
    Column,
    FilteredListView,
    ObjectView,
    TransitionView,
)

from .. import permissions, selectors
from ..enums import LineStatus
from ..filters import LineFilter
from ..forms import LineApproveForm, LineForm
from ..models import BudgetLine
from ..services import approve_line, close_line, create_line, plan_ahead

TONES = {
    LineStatus.DRAFT: "warn",
    LineStatus.MIDTERM: "progress",
    LineStatus.APPROVED: "done",
    LineStatus.CLOSED: "neutral",
}
HOME = ({"label": gettext_lazy("工作台"), "url": "/workspace/"},)
LINES = {"label": gettext_lazy("预算指标"), "url": reverse_lazy("budgeting:line-list")}


class LineList(FilteredListView):
    """Budget lines: the county's for the bureau, one's own for a purchaser."""

    sign_in_required = True
    page_permission = staticmethod(permissions.list_lines)
    template_name = "budgeting/budgetline_list.html"
    filterset_class = LineFilter
    sorts = {
        "code": "code",
        "organisation": "organisation__code",
        "year": "year",
        "approved": "approved",
        "paid": "paid",
    }
    default_sort = "code"
    tones = TONES
    columns = (
        Column(gettext_lazy("预算指标编号"), "code"),
        Column(gettext_lazy("单位"), "organisation__name"),
        Column(gettext_lazy("年度"), "year"),
        Column(gettext_lazy("预算项目"), "project_name"),
        Column(gettext_lazy("资金来源"), "get_fund_source_display"),
        Column(gettext_lazy("状态"), "get_status_display"),
        Column(gettext_lazy("预算数（元）"), "total"),
        Column(gettext_lazy("预留（元）"), "reserved"),
        Column(gettext_lazy("冻结（元）"), "frozen"),
        Column(gettext_lazy("合同承诺（元）"), "committed"),
        Column(gettext_lazy("已支付（元）"), "paid"),
        Column(gettext_lazy("可用（元）"), "free"),
    )
    export_name = "budget-lines"

    def get_queryset(self) -> models.QuerySet:
        self.queryset = selectors.visible_lines(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        heads = (
            {"label": _("预算项目"), "field": "code"},
            {"label": _("单位"), "field": "organisation"},
            {"label": _("年度"), "field": "year"},
            {"label": _("状态")},
            {"label": _("预算数（元）"), "field": "approved", "numeric": True},
            {"label": _("可用（元）"), "numeric": True},
            {"label": _("已支付（元）"), "field": "paid", "numeric": True},
        )
        return {
            **context,
            "heads": heads,
            "totals": selectors.totals(self.object_list),
            "may_create": bool(permissions.may_enter_lines(self.actor)),
            "breadcrumbs": [*HOME, {"label": LINES["label"]}],
        }


class OfTownship(ActorMixin):
    """A page about a line that says how the township's congress stands while the line waits for its approval."""

    object: Any

    def congress(self) -> dict[str, Any]:
        """Return how the year's budget stands, and where the next step is registered (B-18); else nothing."""
        line = self.object
        waits = line.status == LineStatus.DRAFT or (line.status == LineStatus.MIDTERM and line.proposed)
        found = selectors.congress_of(line, clock.local_date(self.at)) if waits else None
        if found is None:
            return {}
        if found.budget is None:
            url = selectors.registering_url(found.organisation.code, found.year, line.code)
            mine = permissions.register_township(self.actor, found.organisation)
        else:
            url = f"{reverse('budgeting:township-file', args=[found.budget.code])}?line={line.code}"
            mine = permissions.file_township(self.actor, found.budget)
        return {"congress": found, "congress_url": url if mine and not found.filed else ""}


class LineDetail(OfTownship, ObjectView):
    """One line: its money, which projects hold it, and its ledger."""

    sign_in_required = True
    queryset = BudgetLine.objects.select_related("organisation")
    context_object_name = "line"

    def view_permission(self, actor: Actor, obj: BudgetLine) -> Verdict:
        return permissions.view_line(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = self.object
        adjustable = line.status == LineStatus.APPROVED and permissions.request_adjustment(self.actor, line)
        return super().get_context_data(
            tone=TONES[line.status],
            facts=_facts(line),
            holdings=selectors.holdings_of(line),
            entries=selectors.ledger_of(line),
            adjustments=selectors.adjustments_of(line),
            may_adjust=bool(adjustable),
            may_propose=line.status == LineStatus.MIDTERM
            and bool(permissions.propose_year(self.actor, line)),
            **self.congress(),
            breadcrumbs=[*HOME, LINES, {"label": line.code}],
            **kwargs,
        )


def _facts(line: BudgetLine) -> list[dict[str, Any]]:
    rows = (
        (_("单位"), line.organisation.name),
        (_("年度"), line.year),
        (_("结转使用年度"), line.carried_to),
        (_("资金来源"), line.get_fund_source_display()),
        (_("指标文号"), line.allotment_number),
        (_("一体化系统指标编号"), line.system_number),
        (_("功能分类"), line.functional_class),
        (_("经济分类"), line.economic_class),
        (_("录入人"), line.author_name),
        *_congress(line),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _congress(line: BudgetLine) -> list[tuple[str, str]]:
    """Return how a township's people's congress approved the year, and whether it was filed (B-18)."""
    if line.organisation.kind != OrganisationKind.TOWNSHIP:
        return []
    budget = selectors.township_budget(line.organisation_id, line.year)
    if budget is None:
        return [(_("乡镇人民代表大会批准"), _("尚未登记"))]
    approved = bracketed(budget.congress, f"{budget.document} {budget.approved_on:%Y-%m-%d}")
    return [
        (_("乡镇人民代表大会批准"), approved),
        (_("向县级备案"), f"{budget.get_status_display()} {budget.filing_number}".strip()),
    ]


class LineCreate(ActionView):
    """Enter a line: the bureau for everybody, a finance office for its own organisation."""

    form_class = LineForm
    template_name = "budgeting/budgetline_form.html"
    one_time = True
    success_message = gettext_lazy("已录入，等待另一位预算岗人员批准。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.may_enter_lines(actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        owners = Organisation.objects.purchasers().active().order_by("kind", "code")
        if not selectors.is_budget_officer(self.actor):
            owners = owners.filter(pk=self.actor.organisation_id)
        year = clock.local_date(self.at).year
        years = list(range(year, year + selectors.PLAN_YEARS + 1))
        return {**super().get_form_kwargs(), "owners": owners, "years": years}

    def get_initial(self) -> dict[str, Any]:
        return {"year": selectors.drafting_year(self.at)}

    def run(self, form: LineForm) -> BudgetLine:
        return create_line(actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("录入预算指标")
        return super().get_context_data(
            title=title,
            submit=_("录入"),
            cancel_url=LINES["url"],
            breadcrumbs=[*HOME, LINES, {"label": title}],
            **kwargs,
        )


class LineAction(ActionView):
    """What is done to one line and leads back to it."""

    queryset = BudgetLine.objects.select_related("organisation")
    context_object_name = "line"
    template_name = "budgeting/budgetline_form.html"
    title: Any = ""
    # What the button says, where it is not the title.
    submit: Any = ""

    def view_permission(self, actor: Actor, obj: BudgetLine) -> Verdict:
        return permissions.view_line(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.object.get_absolute_url()
        return super().get_context_data(
            title=self.title,
            submit=self.submit or self.title,
            cancel_url=address,
            breadcrumbs=[*HOME, LINES, {"label": self.object.code, "url": address}, {"label": self.title}],
            **kwargs,
        )


class LineApprove(OfTownship, LineAction):
    """Approve a line on its document."""

    form_class = LineApproveForm
    transition = "approve"
    title = gettext_lazy("批准预算指标")
    success_message = gettext_lazy("已批准，资金可以用于购买计划。")

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.object.proposed}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.congress(), **kwargs)

    def run(self, form: LineApproveForm) -> BudgetLine:
        return approve_line(line=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def refuse(self, form: Any, error: DomainError) -> Any:
        """The next attempt approves what the page shows now."""
        form.data = form.data.copy()
        form.data["seen"] = f"{self.object.proposed:f}"
        return super().refuse(form, error)


class LineTransition(TransitionView):
    """The plain steps of a line."""

    queryset = BudgetLine.objects.select_related("organisation")
    services = {"close": close_line, "plan_ahead": plan_ahead}
    argument = "line"
    reasons = {"close": False}

    def view_permission(self, actor: Actor, obj: BudgetLine) -> Verdict:
        return permissions.view_line(actor, obj)

    def get_success_url(self) -> str:
        return reverse("budgeting:line-detail", args=[self.object.code])
