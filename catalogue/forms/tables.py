"""The tables of a plan item and of an entry: slices of money, performance targets."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.budgeting.enums import LineStatus
from procurement.budgeting.models import BudgetLine
from procurement.core.fields import YuanField

from ..enums import KINDS, TIERS
from ..services import Target

# Most rows of money, and how many empty ones are offered behind the filled.
FUNDING_ROWS, SPARE_ROWS = 6, 3
# What is read at all, however many rows somebody sends: a table brought in may have more than a page offers.
MOST_ROWS = 60
TARGET_ROWS = 8


class FundingForm(forms.Form):
    """One slice of money."""

    line = forms.ChoiceField(label=gettext_lazy("预算指标"), required=False)
    amount = YuanField(label=gettext_lazy("金额（元）"), required=False, min_value=Decimal("0.01"))

    def __init__(self, *args: Any, lines: list[BudgetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = line_choices(lines)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("line")) != (data.get("amount") is not None) and not self.errors:
            self.add_error("amount", _("指标和金额要同时填写。"))
        return data


class TargetForm(forms.Form):
    """One performance target."""

    name = forms.CharField(label=gettext_lazy("指标"), max_length=120, required=False)
    tier = forms.ChoiceField(label=gettext_lazy("层级"), choices=TIERS, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=KINDS, required=False)
    target = forms.DecimalField(
        label=gettext_lazy("目标值"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=20, required=False)
    weight = forms.DecimalField(
        label=gettext_lazy("权重"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("name")) != bool(data.get("weight")) and not self.errors:
            self.add_error("weight", _("指标和权重要同时填写。"))
        return data


def targets_typed(table: Any) -> list[Target]:
    """Return the filled rows of a valid table of targets."""
    rows = [form.cleaned_data for form in table if form.cleaned_data.get("name")]
    return [
        Target(row["name"], row["tier"], row["kind"], row["weight"], row["target"], row["unit"])
        for row in rows
    ]


def line_choices(lines: list[BudgetLine]) -> list[tuple[str, str]]:
    """Return budget lines as choices: year, project, code, money."""
    return [("", "—"), *((line.code, _described(line)) for line in lines)]


def _described(line: BudgetLine) -> str:
    """Return a line as it is offered: with its free money, or as only proposed, which holds nothing yet."""
    proposed = line.status == LineStatus.DRAFT
    text = (
        _("%(year)s年 %(project)s（%(code)s，申报 %(amount)s 元，尚未批准）")
        if proposed
        else _("%(year)s年 %(project)s（%(code)s，可用 %(amount)s 元）")
    )
    return text % {
        "year": line.year,
        "project": line.project_name,
        "code": line.code,
        "amount": f"{line.proposed if proposed else line.free:,.2f}",
    }
