"""The end of a year: start, decide line by line, and have a second person carry it out."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.forms import SeenForm
from procurement.core.language import bracketed
from procurement.core.permissions import Verdict
from procurement.core.templatetags.formats import amount, day_time
from procurement.core.views import ActionView, ActorMixin, ObjectView, TransitionView

from .. import permissions, selectors
from ..enums import YearEndStatus
from ..forms import YearEndDecisionsForm, YearEndForm
from ..models import YearEnd
from ..services import cancel_year_end, carry_out_year_end, decide_year_end, prepare_year_end
from .lines import HOME, LINES

YEAR_ENDS = {"label": gettext_lazy("年终处理"), "url": reverse_lazy("budgeting:year-end-list")}
YEAR_END_TONES = {
    YearEndStatus.PREPARED: "warn",
    YearEndStatus.DONE: "done",
    YearEndStatus.CANCELLED: "neutral",
}


class YearEndList(ActorMixin, TemplateView):
    """The runs of all years."""

    sign_in_required = True
    page_permission = staticmethod(permissions.view_year_end)
    template_name = "budgeting/yearend_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(YearEnd.objects.all()[:50])
        for row in rows:
            row.tone = YEAR_END_TONES[row.status]
        return super().get_context_data(
            rows=rows,
            may_prepare=bool(permissions.prepare_year_end(self.actor)),
            why_not=selectors.why_no_year(self.at),
            breadcrumbs=[*HOME, LINES, {"label": YEAR_ENDS["label"]}],
            **kwargs,
        )


class YearEndCreate(ActionView):
    """Start the end of a year: every line is listed with a proposal."""

    form_class = YearEndForm
    template_name = "budgeting/budgetline_form.html"
    one_time = True
    success_message = gettext_lazy("已列出全部指标和建议，请逐笔核对。还没有写入任何变动。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.prepare_year_end(actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "years": selectors.years_to_end(self.at)}

    def run(self, form: YearEndForm) -> YearEnd:
        return prepare_year_end(actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("开始年终处理")
        return super().get_context_data(
            title=title,
            submit=_("列出指标"),
            why_not=selectors.why_no_year(self.at),
            cancel_url=YEAR_ENDS["url"],
            breadcrumbs=[*HOME, LINES, YEAR_ENDS, {"label": title}],
            **kwargs,
        )


class _OneYearEnd:
    queryset = YearEnd.objects.all()

    def view_permission(self, actor: Actor, obj: YearEnd) -> Verdict:
        return permissions.view_year_end(actor, obj)


class YearEndDetail(_OneYearEnd, ObjectView):
    """Every line with its decision, and what the run does, or did."""

    sign_in_required = True
    context_object_name = "year_end"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decisions = selectors.decisions_of(self.object)
        prepared = self.object.status == YearEndStatus.PREPARED
        return super().get_context_data(
            tone=YEAR_END_TONES[self.object.status],
            decisions=decisions,
            sums=selectors.sums_of(decisions),
            facts=_facts(self.object),
            changed=selectors.differences(self.object) if prepared else [],
            may_decide=bool(permissions.decide_year_end(self.actor, self.object)),
            breadcrumbs=[*HOME, LINES, YEAR_ENDS, {"label": self.object.code}],
            **kwargs,
        )


def _facts(year_end: YearEnd) -> list[dict[str, Any]]:
    """Who decided line by line, and which second person carried it out, each with the moment."""
    rows = [(_("编制和决定"), bracketed(year_end.author_name, day_time(year_end.prepared_at)))]
    if year_end.done_at is not None:
        rows.append((_("核对后执行"), bracketed(year_end.done_by, day_time(year_end.done_at))))
    return [{"label": label, "value": value} for label, value in rows]


class YearEndDecide(_OneYearEnd, ActionView):
    """Choose for each line, on the balances of now."""

    form_class = YearEndDecisionsForm
    template_name = "budgeting/yearend_decide.html"
    context_object_name = "year_end"
    success_message = gettext_lazy("决定已保存，由预算岗的另一人核对后执行。")

    def permission(self, actor: Actor, obj: YearEnd) -> Verdict:
        return permissions.decide_year_end(actor, obj)

    def load(self) -> None:
        super().load()
        self.decisions = selectors.decisions_of(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "decisions": self.decisions}

    def run(self, form: YearEndDecisionsForm) -> YearEnd:
        return decide_year_end(year_end=self.object, choices=form.choices(), actor=self.actor, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        rows = [{"decision": one, "field": form[f"line_{one.line.code}"]} for one in self.decisions]
        crumbs = [*HOME, LINES, YEAR_ENDS, {"label": self.object.code, "url": self.object.get_absolute_url()}]
        return {**context, "rows": rows, "breadcrumbs": [*crumbs, {"label": _("核对并决定")}]}


class YearEndTransition(_OneYearEnd, TransitionView):
    """Carry out, or cancel."""

    services = {"carry_out": carry_out_year_end, "cancel": cancel_year_end}
    argument = "year_end"
    form_class = SeenForm

    def load(self) -> None:
        super().load()
        self.decisions = selectors.decisions_of(self.object)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": selectors.fingerprint(self.decisions)}

    def run(self, form: Any) -> YearEnd:
        if self.transition != "carry_out":
            return super().run(form)
        seen = form.cleaned_data["seen"]
        return carry_out_year_end(year_end=self.object, actor=self.actor, at=self.at, seen=seen)

    def refuse(self, form: Any, error: DomainError) -> Any:
        """The next attempt carries out what the page shows now."""
        self.decisions = selectors.decisions_of(self.object)
        form.data = form.data.copy()
        form.data.update(self.get_initial())
        return super().refuse(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sums = selectors.sums_of(self.decisions)
        facts = [
            {"label": _("决定人"), "value": self.object.author_name},
            {"label": _("预算指标"), "value": sums["lines"]},
            {"label": _("释放并收回"), "value": amount(sums["taken_back"]), "unit": _("元")},
            {"label": _("结转下年使用"), "value": amount(sums["carried"]), "unit": _("元")},
        ]
        return super().get_context_data(facts=facts, **kwargs)

    def get_success_url(self) -> str:
        return reverse("budgeting:year-end-detail", args=[self.object.code])
