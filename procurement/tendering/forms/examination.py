"""What the examiner finds about one bid: the parts that are this person's."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_PASSES = [("yes", _("通过")), ("no", _("不通过"))]


class ExaminationForm(forms.Form):
    """Qualification, conformity, or both (RULES N-13)."""

    qualified = forms.ChoiceField(label=_("资格审查"), choices=_PASSES, widget=forms.RadioSelect)
    qualified_reason = forms.CharField(
        label=_("资格审查意见"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不通过的，写明理由和依据；理由将告知该供应商。"),
    )
    credit_record = forms.CharField(
        label=_("信用查询记录"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("信用中国、中国政府采购网的查询时间和结果（财库〔2016〕125号）。"),
    )
    conforms = forms.ChoiceField(
        label=_("符合性审查"), choices=_PASSES, widget=forms.RadioSelect, required=False
    )
    conforms_reason = forms.CharField(
        label=_("符合性审查意见"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不通过的，写明未响应的实质性要求。"),
    )

    def __init__(self, *args: Any, qualifies: bool, judges: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = [] if qualifies else ["qualified", "qualified_reason", "credit_record"]
        hidden += [] if judges else ["conforms", "conforms_reason"]
        for name in hidden:
            del self.fields[name]

    def findings(self) -> dict[str, Any]:
        """Return what the service takes: yes or no as truth values, nothing where nothing was said."""
        found = dict(self.cleaned_data)
        for name in ("qualified", "conforms"):
            if name in found:
                found[name] = {"yes": True, "no": False}.get(found[name])
        return found


def initial_of(examination: Any) -> dict[str, Any]:
    """Return an examination as initial values."""
    if examination is None:
        return {}
    words = {True: "yes", False: "no", None: ""}
    return {
        "qualified": words[examination.qualified],
        "qualified_reason": examination.qualified_reason,
        "credit_record": examination.credit_record,
        "conforms": words[examination.conforms],
        "conforms_reason": examination.conforms_reason,
    }
