"""The form of a paper against splitting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.forms import DayField

from ..enums import GroundKind
from ..models import PlanItem


class GroundForm(forms.Form):
    """Which paper, and which of the purchases it covers."""

    kind = forms.ChoiceField(label=_("依据"), choices=GroundKind.choices, widget=forms.RadioSelect)
    document = forms.CharField(
        label=_("文件名称和文号"), max_length=200, help_text=_("例如：孝财采批〔2026〕7号。")
    )
    document_on = DayField(label=_("文件日期"))
    file = forms.FileField(label=_("文件扫描件"), help_text=_("PDF 或图片。"), allow_empty_file=True)
    items = forms.MultipleChoiceField(
        label=_("文件写明适用的项目"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只勾选文件写明的项目；没有勾选的继续累计。"),
    )

    def __init__(self, *args: Any, offered: list[PlanItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {item.code: item for item in offered}
        self.fields["items"].choices = [
            (code, _("%(title)s（%(amount)s 元）") % {"title": item.title, "amount": f"{item.amount:,.2f}"})
            for code, item in self.offered.items()
        ]

    def chosen(self) -> list[PlanItem]:
        """Return the items that were ticked."""
        return [self.offered[code] for code in self.cleaned_data["items"]]
