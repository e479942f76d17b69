"""Forms of an amendment: the terms that may change, the ceiling, and what goes out with the notice."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core import clock
from procurement.core.forms import DayField, TimeOfDayField
from procurement.core.language import aside

from .plans import ContractForm, PackageForm, TermsForm
from .seen import SeenForm


class AmendedTermsForm(SeenForm):
    """What may change of the terms; everything is prefilled with what is in force or drafted."""

    requirement = TermsForm.base_fields["requirement"]
    opening_place = forms.CharField(label=_("开标（开启）地点"), max_length=200)
    industry = TermsForm.base_fields["industry"]
    price_weight = TermsForm.base_fields["price_weight"]
    bond_percent = TermsForm.base_fields["bond_percent"]
    contract_draft = ContractForm.base_fields["contract_draft"]

    def __init__(self, *args: Any, weighs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not weighs:
            self.fields["price_weight"].widget = forms.HiddenInput()
        # A draft may leave them open; documents that are out have them.
        for name in ("requirement", "contract_draft"):
            self.fields[name].required = True


class CeilingForm(SeenForm):
    """Another price ceiling."""

    price_ceiling = PackageForm.base_fields["price_ceiling"]


class AmendForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    text = forms.CharField(
        label=_("更正说明"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=6000,
        required=False,
        help_text=_(
            "为什么更正；上面的表里没有地方改的，在这里写明原内容和更正后的内容。不得改变采购标的和资格条件。"
        ),
    )
    affects_bids = forms.BooleanField(
        label=_("可能影响投标（响应）文件编制"),
        required=False,
        initial=True,
        help_text=_("剩余时间不够法定天数的，截止时间自动顺延。"),
    )
    new_day = DayField(
        label=_("新的截止日期"),
        required=False,
        help_text=_("不填则按法定天数计算。"),
    )
    new_time = TimeOfDayField(
        label=_("新的截止时刻"),
        initial="09:00",
        required=False,
    )

    documents_until = DayField(
        label=_("文件提供顺延至"),
        required=False,
        help_text=_("获取文件的供应商不足三家，或者公告在法定媒体发布较晚时，可以顺延提供期限。"),
    )

    def __init__(
        self,
        *args: Any,
        touches_bids: bool = False,
        lines_move: bool = False,
        has_tables: bool = True,
        supply_article: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        supply = self.fields["documents_until"]
        supply.help_text = aside(supply.help_text, supply_article)
        if not has_tables:
            self.fields["text"].help_text = _(
                "为什么更正；写明原内容和更正后的内容。不得改变采购标的和资格条件。"
            )
        if lines_move:
            field = self.fields["text"]
            field.required = True
            field.help_text = _("为什么更正，以及增减了采购需求的项目以后，采购标的为什么没有改变。")
        if touches_bids:
            field = self.fields["affects_bids"]
            field.disabled, field.initial = True, True
            field.help_text = _(
                "上面的改动要写进投标（响应）文件：剩余时间不够法定天数的，截止时间自动顺延。"
            )
            self.initial.pop("affects_bids", None)

    def new_deadline(self) -> datetime | None:
        """Return the deadline that was asked for, or nothing: as the law counts."""
        day, time = self.cleaned_data["new_day"], self.cleaned_data["new_time"]
        return clock.local_time(day, time.hour if time else 9, time.minute if time else 0) if day else None
