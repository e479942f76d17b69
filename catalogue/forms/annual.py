"""Forms of a purchaser's plan: the decision that it is handed in with, the bureau's answer, an item's money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.budgeting.models import BudgetLine
from procurement.core.forms import DayField

from ..models import AnnualPlan
from ..services import Decision
from .revision import RevisionField
from .steps import AgreeForm, seen_revisions
from .tables import FUNDING_ROWS, MOST_ROWS, FundingForm


class DecisionForm(forms.Form):
    """The collective decision: meeting, day, people, minutes."""

    meeting = forms.CharField(
        label=_("集体决策会议"), max_length=200, help_text=_("例如：镇党政联席会议2026年第9次。")
    )
    meeting_on = DayField(label=_("会议日期"))
    decided_by = forms.CharField(
        label=_("参会和决策人员"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写姓名和职务。"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    minutes = forms.FileField(
        label=_("会议纪要"), help_text=_("PDF、Word 或图片；盖章扫描件。"), allow_empty_file=True
    )

    def __init__(self, *args: Any, plan: AnnualPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plan.minutes_id:
            self.fields["minutes"].required = False
            self.fields["minutes"].help_text = _("已上传过；不选择文件就继续用原来的纪要。")

    def revisions(self) -> dict[str, int]:
        """Return code → revision of the items as they were shown."""
        return seen_revisions(self.cleaned_data["seen"])

    def decision(self) -> Decision:
        """Return what the service takes."""
        return Decision(**{name: self.cleaned_data[name] for name in ("meeting", "meeting_on", "decided_by")})


class PlanAgreeForm(AgreeForm):
    """The bureau's opinion, and what it looked at."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def revisions(self) -> dict[str, int]:
        """Return code → revision of the items as they were shown."""
        return seen_revisions(self.cleaned_data["seen"])


class ItemFundingForm(forms.Form):
    """The lines that pay for an agreed wish."""

    revision = RevisionField()

    def __init__(
        self, *args: Any, lines: list[BudgetLine], rows: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {line.code: line for line in lines}
        factory = forms.formset_factory(FundingForm, extra=0, max_num=FUNDING_ROWS, absolute_max=MOST_ROWS)
        data = self.data if self.is_bound else None
        self.fundings = factory(data, prefix="fundings", initial=rows, form_kwargs={"lines": lines})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.fundings.is_valid():
            self.add_error(None, _("资金安排：请更正表格中标出的内容。"))
        return data

    def slices(self) -> list[tuple[BudgetLine, Decimal]]:
        """Return the filled rows."""
        rows = [form.cleaned_data for form in self.fundings if form.cleaned_data.get("line")]
        return [(self.lines[row["line"]], row["amount"]) for row in rows]
