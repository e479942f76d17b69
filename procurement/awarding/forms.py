"""Forms of evaluation and award. What the law asks is asked by the services; here only the shape is checked."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation, User
from procurement.accounts.selectors import members_holding
from procurement.core.forms import MomentField
from procurement.core.language import bracketed
from procurement.tendering.models import CustodianKey, OpenedBid, Package, RoundCustodian, ScoringFactor
from procurement.tendering.selectors import custody

from .enums import DrawKind
from .models import PanelMember
from .selectors.points import points_allowed, points_refusal

LAWFUL_DRAWS = [(kind.value, kind.label) for kind in (DrawKind.PROVINCIAL, DrawKind.OWN_CHOICE)]


def pool() -> "forms.models.QuerySet[User]":
    """Return the experts of the recorded pool."""
    homes = Organisation.objects.filter(kind=OrganisationKind.EXPERT_POOL)
    return User.objects.filter(
        is_active=True,
        memberships__organisation__in=homes,
        memberships__until__isnull=True,
        memberships__holdings__office=Office.EXPERT,
        memberships__holdings__until__isnull=True,
    ).distinct()


class PanelForm(forms.Form):
    """The recorded draw and the members."""

    draw_kind = forms.ChoiceField(label=_("抽取方式"), choices=LAWFUL_DRAWS)
    number = forms.CharField(
        label=_("抽取编号"), max_length=60, required=False, help_text=_("省级专家库的抽取单号")
    )
    drawn_at = MomentField(
        label=_("抽取时间"),
        required=False,
    )
    drawn_by = forms.CharField(label=_("抽取经办人"), max_length=60, required=False)
    avoided = forms.CharField(
        label=_("回避单位"), max_length=300, required=False, help_text=_("抽取时设定的回避单位，没有请填“无”")
    )
    refusals = forms.CharField(label=_("拒绝参加的记录"), max_length=300, required=False)
    consent = forms.CharField(
        label=_("自行选定的同意文号"), max_length=100, required=False, help_text=_("只有自行选定专家时填写")
    )
    experts = forms.ModelMultipleChoiceField(
        label=_("评审专家"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    representative = forms.ModelChoiceField(label=_("采购人代表"), queryset=User.objects.none())

    def __init__(self, *args: Any, package: Package, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experts"].queryset = pool().order_by("display_name")
        self.fields["representative"].queryset = members_holding(
            package.tender.purchaser, Office.REPRESENTATIVE
        )

    def record(self) -> dict[str, str]:
        """Return what is kept of the draw."""
        names = ("number", "drawn_at", "drawn_by", "avoided", "refusals", "consent")
        values = {name: self.cleaned_data[name] for name in names}
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value or ""
            for name, value in values.items()
        }


class DeclareForm(forms.Form):
    """The member's own statement (条例 art. 9)."""

    clear = forms.BooleanField(
        label=_(
            "我与参加本项目的供应商之间，近三年内没有劳动关系、没有担任董事或监事、没有控股或实际控制关系，"
            "与其法定代表人或负责人没有夫妻、直系血亲、三代以内旁系血亲或近姻亲关系，也没有其他影响公正的关系。"
        )
    )


class ReplaceForm(forms.Form):
    """Who leaves, why, and who takes the place."""

    leaving = forms.ModelChoiceField(label=_("离开的成员"), queryset=PanelMember.objects.none())
    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    user = forms.ModelChoiceField(label=_("补充的成员"), queryset=User.objects.none())

    def __init__(self, *args: Any, panel: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaving"].queryset = panel.members.select_related("user")
        self.fields["leaving"].label_from_instance = lambda member: (
            f"{member.alias} {member.user.display_name}"
        )
        representatives = members_holding(panel.package.tender.purchaser, Office.REPRESENTATIVE)
        taken = panel.members.values("user_id")
        people = User.objects.filter(
            pk__in=[*pool().values_list("pk", flat=True), *representatives.values_list("pk", flat=True)]
        )
        self.fields["user"].queryset = people.exclude(pk__in=taken).order_by("display_name")


class SessionForm(forms.Form):
    """The record of one session with one supplier."""

    bid = forms.ModelChoiceField(label=_("供应商"), queryset=OpenedBid.objects.none())
    record = forms.CharField(label=_("磋商（谈判）记录"), widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, bids: list[OpenedBid], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bid"].queryset = OpenedBid.objects.filter(
            pk__in=[bid.pk for bid in bids]
        ).select_related("supplier")


class ChangeForm(forms.Form):
    """A substantive change, told to all at once."""

    text = forms.CharField(label=_("变动内容"), widget=forms.Textarea(attrs={"rows": 5}))


class FinalOffersForm(forms.Form):
    """The end of the final round and who keeps its keys."""

    deadline = MomentField(
        label=_("最后报价截止时间"),
    )

    def __init__(self, *args: Any, package: Package, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = {row.part: row.key_id for row in RoundCustodian.objects.filter(round__package=package)}
        for part, keys in custody.candidates(package).items():
            fitting = [key.pk for key in keys]
            # Whoever kept the first round's key keeps this one's too, unless they left since.
            kept = first.get(part) if first.get(part) in fitting else next(iter(fitting), None)
            self.fields[part] = forms.ModelChoiceField(
                label=RoundCustodian.Part(part).label,
                queryset=CustodianKey.objects.filter(pk__in=fitting).select_related("user"),
                initial=kept,
            )

    def custodians(self) -> dict[str, CustodianKey]:
        """Return the chosen keys by part."""
        return {part.value: self.cleaned_data[part.value] for part in RoundCustodian.Part}


class OpenPoints(forms.DecimalField):
    """Points that have to be given before the sheet goes in, and may be missing while it is filled."""

    def __init__(self, *, factor: ScoringFactor, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.factor = factor

    def validate(self, value: Decimal | None) -> None:
        """Take an open line (the sheet's own list says what is missing), but no points outside of the levels."""
        if value is None:
            return
        super().validate(value)
        if refusal := points_refusal(self.factor, value):
            raise forms.ValidationError(refusal)


class SheetForm(forms.Form):
    """All factors of one bid on one page: points and a note each; what is filled in is saved."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, factors: list[ScoringFactor], answers: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.factors, self.answers = factors, answers
        for factor in factors:
            allowed = points_allowed(factor)
            self.fields[f"points_{factor.code}"] = OpenPoints(
                label=_("得分"),
                factor=factor,
                help_text=_("可以给：%(allowed)s") % {"allowed": allowed} if allowed else "",
                widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
            )
            self.fields[f"note_{factor.code}"] = forms.CharField(
                label=_("评分理由"), max_length=300, required=False
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return factor, the bidder's answer to it, points field and note field of each line."""
        return [
            {
                "factor": row,
                "answer": self.answers.get(row.code, ""),
                "points": self[f"points_{row.code}"],
                "note": self[f"note_{row.code}"],
            }
            for row in self.factors
        ]

    def given(self) -> list[tuple[ScoringFactor, Decimal, str]]:
        """Return the factors that got points."""
        found = []
        for row in self.factors:
            points = self.cleaned_data.get(f"points_{row.code}")
            if points is not None:
                found.append((row, points, self.cleaned_data.get(f"note_{row.code}", "")))
        return found


class ExplanationForm(forms.Form):
    """What the group found about an offer that looks too low (财库〔2026〕2号)."""

    accepted = forms.TypedChoiceField(
        label=_("审查结论"),
        choices=[("1", _("说明合理，报价有效")), ("0", _("不能证明合理，按无效处理"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("供应商说明与审查意见"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写明供应商的说明和证明材料、网上核价的情况和小组的意见，都会写进评审报告"),
    )


class SignForm(forms.Form):
    """A signature, or a signed dissent."""

    dissent = forms.CharField(
        label=_("不同意见及理由"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("同意请留空。有不同意见的写明理由，随报告一并签署"),
    )

    def __init__(self, *args: Any, article: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["dissent"]
        field.help_text = bracketed(field.help_text, article) if article else field.help_text


class PublishForm(forms.Form):
    """Where the result stands on the legal medium."""

    medium_url = forms.URLField(
        label=_("法定媒体网址"),
        required=False,
        assume_scheme="https",
        help_text=_("中国政府采购网湖北分网上同一公告的网址；期限从那里发布之日起算"),
    )
