"""Orders that nobody chooses a supplier for: in turn, or by a second competition."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core import clock
from procurement.core.fields import YuanField
from procurement.core.forms import DayField, TimeOfDayField

from ..models import Framework


class TurnForm(forms.Form):
    """How much, where, what; supplier and price follow from the framework."""

    quantity = forms.DecimalField(label=_("数量"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2)
    place = forms.CharField(label=_("服务地点"), max_length=200, help_text=_("例如：义堂镇东片6个村。"))
    need = forms.CharField(
        label=_("服务要求"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("服务对象、内容、完成时间。服务标准以框架协议为准，不能另加实质性条件。"),
    )

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].label = _("数量（%(unit)s）") % {"unit": framework.unit}

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {name: self.cleaned_data[name] for name in ("quantity", "place", "need")}


class ContestForm(TurnForm):
    """And until when the admitted may offer."""

    until_day = DayField(label=_("报价截止日期"))
    until_time = TimeOfDayField(label=_("报价截止时刻"))

    def values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        until = datetime.combine(typed["until_day"], typed["until_time"], tzinfo=clock.SHANGHAI)
        return {**super().values(), "until": until}


class OfferForm(forms.Form):
    price = YuanField(label=_("报价（元）"))

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"].label = _("报价（元／%(unit)s）") % {"unit": unit}
