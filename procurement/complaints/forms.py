"""Forms of challenges (94 art. 12 says what a challenge must contain)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.core.templatetags.formats import day
from procurement.regulations.periods import Limit

from .enums import ChallengeGround, ChallengeOutcome


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

    outcome = forms.ChoiceField(label=_("结论"), choices=ChallengeOutcome.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("答复内容、依据和理由"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("答复不得涉及商业秘密（94号令第十五条）。"),
    )
