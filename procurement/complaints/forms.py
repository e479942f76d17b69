"""Forms of challenges (94 art. 12 says what a challenge must contain)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.core.templatetags.formats import day
from procurement.regulations.periods import Limit
from procurement.tendering.models import Package

from .enums import REMEDIES, ChallengeGround, ChallengeOutcome, ChallengeRemedy


class ChallengeForm(forms.Form):
    """What is challenged, the facts, the law, what is asked for."""

    ground = forms.ChoiceField(label=_("对什么提出质疑"), widget=forms.RadioSelect)
    facts = forms.CharField(
        label=_("事实与理由"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("哪一件事、哪一条款损害了您的权益，并说明理由。"),
    )
    legal_basis = forms.CharField(
        label=_("法律依据"), max_length=300, help_text=_("例如：《政府采购法》第二十二条。")
    )
    request = forms.CharField(label=_("质疑请求"), widget=forms.Textarea(attrs={"rows": 4}))
    may_change_result = forms.BooleanField(
        label=_("可能影响中标（成交）结果"),
        required=False,
        initial=True,
        help_text=_("勾选的，答复前暂停签订合同（条例第五十四条）。"),
    )

    def __init__(self, *args: Any, grounds: Mapping[ChallengeGround, Limit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [
            (ground, gettext("%(ground)s（%(day)s前）") % {"ground": ground.label, "day": day(limit.limit)})
            for ground, limit in grounds.items()
        ]


class AnswerForm(forms.Form):
    """The written answer."""

    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=ChallengeOutcome.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "质疑成立且影响或者可能影响结果的，选“质疑成立”：合同暂停签订，答复后再选择怎样处理（94号令第十六条）。"
        ),
    )
    answer = forms.CharField(
        label=_("答复内容、依据和理由"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("答复不得涉及商业秘密（94号令第十五条）。"),
    )


class RemedyForm(forms.Form):
    """What follows an upheld challenge; which ways are offered depends on what was challenged."""

    remedy = forms.ChoiceField(label=_("怎样处理"), widget=forms.RadioSelect)
    package = forms.ChoiceField(label=_("质疑涉及的采购包"))
    winner_qualifies = forms.TypedChoiceField(
        label=_("另行确定的，请说明：原成交供应商还合格吗"),
        choices=(
            ("no", _("不是：它不符合条件，或者响应无效")),
            ("yes", _("是：只是评分或者程序有误")),
        ),
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("另行确定前要看合格供应商还有几家；不合格的不计入。"),
    )
    reason = forms.CharField(
        label=_("理由"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("会公告并告知各供应商。能够另行确定的应当另行确定；重新开展的，写明为什么不能另行确定。"),
    )

    def __init__(self, *args: Any, ground: str, packages: Sequence[Package], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.packages = {package.code: package for package in packages}
        ways = REMEDIES[ChallengeGround(ground)]
        self.fields["remedy"].choices = [(way.value, way.label) for way in ways]
        if ChallengeRemedy.NEXT not in ways:
            del self.fields["winner_qualifies"]
        if len(packages) < 2 or ground == ChallengeGround.DOCUMENTS:
            del self.fields["package"]
        else:
            self.fields["package"].choices = [(one.code, f"{one.number} {one.title}") for one in packages]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        unsaid = data.get("winner_qualifies") is None
        if data.get("remedy") == ChallengeRemedy.NEXT and unsaid:
            self.add_error("winner_qualifies", gettext("另行确定的，请说明原成交供应商是否合格。"))
        return data

    def chosen(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        return {
            "remedy": ChallengeRemedy(data["remedy"]),
            "reason": data["reason"],
            "package": self.packages.get(data.get("package", "")),
            "winner_qualifies": bool(data.get("winner_qualifies")),
        }
