"""Forms of a registered supplier's record: details, papers, list entries."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.forms import DayField

from ..enums import ListKind, PaperKind, Scale
from .sign_up import ContactForm, NameForm, OfferForm


class DetailsForm(NameForm, ContactForm, OfferForm):
    """Everything of the sign-up that may change later."""

    # The size of a registered supplier is said, not worked out: Django drops what a subclass sets to None.
    industry = employees = revenue = assets = None

    field_order = (*NameForm.base_fields, *ContactForm.base_fields, "scale", "fields_of_service", "towns")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "scale" in self.fields:
            self.fields["scale"].required = True
            self.fields["scale"].choices = Scale.choices


class PaperForm(forms.Form):
    """A proof to hand in."""

    kind = forms.ChoiceField(label=_("材料种类"), choices=PaperKind.choices)
    file = forms.FileField(label=_("文件"), help_text=_("PDF、Word、表格或图片，每个不超过20 MB。"))
    valid_until = DayField(
        label=_("有效期至"),
        required=False,
        help_text=_("长期有效的不填。"),
    )


class ExclusionForm(forms.Form):
    """What a list says of a supplier."""

    list_kind = forms.ChoiceField(label=_("名单"), choices=ListKind.choices)
    starts_on = DayField(label=_("自"))
    ends_on = DayField(
        label=_("至"),
        required=False,
        help_text=_("包括当日；没有期限的不填，解除时再办理。"),
    )
    source = forms.CharField(
        label=_("查询来源"), max_length=300, help_text=_("网站和查询时间，例如：信用中国，2026-09-21 10:05。")
    )

    fine = forms.DecimalField(
        label=_("罚款金额（元）"),
        required=False,
        min_value=0,
        decimal_places=2,
        max_digits=14,
        help_text=_("因罚款列入“三年内有重大违法记录”的填写；低于较大数额罚款标准的不是重大违法记录。"),
    )


class ListCheckForm(forms.Form):
    """What each list that concerns this supplier said, in one go."""

    source = forms.CharField(label=_("查询网站"), max_length=300, initial="信用中国、中国政府采购网")
    record = forms.CharField(
        label=_("查询记录"), max_length=500, help_text=_("查询结果页的编号或原文，例如：未查到相关记录。")
    )
    file = forms.FileField(label=_("查询截图"), required=False, help_text=_("PDF或图片，不超过20 MB。"))

    def __init__(self, *args: Any, kinds: Iterable[ListKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(kinds)
        for kind in self.kinds:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=(("clear", _("未列入")), ("named", _("列入"))),
                widget=forms.RadioSelect,
            )
        self.order_fields([*(kind.value for kind in self.kinds), "source", "record", "file"])

    def results(self) -> dict[str, bool]:
        """Return list by list whether it names the supplier."""
        return {kind.value: self.cleaned_data[kind.value] == "named" for kind in self.kinds}


class VerifyForm(forms.Form):
    """Which papers were looked at."""

    papers = forms.MultipleChoiceField(
        label=_("逐份打开查看，看过的打勾"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, papers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"].choices = list(papers)
        if not self.fields["papers"].choices:
            del self.fields["papers"]


class UnfoundedForm(forms.Form):
    """A complaint that some finance department found without any fact."""

    decided_on = DayField(label=_("处理决定日期"))
    number = forms.CharField(label=_("处理决定文号"), max_length=100)
    authority = forms.CharField(
        label=_("作出决定的财政部门"), max_length=200, help_text=_("全国各地财政部门的决定都计算在内。")
    )


class LiftForm(forms.Form):
    """Why an entry ends before its time."""

    reason = forms.CharField(label=_("解除的理由"), max_length=300)
