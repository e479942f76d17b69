"""The bid form: its fields follow the tender documents. Everything typed is kept, right or wrong."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from procurement.core.forms import DateInput
from procurement.core.templatetags.formats import written
from procurement.suppliers.enums import Scale

from ..enums import BondKind, FilePurpose, PolicyBody, RoundKind, Stance
from ..models import BidRound, RequirementLine
from ..selectors.changes import FACTOR, LINE
from ..selectors.versions import marks
from ..services import bid_bonds, bid_forms, bid_parties
from .kept import DECIMAL, KeptChoice, KeptTick, kept_text
from .parties import SCALES, PartyForm, figure_fields, parties

_NUMBER = forms.TextInput(attrs={**DECIMAL, "class": "w-number"})
_STANCES = [("", _("请选择")), *Stance.choices]
_BOND_TEXTS = ("kind", "institution", "number", "account", "amount", "valid_until")


class BidForm(forms.Form):
    """One round's form. A draft may be partial: nothing is refused here, the check list says what is missing."""

    use_required_attribute = False

    def __init__(self, *args: Any, round: BidRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round
        self.final = round.kind == RoundKind.FINAL
        self.lines = list(round.package.requirements.all())
        self.marks = {} if self.final else marks(round.package)
        self.questions = [] if self.final else bid_forms.questions(package=round.package)
        # Whether a medium enterprise too signs the letter, and fills its figures.
        self.letter_names_medium = Scale.MEDIUM in bid_parties.named_scales(round.package)
        data = self.data if self.is_bound else None
        self.partners: list[PartyForm] = []
        self.subcontractors: list[PartyForm] = []
        self.sections: dict[str, list[str]] = {}
        self._section("prices", self._add_prices)
        if not self.final:
            self._section("lines", self._add_responses)
            self._section("answers", self._add_answers)
            self._section("size", self._add_size)
            self.subcontractors = parties(
                "subs", data, self.initial.get("subs", []), medium=self.letter_names_medium
            )
        if not self.final and round.package.tender.accepts_consortium:
            self._section("consortium", self._add_lead)
            self.partners = parties(
                "partners", data, self.initial.get("partners", []), medium=self.letter_names_medium
            )
        if bid_bonds.is_asked(round):
            self._section("bond", self._add_bond)
        self._section("statements", self._add_statements)

    def _section(self, name: str, add: Callable[[], None]) -> None:
        before = set(self.fields)
        add()
        self.sections[name] = [field for field in self.fields if field not in before]

    def _part(self, name: str) -> list[forms.BoundField]:
        return [self[field] for field in self.sections.get(name, [])]

    # The parts of the page, for the template.
    prices = property(lambda self: self._part("prices"))
    answers = property(lambda self: self._part("answers"))
    size = property(lambda self: self._part("size"))
    consortium = property(lambda self: self._part("consortium"))
    bond = property(lambda self: self._part("bond"))
    declarations = property(lambda self: self._part("statements"))

    def responses(self) -> list[dict[str, Any]]:
        """Return each line of the requirement with its two fields."""
        return [
            {
                "line": line,
                "stance": self[f"stance_{line.position}"],
                "text": self[f"response_{line.position}"],
                "marks": self.marks.get((LINE, str(line.position)), []),
            }
            for line in self.lines
            if not self.final
        ]

    def _add_prices(self) -> None:
        for line in self.lines:
            quantity = format(line.quantity.normalize(), "f")
            label = _("%(what)s 单价（元/%(unit)s，共%(quantity)s%(unit)s）")
            self.fields[f"unit_price_{line.position}"] = kept_text(
                written(label % {"what": line.what, "unit": line.unit, "quantity": quantity}),
                40,
                widget=_NUMBER,
            )
        self.fields["offer"] = kept_text(
            _("总报价（元）"), 40, widget=_NUMBER, help_text=_("以元为单位，最多两位小数，例如288000.00。")
        )
        self.fields["unit_confirmed"] = KeptTick(
            label=_("单位无误：我确认以上报价的单位是“元”"), required=False
        )

    def _add_responses(self) -> None:
        for line in self.lines:
            self.fields[f"stance_{line.position}"] = KeptChoice(
                label=_named(_("第%(n)s项的响应"), line), choices=_STANCES
            )
            self.fields[f"response_{line.position}"] = kept_text(
                _named(_("第%(n)s项的说明"), line),
                bid_forms.LONGEST_ANSWER,
                required=False,
                marks=[("", _("（有偏离的必填）"))],
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("有偏离的必须写明；完全满足的，可以写明怎样做到。"),
            )

    def _add_answers(self) -> None:
        criteria = {row.code: row.criteria for row in self.round.package.factors.all()}
        for kind, code, label in self.questions:
            self.fields[f"{kind}_{code}"] = kept_text(
                written(label),
                bid_forms.LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 4 if kind == "factor" else 2}),
                help_text=self._asked(code, criteria.get(code, "")) if kind == "factor" else "",
            )
        self.fields["team"] = kept_text(
            _("项目团队"),
            bid_forms.LONGEST_ANSWER,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def _asked(self, code: str, criteria: str) -> str:
        """Return what a factor looks at, and what an amendment changed of it.

        A help text is shown as HTML; what the purchaser wrote is none.
        """
        said = [criteria, *self.marks.get((FACTOR, code), [])]
        return format_html_join(mark_safe("<br>"), "{}", ((written(text),) for text in said if text))

    def _add_size(self) -> None:
        self.fields["scale"] = KeptChoice(
            label=_("企业规模（本单位）"),
            choices=SCALES,
            help_text=_("按本项目所属行业的中小企业划分标准自行判断，由本单位负责。"),
        )
        self.fields["policy_body"] = KeptChoice(
            label=_("视同小型、微型企业的单位"),
            choices=[("", _("都不是")), *PolicyBody.choices],
            required=False,
            help_text=_(
                "监狱企业上传省级以上监狱管理局、戒毒管理局的证明；残疾人福利性单位签署声明函。不用填下面的人数和金额。"
            ),
        )
        self.fields.update(figure_fields(self.letter_names_medium))
        self.fields["sme_letter"] = KeptTick(
            label=_(
                "签署《中小企业声明函》：以上企业不属于大企业的分支机构，控股股东不是大企业，与大企业的负责人不是同一人；内容真实，愿承担责任"
            ),
            required=False,
        )

    def _add_lead(self) -> None:
        self.fields["lead_work"] = kept_text(
            _("本单位（牵头人）承担的工作"), 500, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.fields["lead_share"] = kept_text(_("本单位承担的份额（%）"), 20, widget=_NUMBER)
        self.fields["lead_authority"] = KeptTick(
            label=_(
                "联合体各方已授权本单位牵头，代表各方办理投标（响应）；各方没有另外单独或者与他人联合参加"
            ),
            required=False,
        )

    def _add_bond(self) -> None:
        kinds = BondKind.for_method(self.round.package.tender.method)
        choices = [("", _("请选择")), *((kind.value, kind.label) for kind in kinds)]
        self.fields["bond_kind"] = KeptChoice(label=_("保证金的形式"), choices=choices)
        self.fields["bond_institution"] = kept_text(_("出具机构或者付款银行"), 120)
        self.fields["bond_number"] = kept_text(_("保函、票据或者付款凭证编号"), 120)
        self.fields["bond_account"] = kept_text(
            _("付款账户的账号"),
            60,
            required=False,
            marks=[("", _("（不是保函的必填）"))],
            help_text=_("从哪个账户支付保证金；交保函的，可以填支付保函费用的账户。"),
        )
        self.fields["bond_amount"] = kept_text(_("保证金金额（元）"), 40, widget=_NUMBER)
        self.fields["bond_valid_until"] = kept_text(
            _("保函有效期至"),
            20,
            required=False,
            marks=[("", _("（保函必填）"))],
            widget=DateInput(attrs={"class": "w-date"}),
        )

    def _add_statements(self) -> None:
        self.fields["article22"] = KeptTick(label=_("我单位符合《政府采购法》第二十二条规定的条件"))
        self.fields["no_collusion"] = KeptTick(label=_("本文件由我单位独立编制，没有与其他供应商串通"))

    def mark_wrong(self, problems: Iterable[bid_forms.Problem]) -> None:
        """Put what is wrong with a kept draft beside its field; a field still empty is only counted as missing."""
        told: dict[str, list[str]] = {}
        for problem in problems:
            told.setdefault(problem.field, []).append(str(problem.message))
        for part in (self, *self.partners, *self.subcontractors):
            for name, field in part.fields.items():
                said = told.get(part.add_prefix(name))
                if said and part.get_initial_for_field(field, name):
                    id_ = part[name].auto_id
                    part.errors[name] = part.error_class(said, renderer=part.renderer, field_id=id_)

    def to_bid(self) -> dict[str, Any]:
        """Return what was typed, for ``bid_forms.clean``."""
        typed = self.cleaned_data
        found: dict[str, Any] = {
            "offer": typed["offer"],
            "prices": [
                {"position": line.position, "unit_price": typed[f"unit_price_{line.position}"]}
                for line in self.lines
            ],
            "statements": {name: typed.get(name, False) for name in bid_forms.STATEMENTS},
        }
        return found if self.final else {**found, **self._bidder(typed)}

    def _bidder(self, typed: dict[str, Any]) -> dict[str, Any]:
        return {
            "responses": [
                {
                    "position": line.position,
                    "stance": typed[f"stance_{line.position}"],
                    "text": typed[f"response_{line.position}"],
                }
                for line in self.lines
            ],
            "answers": [
                {"kind": kind, "code": code, "text": typed[f"{kind}_{code}"]}
                for kind, code, _label in self.questions
            ],
            "team": typed["team"],
            "own_scale": typed["scale"],
            "policy_body": typed["policy_body"],
            "size": {name: typed[name] for name in figure_fields()},
            "consortium": {
                "work": typed.get("lead_work", ""),
                "share": typed.get("lead_share", ""),
                "partners": [row.typed() for row in self.partners],
            },
            "subcontracts": [row.typed() for row in self.subcontractors],
            "bond": {name: typed.get(f"bond_{name}", "") for name in _BOND_TEXTS},
        }


def initial_of(bid: dict[str, Any]) -> dict[str, Any]:
    """Return a draft's form, ``bid-form/1`` or later, as the initial values of ``BidForm``."""
    values = {f"unit_price_{row['position']}": row["unit_price"] for row in bid.get("prices", [])}
    values |= {f"{row['kind']}_{row['code']}": row["text"] for row in bid.get("answers", [])}
    values |= bid.get("statements", {})
    for row in bid.get("responses", []):
        values |= {f"stance_{row['position']}": row["stance"], f"response_{row['position']}": row["text"]}
    consortium = bid.get("consortium") or {}
    return {
        **values,
        **{name: bid.get(name) or "" for name in ("offer", "team")},
        "scale": bid.get("own_scale") or bid.get("scale") or "",
        "policy_body": bid.get("policy_body") or "",
        **bid.get("size", {}),
        "lead_work": consortium.get("work", ""),
        "lead_share": consortium.get("share", ""),
        "partners": consortium.get("partners", []),
        "subs": bid.get("subcontracts", []),
        **{f"bond_{name}": value for name, value in (bid.get("bond") or {}).items()},
    }


class SealForm(forms.Form):
    """The last look before sealing: one key per page shown, so that sending twice seals once."""

    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    version = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    # The version of the tender documents that the page was shown by.
    documents = forms.IntegerField(widget=forms.HiddenInput, required=False)
    keep_draft = forms.BooleanField(
        label=_("在平台上保留草稿，便于截止前修改"),
        required=False,
        help_text=_(
            "不勾选时，密封后平台上不再留有可读的内容；如需修改要重新填写。保留的草稿由平台密钥加密，截止时自动删除。"
        ),
    )


class AttachmentForm(forms.Form):
    """Shows the fields only: the file is sealed by the upload handler while it arrives."""

    use_required_attribute = False

    purpose = KeptChoice(label=_("这是什么文件"), choices=FilePurpose.choices)
    file = forms.FileField(
        label=_("添加附件"), help_text=_("PDF、OFD、Word、Excel、ZIP或图片；上传时即加密。")
    )


class AgentForm(forms.Form):
    """Whom to authorise for this tender."""

    person = forms.ModelChoiceField(label=_("代理人"), queryset=None, to_field_name="code")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


def _named(label: Any, line: RequirementLine) -> Any:
    return label % {"n": line.position}
