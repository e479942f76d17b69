"""Partners of a consortium and sub-contractors: one small form each, empty ones below to go on with."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..services.bid_parties import MOST
from .kept import DECIMAL, KeptChoice, KeptTick, kept_text

SPARE = 1
SCALES = [
    ("", _("请选择")),
    ("MICRO", _("微型企业")),
    ("SMALL", _("小型企业（含个体工商户）")),
    ("MEDIUM", _("中型企业")),
    ("LARGE", _("大型企业，或者不申请中小企业扶持政策")),
    ("NOT_ENTERPRISE", _("非企业（社会组织、事业单位、村集体等）")),
]


def figure_fields(medium: bool = False) -> dict[str, forms.Field]:
    """Return what the official letter asks of a small or medium enterprise (46 annex 1).

    ``medium``: whether the letter names medium enterprises too, as where a package is kept for them.
    """
    marks = _marks(medium)
    new_firm = forms.CheckboxInput(attrs={"class": "form-check-input new-firm"})
    return {
        "employees": kept_text(
            _("从业人员（人，上一年度）"), 20, required=False, widget=_narrow(), marks=marks
        ),
        "revenue": kept_text(
            _("营业收入（万元，上一年度）"), 20, required=False, widget=_narrow(), marks=marks
        ),
        "assets": kept_text(
            _("资产总额（万元，上一年度）"), 20, required=False, widget=_narrow(), marks=marks
        ),
        "new_firm": KeptTick(label=_("新成立，没有上一年度数据"), required=False, widget=new_firm),
    }


def _marks(medium: bool) -> list[tuple[str, Any]]:
    """Return when the figures must be filled. Which of the three holds follows what is chosen, by style sheet alone
    (``.sized``); a browser that cannot do that shows the first, which is true whatever is chosen.
    """
    needed = _("（中型、小型、微型企业必填）") if medium else _("（小型、微型企业必填）")
    return [("if-open", needed), ("if-needed", _("（必填）")), ("if-free", _("（选填）"))]


class PartyForm(forms.Form):
    """One of them. Nothing is refused here: the check list says what is missing."""

    use_required_attribute = False

    name = kept_text(_("单位名称"), 120)
    credit_code = kept_text(_("统一社会信用代码（个人填身份证号）"), 40)
    work = kept_text(_("承担的工作"), 500, widget=forms.Textarea(attrs={"rows": 2}))
    share = kept_text(_("份额（%）"), 20, widget=forms.TextInput(attrs={**DECIMAL, "class": "w-number"}))
    scale = KeptChoice(label=_("企业规模"), choices=SCALES)
    related = KeptTick(label=_("与其他各方有直接控股、管理关系"), required=False)

    def __init__(self, *args: Any, medium: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(figure_fields(medium))

    def typed(self) -> dict[str, Any]:
        """Return what was typed, right or wrong."""
        return {name: self[name].value() or "" for name in self.fields}


def parties(
    prefix: str, data: Mapping[str, Any] | None, kept: Iterable[Mapping[str, Any]], *, medium: bool
) -> list[PartyForm]:
    """Return a form for each row that was sent, or for each that was kept and a spare one below."""
    if data is not None:
        sent = {key.split("-")[1] for key in data if key.startswith(f"{prefix}-")}
        return [PartyForm(data, prefix=f"{prefix}-{n}", medium=medium) for n in range(MOST) if str(n) in sent]
    rows = list(kept)
    spare = min(SPARE, MOST - len(rows))
    return [
        PartyForm(initial=row, prefix=f"{prefix}-{n}", medium=medium)
        for n, row in enumerate([*rows, *[{}] * spare])
    ]


def _narrow() -> forms.TextInput:
    return forms.TextInput(attrs={**DECIMAL, "class": "w-number"})
