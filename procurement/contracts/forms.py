"""Forms of contract, delivery, acceptance, invoice and payment."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.budgeting.models import BudgetLine
from procurement.core.fields import YuanField
from procurement.core.forms import DayField
from procurement.core.templatetags.formats import written

from .enums import AcceptanceResult
from .models import Acceptance, Contract, ServiceLogEntry
from .selectors.money import unbilled

TEAM_ROWS = 6
ADVANCE = ("advance_percent", "offset_percent")


def yuan(label: Any, **options: Any) -> forms.DecimalField:
    """Return a field for an amount in yuan."""
    return YuanField(label=label, min_value=Decimal(0), **options)


def percent(label: Any, **options: Any) -> forms.DecimalField:
    """Return a field for a share in per cent."""
    return forms.DecimalField(label=label, max_digits=5, decimal_places=2, required=False, **options)


class ContractForm(forms.Form):
    """Dates, terms and what each budget line carries; parties and amount follow from the award."""

    starts_on = DayField(label=_("开始日期"))
    ends_on = DayField(label=_("结束日期"))
    terms = forms.CharField(
        label=_("主要条款"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("服务内容、标准、验收和付款条件，须与采购文件和成交结果一致（采购法第四十六条）。"),
    )

    advance_percent = percent(
        _("预付款比例（%）"),
        help_text=_(
            "合同生效后、验收前支付，须与采购文件一致；没有预付款填0。国家鼓励提高中小企业的预付款比例（财库〔2020〕46号第十二条）。"
        ),
    )
    offset_percent = percent(
        _("每次抵扣比例（%）"),
        help_text=_(
            "每次验收金额的百分之几用来抵扣预付款，抵完为止。100是先抵扣、后付款；与预付款比例相同是同比例抵扣。"
        ),
    )

    def __init__(self, *args: Any, lines: Iterable[tuple[BudgetLine, Decimal]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line, frozen in self.lines:
            self.fields[f"slice_{line.code}"] = yuan(
                written(
                    gettext("%(year)s年资金（元）：%(line)s") % {"year": line.year, "line": line.project_name}
                ),
                required=False,
                help_text=gettext("已为本项目冻结%(frozen)s元（%(code)s）。")
                % {"frozen": f"{frozen:,.2f}", "code": line.code},
            )

    def advance(self) -> dict[str, Decimal]:
        """Return what the form says of an advance, as the services take it; empty fields are not passed on."""
        return {name: value for name in ADVANCE if (value := self.cleaned_data[name]) is not None}

    def slices(self) -> list[tuple[BudgetLine, Decimal]]:
        """Return the lines that carry something."""
        given = [(line, self.cleaned_data.get(f"slice_{line.code}")) for line, _frozen in self.lines]
        return [(line, amount) for line, amount in given if amount]


class PublishForm(forms.Form):
    """Where the legal medium shows the notice."""

    medium_url = forms.URLField(
        label=_("法定媒体网址"),
        required=False,
        assume_scheme="https",
        help_text=_("已在中国政府采购网湖北分网发布的，请填写网址。"),
    )


class LogForm(forms.Form):
    """One entry of the service ledger, made on a phone in the village."""

    day = DayField(label=_("服务日期"))
    what = forms.CharField(label=_("做了什么"), max_length=300)
    quantity = forms.DecimalField(label=_("数量"), max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    unit = forms.CharField(label=_("单位"), max_length=20)
    place = forms.CharField(label=_("地点"), max_length=200, required=False)


class LogAnswerForm(forms.Form):
    """The purchaser's answer to what waits in the ledger: all of it is chosen, and all of it may be unchosen."""

    ANSWERS = (("confirm", _("确认：服务已经做了，数量属实")), ("object", _("有异议：不计入验收")))

    entries = forms.MultipleChoiceField(label=_("等待确认的记录"), widget=forms.CheckboxSelectMultiple)
    answer = forms.ChoiceField(label=_("答复"), choices=ANSWERS, widget=forms.RadioSelect, initial="confirm")
    reason = forms.CharField(
        label=_("异议理由"),
        max_length=300,
        required=False,
        help_text=_("有异议时填写，供应商看得到，据此补登或说明。"),
    )

    def __init__(self, *args: Any, waiting: Iterable[ServiceLogEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(entry.pk), entry.in_words()) for entry in waiting]
        self.fields["entries"].choices = choices
        self.fields["entries"].initial = [value for value, _text in choices]


class AcceptanceForm(forms.Form):
    """What is accepted, and the team: people with an account are chosen, service users are written in."""

    period = forms.CharField(label=_("验收阶段"), max_length=100, help_text=_("例如：2026年第四季度。"))
    claimed = yuan(_("申请验收金额（元）"))

    def __init__(self, *args: Any, staff: Iterable[User], unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = {person.code: person for person in staff}
        self.unit = unit
        people = [("", gettext("（没有账户，请在下面填写姓名）"))]
        people += [(code, person.display_name) for code, person in self.staff.items()]
        for n in range(1, TEAM_ROWS + 1):
            self.fields[f"person_{n}"] = forms.ChoiceField(
                label=gettext("本单位人员"), choices=people, required=False
            )
            self.fields[f"name_{n}"] = forms.CharField(label=gettext("姓名"), max_length=60, required=False)
            self.fields[f"represents_{n}"] = forms.CharField(
                label=gettext("代表的单位（村组）"), max_length=120, required=False
            )
            self.fields[f"user_{n}"] = forms.BooleanField(label=gettext("服务对象代表"), required=False)

    def plain_fields(self) -> list[BoundField]:
        return [self["period"], self["claimed"]]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the fields of each row of the team, for the template."""
        for n in range(1, TEAM_ROWS + 1):
            names = ("person", "name", "represents", "user")
            yield {"number": n, "fields": [self[f"{name}_{n}"] for name in names]}

    def members(self) -> list[dict[str, Any]]:
        """Return the rows that name somebody, as ``open_acceptance`` takes them."""
        rows = (self._member(n) for n in range(1, TEAM_ROWS + 1))
        return [row for row in rows if row]

    def _member(self, n: int) -> dict[str, Any] | None:
        value = self.cleaned_data
        person = self.staff.get(value.get(f"person_{n}", ""))
        if person is not None:
            return {
                "name": person.display_name,
                "represents": self.unit,
                "is_service_user": False,
                "user_code": person.code,
            }
        if not value.get(f"name_{n}") and not value.get(f"represents_{n}"):
            return None
        return {
            "name": value.get(f"name_{n}", ""),
            "represents": value.get(f"represents_{n}", ""),
            "is_service_user": bool(value.get(f"user_{n}")),
        }


class SignForm(forms.Form):
    """What a member of the acceptance team says."""

    agrees = forms.TypedChoiceField(
        label=_("意见"),
        choices=(("yes", _("同意验收")), ("no", _("不同意"))),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ConcludeForm(forms.Form):
    """The conclusion of the whole team."""

    result = forms.ChoiceField(label=_("结论"), choices=AcceptanceResult.choices, widget=forms.RadioSelect)
    accepted = yuan(_("验收金额（元）"), help_text=_("不合格的为0；有扣减的填写扣减后的金额。"))
    opinion = forms.CharField(label=_("验收意见"), widget=forms.Textarea(attrs={"rows": 5}))


class RefundForm(forms.Form):
    """What the supplier paid back, and the paper that shows it."""

    amount = yuan(_("退款金额（元）"), help_text=_("没有被验收抵扣的预付款；已经验收的钱不能退。"))
    received_on = DayField(label=_("到账日期"))
    voucher = forms.CharField(
        label=_("退款凭证号"), max_length=60, help_text=_("银行回单或国库退库凭证的编号。")
    )


class InvoiceForm(forms.Form):
    """An invoice for accepted work, or for the advance where the contract names one."""

    acceptance = forms.ModelChoiceField(
        label=_("对应的验收"), queryset=Acceptance.objects.none(), required=False
    )
    number = forms.CharField(label=_("发票号码"), max_length=40)
    amount = yuan(_("发票金额（元）"))

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["acceptance"]
        field.queryset = contract.acceptances.exclude(status="OPEN").order_by("-pk")
        if contract.advance_percent:
            field.empty_label = gettext("预付款（验收前支付）")
        else:
            field.required = True
        field.label_from_instance = lambda row: (
            gettext("%(period)s（%(code)s），还可开票%(left)s元")
            % {
                "period": row.period,
                "code": row.code,
                "left": f"{unbilled(row):,.2f}",
            }
        )


class PayForm(forms.Form):
    """The treasury's voucher of a payment."""

    voucher = forms.CharField(label=_("国库支付凭证号"), max_length=60)


class ReserveStatementForm(forms.Form):
    """Why less was kept for small and medium enterprises than the law asks for."""

    text = forms.CharField(
        label=_("未达到预留比例的说明"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("写明哪些项目没有预留、为什么，以及以后怎样补足。"),
    )
