"""Forms of asking and answering while a catalogue is made."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Organisation
from procurement.core.forms import DayField

from ..enums import Conclusion, Handling, OpinionKind


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ConsultForm(forms.Form):
    """Whom to ask, and until when."""

    until = DayField(label=_("答复期限"))
    organisations = forms.MultipleChoiceField(
        label=_("征求哪些单位"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("条目的责任单位已经选上；乡镇是使用目录的单位，也可以征求。"),
    )

    def __init__(self, *args: Any, offered: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.code: one for one in offered}
        self.fields["organisations"].choices = [(code, one.name) for code, one in self.offered.items()]

    def chosen(self) -> list[Organisation]:
        """Return the organisations that were ticked."""
        return [self.offered[code] for code in self.cleaned_data["organisations"]]


class OpenCommentsForm(forms.Form):
    """Until when the public may comment."""

    until = DayField(label=_("截止日期"), help_text=_("到这一天结束为止。"))


class AnswerForm(forms.Form):
    """A department's answer."""

    kind = forms.ChoiceField(label=_("意见"), choices=OpinionKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("修改意见"),
        required=False,
        max_length=4000,
        widget=_area(6),
        help_text=_("写明条目编码、改成什么、理由。没有意见的留空。"),
    )


class ReplyForm(forms.Form):
    """The bureau's answer to a suggestion."""

    handling = forms.ChoiceField(label=_("处理"), choices=Handling.choices, widget=forms.RadioSelect)
    reply = forms.CharField(
        label=_("答复"), max_length=2000, widget=_area(), help_text=_("理由会和意见一起公开。")
    )


class CommentReplyForm(ReplyForm):
    """The bureau's answer to the public, with the choice not to publish the comment's own text."""

    withheld = forms.BooleanField(
        label=_("不公开原文"),
        required=False,
        help_text=_("只用于含个人信息或辱骂的内容；答复仍然公开。"),
    )


class ExpertForm(forms.Form):
    """An expert's opinion from the signed sheet."""

    name = forms.CharField(label=_("专家姓名"), max_length=60)
    employer = forms.CharField(label=_("工作单位"), max_length=100)
    position = forms.CharField(label=_("职称或职务"), max_length=60, required=False)
    conclusion = forms.ChoiceField(label=_("结论"), choices=Conclusion.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("论证意见"), max_length=4000, widget=_area(6))
    given_on = DayField(label=_("论证日期"))


class ApproveForm(forms.Form):
    """The approval with its document."""

    document_number = forms.CharField(label=_("文号"), max_length=80)
    approved_by = forms.CharField(label=_("批准机关"), max_length=100, help_text=_("例如：云梦县人民政府。"))
    approved_on = DayField(label=_("批准日期"))
    review_waiver = forms.CharField(
        label=_("不组织专家论证的理由"),
        required=False,
        max_length=2000,
        widget=_area(3),
        help_text=_("登记了专家意见的留空。必要时才组织专家论证（财政部令第102号第十三条）。"),
    )


class VoiceForm(forms.Form):
    """What somebody of the public says; nothing but the text is asked for."""

    text = forms.CharField(label=_("您的意见"), max_length=2000, widget=_area(6))
    name = forms.CharField(
        label=_("称呼"), max_length=60, required=False, help_text=_("会和意见一起公开；可以不填。")
    )
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=100,
        required=False,
        help_text=_("只供经办单位联系您，不公开；可以不填。"),
    )
    # People do not see it; programs that fill in every field give themselves away.
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("请留空这一格。"))
        return ""


class CommentForm(VoiceForm):
    """What somebody of the public says of a draft catalogue."""

    entry_code = forms.CharField(
        label=_("针对哪一条（目录编码）"),
        max_length=20,
        required=False,
        help_text=_("例如 A0402；针对整个目录的留空。"),
    )
