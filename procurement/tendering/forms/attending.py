"""What is typed around a public opening: who came, who looked at the seals, what is objected, what is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import ObjectionKind, SealChecker
from ..models import BidRound
from ..selectors import attendance


class AttendanceForm(forms.Form):
    """A bidder's representative who came to the room."""

    supplier = forms.ModelChoiceField(label=_("投标人"), queryset=None, to_field_name="code")
    person = forms.CharField(label=_("到场代表姓名"), max_length=100)

    def __init__(self, *args: Any, round: BidRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = attendance.absent(round)


class SealsForm(forms.Form):
    """Who held the receipts against the sealed files, as the host saw it."""

    by = forms.ChoiceField(label=_("由谁核对"), choices=SealChecker.for_host, widget=forms.RadioSelect)
    person = forms.CharField(
        label=_("代表姓名"),
        max_length=100,
        required=False,
        help_text=_("由投标人推选的代表核对时填写。"),
    )


class ObjectionForm(forms.Form):
    kind = forms.ChoiceField(label=_("提出什么"), choices=ObjectionKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("处理意见"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
