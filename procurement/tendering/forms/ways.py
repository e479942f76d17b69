"""Forms of what stands before some activities: invitation, method approval, single-source notice."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.forms import DayField

from ..enums import InvitationWay, InvitedBy
from .seen import SeenForm
from .tables import RowForm, TableForm

_ORIGINS = {
    InvitationWay.PREQUALIFICATION: (InvitedBy.QUALIFIED,),
    InvitationWay.POOL: (InvitedBy.POOL,),
    InvitationWay.RECOMMENDATION: (InvitedBy.PURCHASER, InvitedBy.EXPERT),
}


class InviteeRow(RowForm):
    judged = ("name", "credit_code", "opinion")
    name = forms.CharField(label=_("供应商名称"), max_length=200)
    credit_code = forms.CharField(label=_("统一社会信用代码（个人填身份证号）"), max_length=30)
    origin = forms.ChoiceField(label=_("来源"), choices=InvitedBy.choices)
    recommended_by = forms.CharField(label=_("推荐人"), max_length=100, required=False)
    opinion = forms.CharField(
        label=_("推荐意见"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False
    )
    invited = forms.BooleanField(label=_("受邀请"), required=False, initial=True)

    def __init__(self, *args: Any, ways: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lawful = [origin for way in ways for origin in _ORIGINS.get(way, ())]
        self.fields["origin"].choices = [one for one in InvitedBy.choices if one[0] in lawful]


class InvitationForm(SeenForm, TableForm):
    """How suppliers are invited; the record of a draw; the list."""

    row_form = InviteeRow
    way = forms.ChoiceField(label=_("邀请方式"), choices=[], widget=forms.RadioSelect)
    notice = forms.CharField(
        label=_("资格预审公告"),
        max_length=200,
        required=False,
        help_text=_("只在发布资格预审公告征集时填写：公告在省级以上财政部门指定媒体上的编号和网址。"),
    )
    published_on = DayField(label=_("资格预审公告发布日期"), required=False)
    applied_until = DayField(
        label=_("提交资格预审申请截止日期"),
        required=False,
        help_text=_("自公告发布之日起不得少于5个工作日（政府采购法实施条例第二十一条）。"),
    )
    number = forms.CharField(
        label=_("抽取编号"),
        max_length=60,
        required=False,
        help_text=_("随机抽取的填写以下五项，书面推荐的不用填写。"),
    )
    drawn_at = forms.CharField(
        label=_("抽取时间"), max_length=40, required=False, help_text=_("例如2026年9月18日10时。")
    )
    place = forms.CharField(label=_("抽取地点"), max_length=100, required=False)
    drawn_by = forms.CharField(label=_("抽取人"), max_length=60, required=False)
    watchers = forms.CharField(
        label=_("在场监督的采购人工作人员"),
        max_length=100,
        required=False,
        help_text=_("邀请招标不少于两名，用空格隔开。"),
    )

    def __init__(self, *args: Any, ways: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, row_kwargs={"ways": ways}, **kwargs)
        self.ways = ways
        if InvitationWay.PREQUALIFICATION not in ways:
            for name in ("notice", "published_on", "applied_until"):
                del self.fields[name]
        self.fields["way"].choices = [
            (value, label) for value, label in InvitationWay.choices if value in ways
        ]

    def longer(self) -> "InvitationForm":
        typed = [{name: row[name].value() for name in row.fields} for row in self.table]
        initial = {name: self[name].value() for name in self.fields}
        return InvitationForm(rows=typed, ways=self.ways, initial=initial)

    def record(self) -> dict[str, str]:
        """Return the record of the draw and of the prequalification as typed, days in ISO."""
        typed = {name: self.cleaned_data[name] for name in self.fields if name not in ("way", "seen")}
        return {
            name: value.isoformat() if isinstance(value, date) else value or ""
            for name, value in typed.items()
        }


class ApprovalForm(forms.Form):
    authority = forms.CharField(label=_("批准机关"), max_length=100)
    number = forms.CharField(label=_("批准文号"), max_length=100)
    approved_on = DayField(label=_("批准日期"))
    consent = forms.CharField(
        label=_("主管预算单位的同意"), max_length=200, help_text=_("哪个单位、哪一天、什么文件同意的。")
    )
    file = forms.FileField(label=_("批准文件"), help_text=_("扫描件，PDF或图片。"), allow_empty_file=True)


class ExpertRow(RowForm):
    judged = ("name", "opinion")
    name = forms.CharField(label=_("姓名"), max_length=60)
    unit = forms.CharField(label=_("工作单位"), max_length=120)
    title = forms.CharField(label=_("职称"), max_length=60)
    opinion = forms.CharField(label=_("论证意见"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


class SingleSourceForm(TableForm):
    """What the notice says (74 art. 38): the supplier, why it is the only one, what experts say of it."""

    row_form = ExpertRow
    supplier_name = forms.CharField(label=_("拟定供应商名称"), max_length=200)
    supplier_address = forms.CharField(label=_("拟定供应商地址"), max_length=200)
    statement = forms.CharField(
        label=_("服务的说明"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    reason = forms.CharField(
        label=_("采用单一来源的原因"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    medium_url = forms.URLField(label=_("法定媒体网址"), required=False, assume_scheme="https")

    def longer(self) -> "SingleSourceForm":
        typed = [{name: row[name].value() for name in row.fields} for row in self.table]
        return SingleSourceForm(rows=typed, initial={name: self[name].value() for name in self.fields})


class ObjectionForm(forms.Form):
    objector = forms.CharField(
        label=_("单位或者个人名称"), max_length=200, help_text=_("以书面形式提出的，按原件填写。")
    )
    contact = forms.CharField(label=_("联系方式"), max_length=200, required=False)
    text = forms.CharField(label=_("异议内容"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000)


class ArgumentForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=_("结论"),
        choices=[("no", _("异议不成立")), ("yes", _("异议成立"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    argument = forms.CharField(
        label=_("补充论证的结论"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("将告知提出异议的人，并和公示情况一起报财政部门。"),
    )
