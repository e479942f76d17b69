"""Pass phrases: chosen once, typed at the opening."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


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


class ReceiptLookupForm(forms.Form):
    """A receipt's code, as it is read out over the telephone."""

    code = forms.CharField(label=_("回执号"), max_length=20, help_text=_("例如 R7K2-9QXM"))

    def clean_code(self) -> str:
        code: Any = self.cleaned_data["code"]
        return code.strip().upper()
