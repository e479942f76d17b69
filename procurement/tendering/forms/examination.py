"""What the examiner finds about one bid: the parts that are this person's."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.forms import MomentField
from procurement.core.templatetags.formats import written

from ..models import OpenedBid
from ..selectors.qualification import ConditionFound, Qualification, lists_of

_PASSES = [("yes", _("通过")), ("no", _("不通过"))]
_MEETS = [("yes", _("符合")), ("no", _("不符合"))]
_NAMED = [("no", _("未列入")), ("yes", _("列入"))]
_RADIO = forms.RadioSelect


class ExaminationForm(forms.Form):
    """Qualification condition by condition and list by list, conformity, or both (RULES N-13)."""

    consulted_at = MomentField(
        label=_("信用查询时间"),
    )
    credit_record = forms.CharField(
        label=_("信用查询记录"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "在哪个网站查询、结果怎样、截图存放在哪里；联合体的，逐个成员写明（财库〔2016〕125号）。"
        ),
    )
    qualified_reason = forms.CharField(
        label=_("资格审查意见"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("其他需要说明的；不符合的理由写在各条下面，将告知该供应商。"),
    )
    conforms = forms.ChoiceField(label=_("符合性审查"), choices=_PASSES, widget=_RADIO, required=False)
    conforms_reason = forms.CharField(
        label=_("符合性审查意见"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不通过的，写明未响应的实质性要求。"),
    )

    def __init__(self, *args: Any, bid: OpenedBid, qualifies: bool, judges: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.qualifies = qualifies
        self.conditions = list(bid.round.package.conditions.all()) if qualifies else []
        self.lists = lists_of(bid.supplier) if qualifies else ()
        hidden = [] if qualifies else ["qualified_reason", "credit_record", "consulted_at"]
        hidden += [] if judges else ["conforms", "conforms_reason"]
        for name in hidden:
            del self.fields[name]
        self._add_qualification()

    def _add_qualification(self) -> None:
        """Put what the documents ask and the lists before everything else, in their order."""
        first: dict[str, forms.Field] = {}
        for row in self.conditions:
            first[f"condition_{row.code}"] = forms.ChoiceField(
                label=written(row.text), choices=_MEETS, widget=_RADIO
            )
            first[f"note_{row.code}"] = forms.CharField(
                label=_("不符合的理由"), max_length=500, required=False
            )
        for kind in self.lists:
            first[f"list_{kind}"] = forms.ChoiceField(label=kind.label, choices=_NAMED, widget=_RADIO)
        self.fields = {**first, **self.fields}

    def findings(self) -> dict[str, Any]:
        """Return what the service takes; nothing where nothing was said."""
        data = self.cleaned_data
        found: dict[str, Any] = {}
        if self.qualifies:
            rows = [
                ConditionFound(
                    row.code, row.text, data[f"condition_{row.code}"] == "yes", data[f"note_{row.code}"]
                )
                for row in self.conditions
            ]
            lists = {kind.value: data[f"list_{kind}"] == "yes" for kind in self.lists}
            found = {
                "qualification": Qualification(rows, lists, data["consulted_at"]),
                "qualified_reason": data["qualified_reason"],
                "credit_record": data["credit_record"],
            }
        if "conforms" in data:
            found["conforms"] = {"yes": True, "no": False}.get(data["conforms"])
            found["conforms_reason"] = data["conforms_reason"]
        return found


def initial_of(examination: Any) -> dict[str, Any]:
    """Return an examination as initial values."""
    if examination is None:
        return {}
    words = {True: "yes", False: "no", None: ""}
    values = {f"condition_{row['code']}": words[row["passed"]] for row in examination.conditions}
    values |= {f"note_{row['code']}": row["note"] for row in examination.conditions}
    values |= {f"list_{row['list']}": words[row["found"]] for row in examination.lists}
    return {
        **values,
        "credit_record": examination.credit_record,
        "consulted_at": examination.consulted_at,
        "conforms": words[examination.conforms],
        "conforms_reason": examination.conforms_reason,
    }
