"""Forms of adjusting a public item: other facts, other money, or out of the plan; always with a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Village
from procurement.core.fields import YuanField

from ..selectors.adjustments import ADJUSTABLE, HOW
from ..services import MOST_MONTHS, MOST_PEOPLE, Target
from .annual import ItemFundingForm
from .item_fields import PlanItemFields, ReserveForm
from .tables import MOST_ROWS, TARGET_ROWS, TargetForm, targets_typed
from .villages import VillagesForm

_ASKED = PlanItemFields.declared_fields
# What the page folds together; the first two have a table or boxes beside their fields.
PARTS: dict[str, tuple[str, ...]] = {
    "what": (
        *("description", "beneficiaries", "people_served", "start_month", "term_months"),
        *("villages", "all_villages"),
    ),
    "money": ("quantity", "amount", "price_reason"),
    "how": HOW,
    "targets": (),
}


class AdjustmentForm(ItemFundingForm, VillagesForm, ReserveForm):
    """What is to be changed of a public item; ``targets`` are the rows of its table of targets."""

    reason = forms.CharField(
        label=_("调整理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("会随调整公告公开。"),
    )
    description = forms.CharField(
        label=_("服务内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    beneficiaries = forms.CharField(label=_("服务对象"), max_length=200, required=False)
    people_served = forms.IntegerField(label=_("受益人数"), min_value=0, max_value=MOST_PEOPLE)
    quantity = forms.DecimalField(label=_("数量"), min_value=0, max_digits=14, decimal_places=2)
    amount = YuanField(label=_("预算金额（元）"))
    price_reason = forms.CharField(
        label=_("单价超出价格标准的理由"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    start_month = forms.IntegerField(label=_("预计采购月份"), min_value=1, max_value=12)
    term_months = forms.IntegerField(label=_("服务期（月）"), min_value=1, max_value=MOST_MONTHS)
    method = _ASKED["method"]
    method_case = _ASKED["method_case"]
    method_reason = _ASKED["method_reason"]
    organisation_form = _ASKED["organisation_form"]
    sme_reserved = _ASKED["sme_reserved"]
    sme_share = _ASKED["sme_share"]
    sme_measure = _ASKED["sme_measure"]
    sme_small_share = _ASKED["sme_small_share"]
    sme_reason = _ASKED["sme_reason"]

    def __init__(
        self,
        *args: Any,
        villages: list[Village],
        towns: dict[str, str],
        targets: list[dict[str, Any]],
        begun: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_villages(villages, towns)
        table = forms.formset_factory(TargetForm, extra=0, max_num=TARGET_ROWS, absolute_max=MOST_ROWS)
        self.targets = table(self.data if self.is_bound else None, prefix="targets", initial=targets)
        if begun:
            self._fix()

    def _fix(self) -> None:
        """Show what stays once the purchase has begun, and let nobody type there in vain."""
        rows = [field for row in self.targets for field in row.fields.values()]
        for field in (*(self.fields[name] for name in HOW), *rows):
            field.disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.targets.is_valid():
            self.add_error(None, _("绩效指标：请更正表格中标出的内容。"))
        return data

    def parts(self) -> dict[str, dict[str, Any]]:
        """Return what the page shows of each part: open where something is wrong or was changed."""
        return {name: self._part(name, fields) for name, fields in PARTS.items()}

    def _part(self, name: str, fields: tuple[str, ...]) -> dict[str, Any]:
        table = {"money": self.fundings, "targets": self.targets}.get(name)
        if any(one in self.errors for one in fields) or (table is not None and table.total_error_count()):
            return {"open": True, "tone": "danger", "label": _("要更正")}
        rows = table is not None and table.has_changed()
        if self.is_bound and (rows or any(one in self.changed_data for one in fields)):
            return {"open": True, "tone": "warn", "label": _("有改动")}
        return {"open": False, "tone": "neutral", "label": _("不变")}

    def facts(self) -> dict[str, Any]:
        """Return the item's facts as the service takes them."""
        return {name: self.cleaned_data[name] for name in ADJUSTABLE}

    def target_rows(self) -> list[Target]:
        """Return the filled rows of the table of targets."""
        return targets_typed(self.targets)


class CancelForm(forms.Form):
    """Why an item goes out of the plan."""

    reason = forms.CharField(
        label=_("撤销理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("会随调整公告公开。"),
    )
