"""Pass phrases: chosen once, typed at the opening."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.language import bracketed

from ..models import BidRound, CustodianKey, RoundCustodian
from ..selectors import custody, rounds


class KeyChoice(forms.ModelChoiceField):
    """A custodian in office, with the organisation."""

    def label_from_instance(self, key: CustodianKey) -> str:
        return bracketed(key.user.display_name, key.organisation.name)


class EnrolForm(forms.Form):
    passphrase = forms.CharField(
        label=_("口令"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        strip=False,
        help_text=_("至少8个汉字的一句话，或至少12个字母、数字和符号。只有您知道，平台不保存，也不能找回。"),
    )
    repeated = forms.CharField(
        label=_("再输入一次"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        strip=False,
    )

    def clean_repeated(self) -> str:
        """Refuse two different phrases: a slip here would lock the key for ever."""
        repeated: str = self.cleaned_data["repeated"]
        if repeated != self.cleaned_data.get("passphrase", repeated):
            raise forms.ValidationError(_("两次输入的口令不一样，请重新输入。"))
        return repeated


class UnlockForm(forms.Form):
    passphrase = forms.CharField(
        label=_("您的开标口令"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        max_length=200,
        strip=False,
        help_text=_("忘记口令时，可输入恢复页上以AGE-SECRET-KEY开头的一行。"),
    )


class ReplaceForm(UnlockForm):
    """Who leaves, who takes over, why; and one's own pass phrase."""

    part = forms.ChoiceField(label=_("更换哪一位"), choices=[], widget=forms.RadioSelect)
    key = KeyChoice(label=_("由谁接任"), queryset=CustodianKey.objects.none(), empty_label=_("请选择"))
    reason = forms.CharField(label=_("更换原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    field_order = ("part", "key", "reason", "passphrase")

    def __init__(self, *args: Any, round: BidRound, user_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = list(rounds.custodians(round))
        others = [place for place in places if place.key.user_id != user_id]
        self.fields["part"].choices = [(place.part, _labelled(place)) for place in others]
        left = [place.part for place in others if not place.serving]
        self.fields["part"].initial = left[0] if left else None
        free = custody.in_use().exclude(user__in=[place.key.user_id for place in places])
        self.fields["key"].queryset = free.filter(organisation__kind__in=custody.KINDS)

    def given(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {name: self.cleaned_data[name] for name in self.field_order}


class RehearsalForm(forms.Form):
    """With whom to practise; nobody is needed."""

    first = KeyChoice(
        label=_("第二位参加人"),
        queryset=CustodianKey.objects.none(),
        required=False,
        empty_label=_("由平台扮演"),
        help_text=_("选了同事，要由他本人登录输入口令；不选，平台扮演，您一个人就能练。"),
    )
    second = KeyChoice(
        label=_("第三位参加人"),
        queryset=CustodianKey.objects.none(),
        required=False,
        empty_label=_("由平台扮演"),
    )

    def __init__(self, *args: Any, user_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = custody.in_use().exclude(user=user_id)

    def colleagues(self) -> list[CustodianKey]:
        """Return who was chosen."""
        return [key for key in (self.cleaned_data["first"], self.cleaned_data["second"]) if key]


def _labelled(place: RoundCustodian) -> str:
    who = _("%(part)s：%(person)s") % {
        "part": place.get_part_display(),
        "person": place.key.user.display_name,
    }
    return who if place.serving else _("%(who)s（已离任）") % {"who": who}


class ReceiptLookupForm(forms.Form):
    """A receipt's code, as it is read out over the telephone."""

    code = forms.CharField(label=_("回执号"), max_length=20, help_text=_("例如 R7K2-9QXM"))

    def clean_code(self) -> str:
        code: Any = self.cleaned_data["code"]
        return code.strip().upper()
