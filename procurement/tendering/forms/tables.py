"""Tables of the documents: rows in a formset inside a plain form, so that a refusal stands beside the table."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from ..enums import FactorKind, Level
from .seen import SeenForm

SPARE = 2


class RowForm(forms.Form):
    """One row; left empty it does not count."""

    def is_blank(self) -> bool:
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.judged)

    # The fields whose emptiness makes a row empty: a choice always has a value.
    judged: tuple[str, ...] = ()

    def full_clean(self) -> None:
        if self.is_bound and self.is_blank():
            self.empty_permitted, self.use_required_attribute = True, False
            self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}
            return
        super().full_clean()


class RequirementRow(RowForm):
    judged = ("what", "quantity", "standard")
    what = forms.CharField(label=_("服务内容"), max_length=300)
    quantity = forms.DecimalField(label=_("数量"), max_digits=14, decimal_places=2)
    unit = forms.CharField(label=_("单位"), max_length=20)
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    standard = forms.CharField(label=_("服务标准"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    by_when = forms.CharField(label=_("服务时间"), max_length=100, required=False)


class ConditionRow(RowForm):
    judged = ("text", "basis")
    text = forms.CharField(label=_("资格条件"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    basis = forms.CharField(label=_("依据"), max_length=120)


class FactorRow(RowForm):
    judged = ("name", "maximum", "criteria")
    name = forms.CharField(label=_("评分因素"), max_length=120)
    kind = forms.ChoiceField(label=_("类别"), choices=FactorKind.choices)
    maximum = forms.DecimalField(label=_("分值"), max_digits=5, decimal_places=2)
    objective = forms.BooleanField(label=_("客观分"), required=False)
    criteria = forms.CharField(
        label=_("评分标准（看什么）"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    intervals = forms.CharField(
        label=_("分档和分值"),
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": _("优 20 方案完整\n良 12\n一般 6")}),
        max_length=1000,
        required=False,
    )


class PaymentRow(RowForm):
    judged = ("stage", "percent", "condition")
    stage = forms.CharField(label=_("期次"), max_length=60)
    percent = forms.DecimalField(label=_("比例（%）"), max_digits=5, decimal_places=2)
    condition = forms.CharField(label=_("付款条件"), max_length=300)
    advance = forms.BooleanField(label=_("预付款"), required=False)


class RiskRow(RowForm):
    judged = ("risk", "measure", "alternative")
    risk = forms.CharField(label=_("风险"), max_length=120)
    stage = forms.CharField(label=_("环节"), max_length=40)
    likelihood = forms.ChoiceField(label=_("可能性"), choices=Level.choices)
    impact = forms.ChoiceField(label=_("影响程度"), choices=Level.choices)
    responsible = forms.CharField(label=_("谁负责"), max_length=60)
    measure = forms.CharField(label=_("处置措施"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    alternative = forms.CharField(
        label=_("替代方案"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )


class TemplateForm(forms.Form):
    """Which scoring table to begin with."""

    template = forms.ChoiceField(label=_("评分表模板"), choices=[], widget=forms.RadioSelect)

    def __init__(self, *args: Any, templates: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = templates


class TableForm(forms.Form):
    """A table of rows. ``error.field`` of a service's refusal is no field here: it stands above the table."""

    row_form: type[RowForm] = RowForm
    sum_field = ""

    def __init__(
        self,
        *args: Any,
        rows: Sequence[dict[str, Any]] = (),
        row_kwargs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        spare = SPARE if rows else SPARE + 1
        factory = formset_factory(self.row_form, extra=spare, max_num=60)
        data = self.data if self.is_bound else None
        self.table = factory(data, initial=list(rows), prefix="rows", form_kwargs=row_kwargs)

    def is_valid(self) -> bool:
        return super().is_valid() and self.table.is_valid()

    def longer(self) -> "TableForm":
        """Return the table as typed, with more empty rows below: nothing is judged, nothing is saved."""
        typed = [{name: row[name].value() for name in row.fields} for row in self.table]
        return type(self)(rows=typed, initial={name: self[name].value() for name in self.fields})

    def refuse_cell(self, cell: tuple[int, str], text: str) -> None:
        """Put a service's refusal beside the field of the row that it is about (counted among filled rows)."""
        filled = [form for form in self.table if form.cleaned_data]
        filled[cell[0] - 1].add_error(cell[1], text)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the filled rows in their order."""
        return [form.cleaned_data for form in self.table if form.cleaned_data]

    @property
    def total(self) -> Decimal:
        """Return the sum of the rows as typed: shown whatever else is wrong with them."""
        found = Decimal(0)
        for form in self.table:
            try:
                found += Decimal(str(form[self.sum_field].value() or 0))
            except InvalidOperation:
                continue
        return found


class DocumentTable(SeenForm, TableForm):
    """A table of the documents, which knows how it stood when its page was opened."""

    def given(self) -> dict[str, Any]:
        """Return rows and fingerprint as the services take them."""
        return {"rows": self.rows, "seen": self.cleaned_data["seen"]}


class RequirementTable(DocumentTable):
    row_form = RequirementRow


class ConditionTable(DocumentTable):
    row_form = ConditionRow


class FactorTable(DocumentTable):
    row_form = FactorRow
    sum_field = "maximum"


class PaymentTable(DocumentTable):
    row_form = PaymentRow
    sum_field = "percent"


class AmendedLineRow(RequirementRow):
    """A line of released documents keeps its number and what it buys (D-14); a new one has neither yet."""

    remove = forms.BooleanField(label=_("删去"), required=False)
    position = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=32767)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self["position"].value():
            self.fields["what"].widget.attrs["readonly"] = True
        elif self.prefix and "__prefix__" not in self.prefix:
            # Only what is in force can be dropped; the empty form heads the column.
            del self.fields["remove"]

    def is_blank(self) -> bool:
        """A line in force goes only when it is ticked away; an empty new one does not count."""
        if self.data.get(self.add_prefix("position")):
            return bool(self.data.get(self.add_prefix("remove")))
        return super().is_blank()


class AmendedLineTable(DocumentTable):
    row_form = AmendedLineRow


class AmendedFactorRow(FactorRow):
    """A factor of released documents keeps its code: sealed bids answer by it."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)


class AmendedFactorTable(DocumentTable):
    row_form = AmendedFactorRow
    sum_field = "maximum"


class RiskTable(DocumentTable):
    row_form = RiskRow
