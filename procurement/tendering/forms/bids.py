"""The bid form: its fields follow the tender documents. Everything typed is kept, right or wrong."""

from typing import Any

from django import forms
from django.utils.html import conditional_escape
from django.utils.translation import gettext_lazy as _

from procurement.core.templatetags.formats import written

from ..enums import RoundKind
from ..models import BidRound
from ..services import bid_forms

_SCALES = [
    ("", _("请选择")),
    ("MICRO", _("微型企业")),
    ("SMALL", _("小型企业（含个体工商户）")),
    ("MEDIUM", _("中型企业")),
    ("LARGE", _("大型企业")),
    ("NOT_ENTERPRISE", _("非企业（社会组织、事业单位、村集体等）")),
]
_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
_MONEY = forms.TextInput(attrs={**_DECIMAL, "class": "w-number"})


class _Kept:
    """A field that has to be filled before sealing and may be empty in a draft."""

    def validate(self, value: Any) -> None:
        """Take anything: the check list says what is missing."""


class KeptText(_Kept, forms.CharField):
    """A text as typed, right or wrong."""


class KeptChoice(_Kept, forms.ChoiceField):
    """A choice that may still be open; ``bid_forms`` refuses what is none of the choices."""


class KeptTick(_Kept, forms.BooleanField):
    """A statement not yet made."""


class BidForm(forms.Form):
    """One round's form. A draft may be partial: nothing is refused here, the check list says what is missing."""

    use_required_attribute = False

    def __init__(self, *args: Any, round: BidRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round
        self.final = round.kind == RoundKind.FINAL
        self.lines = list(round.package.requirements.all())
        self.questions = [] if self.final else bid_forms.questions(package=round.package)
        self._add_prices()
        self._add_bidder()
        self._add_answers()
        self._add_statements()

    def _add_prices(self) -> None:
        for line in self.lines:
            quantity = format(line.quantity.normalize(), "f")
            label = _("%(what)s 单价（元/%(unit)s，共%(quantity)s%(unit)s）")
            self.fields[f"unit_price_{line.position}"] = _text(
                written(label % {"what": line.what, "unit": line.unit, "quantity": quantity}),
                40,
                widget=_MONEY,
            )
        self.fields["offer"] = _text(
            _("总报价（元）"), 40, widget=_MONEY, help_text=_("以元为单位，最多两位小数，例如288000.00。")
        )
        self.fields["unit_confirmed"] = _tick(_("单位无误：我确认以上报价的单位是“元”"), required=False)

    def _add_bidder(self) -> None:
        self.fields["scale"] = KeptChoice(
            label=_("企业规模"), choices=_SCALES, help_text=_("按中小企业声明函填写。")
        )
        self.fields["small_share"] = _text(
            _("小微企业承担的合同份额（%）"),
            10,
            required=False,
            widget=forms.TextInput(attrs=_DECIMAL),
            help_text=_("联合体或分包时填写。"),
        )

    def _add_answers(self) -> None:
        criteria = {row.code: row.criteria for row in self.round.package.factors.all()}
        for kind, code, label in self.questions:
            self.fields[f"{kind}_{code}"] = _text(
                written(label),
                bid_forms.LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 4 if kind == "factor" else 2}),
                # A help text is shown as HTML; what the purchaser wrote is none.
                help_text=conditional_escape(written(criteria.get(code, ""))) if kind == "factor" else "",
            )
        if not self.final:
            self.fields["team"] = _text(
                _("项目团队"),
                bid_forms.LONGEST_ANSWER,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def _add_statements(self) -> None:
        self.fields["article22"] = _tick(_("我单位符合《政府采购法》第二十二条规定的条件"))
        self.fields["no_collusion"] = _tick(_("本文件由我单位独立编制，没有与其他供应商串通"))

    def to_bid(self) -> dict[str, Any]:
        """Return what was typed as ``bid-form/1``."""
        typed = self.cleaned_data
        return {
            "offer": typed["offer"],
            "prices": [
                {"position": line.position, "unit_price": typed[f"unit_price_{line.position}"]}
                for line in self.lines
            ],
            "scale": typed["scale"],
            "small_share": typed["small_share"],
            "statements": {name: typed[name] for name in ("article22", "no_collusion", "unit_confirmed")},
            "answers": [
                {"kind": kind, "code": code, "text": typed[f"{kind}_{code}"]}
                for kind, code, _label in self.questions
            ],
            "team": typed.get("team", ""),
        }


def initial_of(bid: dict[str, Any]) -> dict[str, Any]:
    """Return a draft's form as the initial values of ``BidForm``."""
    values = {f"unit_price_{row['position']}": row["unit_price"] for row in bid.get("prices", [])}
    values |= {f"{row['kind']}_{row['code']}": row["text"] for row in bid.get("answers", [])}
    values |= bid.get("statements", {})
    return {**values, **{name: bid.get(name) or "" for name in ("offer", "scale", "small_share", "team")}}


class SealForm(forms.Form):
    """The last look before sealing: one key per page shown, so that sending twice seals once."""

    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    version = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    keep_draft = forms.BooleanField(
        label=_("在平台上保留草稿，便于截止前修改"),
        required=False,
        help_text=_(
            "不勾选时，密封后平台上不再留有可读的内容；如需修改要重新填写。保留的草稿由平台密钥加密，截止时自动删除。"
        ),
    )


class AttachmentForm(forms.Form):
    """Shows the field only: the file is sealed by the upload handler while it arrives."""

    file = forms.FileField(
        label=_("添加附件"), required=False, help_text=_("PDF、OFD、Word、Excel、ZIP或图片；上传时即加密。")
    )


def _text(label: Any, longest: int, **kwargs: Any) -> KeptText:
    return KeptText(label=label, max_length=longest, **kwargs)


def _tick(label: Any, **kwargs: Any) -> KeptTick:
    return KeptTick(label=label, **kwargs)


class AgentForm(forms.Form):
    """Whom to authorise for this tender."""

    person = forms.ModelChoiceField(label=_("代理人"), queryset=None, to_field_name="code")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
