"""The form of one entry: what it is, who answers for it and may supply it, what it costs, on which basis."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.enums import SupplierKind
from procurement.accounts.models import Organisation
from procurement.core.fields import YuanField
from procurement.core.forms import FindingForm, FoundSelect
from procurement.regulations import methods

from ..enums import ServiceClass, method_name
from ..models import CatalogueItem, NationalItem
from ..services import EntryFields
from .revision import RevisionField
from .tables import MOST_ROWS, TargetForm

INDICATOR_ROWS = 8
TABLE = "indicators"
SUPPLIER_KINDS = [row for row in SupplierKind.choices if row[0] != SupplierKind.PUBLIC_INSTITUTION_I]


def _methods() -> list[tuple[str, str]]:
    return [(code, method_name(code)) for code in methods.METHODS]


def _price(label: Any) -> YuanField:
    return YuanField(label=label, required=False, min_value=Decimal("0.00"))


class EntryForm(FindingForm):
    """What an entry says, and on which basis; ``indicators`` are the rows of its table."""

    revision = RevisionField()
    name = forms.CharField(label=gettext_lazy("条目名称"), max_length=200)
    explanation = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("包括什么、不包括什么，让乡镇一看就知道选不选这一条。"),
    )
    resident_facing = forms.BooleanField(label=gettext_lazy("直接面向群众"), required=False)
    responsible = forms.ModelMultipleChoiceField(
        label=gettext_lazy("责任单位"),
        queryset=Organisation.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("征求意见时先问责任单位。"),
    )
    responsible_other = forms.CharField(
        label=gettext_lazy("其他责任单位"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("没有在平台登记的单位，用顿号分开。"),
    )
    supplier_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("承接主体类型"),
        choices=SUPPLIER_KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("不选表示依法都可以承接。"),
    )
    unit = forms.CharField(
        label=gettext_lazy("计量单位"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("例如：小时、人次、公里。"),
    )
    price_from = _price(gettext_lazy("价格标准下限（元）"))
    price_to = _price(gettext_lazy("价格标准上限（元）"))
    price_basis = forms.CharField(
        label=gettext_lazy("价格标准依据"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("文件、市场调查或上年合同价。"),
    )
    service_standard = forms.CharField(
        label=gettext_lazy("服务标准"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    methods = forms.MultipleChoiceField(
        label=gettext_lazy("常用采购方式"),
        choices=_methods,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("只供参考；实际方式按金额和法定情形确定。"),
    )
    centralised = forms.BooleanField(
        label=gettext_lazy("属于集中采购目录以内"),
        required=False,
        help_text=gettext_lazy("集中采购目录以内的项目应委托集中采购机构代理（《政府采购法》第十八条）。"),
    )
    provincial_code = forms.CharField(
        label=gettext_lazy("省级目录编码"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "湖北省指导性目录中对应条目的编码；没有找到对应编码时留空，会显示“需要省级依据”。"
        ),
    )
    confirmed = forms.TypedChoiceField(
        label=gettext_lazy("编码和名称是否已与省级目录核对确认"),
        choices=[("no", gettext_lazy("否，待确认")), ("yes", gettext_lazy("是，已确认"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    national_item = forms.ModelChoiceField(
        label=gettext_lazy("对应政府采购品目"),
        queryset=NationalItem.objects.none(),
        to_field_name="code",
        required=False,
        widget=FoundSelect,
        empty_label=gettext_lazy("没有对应品目"),
    )
    provenance = forms.CharField(
        label=gettext_lazy("名称和编码的来源"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("例如文件名称、文号和页码；会公开显示。"),
    )

    def __init__(
        self,
        *args: Any,
        national: models.QuerySet[NationalItem],
        departments: models.QuerySet[Organisation],
        rows: Iterable[dict[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.look_in("national_item", national, "code", "name")
        self.fields["responsible"].queryset = departments
        # A request without the table (another program's) leaves the indicators as they are.
        self.has_table = not self.is_bound or f"{TABLE}-TOTAL_FORMS" in self.data
        table = forms.formset_factory(TargetForm, extra=0, max_num=INDICATOR_ROWS, absolute_max=MOST_ROWS)
        filled = [*rows, *([{}] * INDICATOR_ROWS)][:INDICATOR_ROWS]
        bound = self.data if self.is_bound and self.has_table else None
        self.indicators = table(bound, prefix=TABLE, initial=filled)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.indicators.is_bound and not self.indicators.is_valid():
            self.add_error(None, _("%(part)s：请更正表格中标出的内容。") % {"part": _("默认绩效指标")})
        return data

    def facts(self) -> EntryFields:
        """Return what the service takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name in _FACTS}
        data["responsible"] = list(data["responsible"])
        if self.indicators.is_bound:
            rows = (form.cleaned_data for form in self.indicators)
            data["indicators"] = [row for row in rows if row.get("name")]
        return EntryFields(**data)


_FACTS = frozenset(EntryFields.__annotations__)


class NewEntryForm(EntryForm):
    """An entry with its place in the tree."""

    parent = forms.ModelChoiceField(
        label=gettext_lazy("上级条目"),
        queryset=CatalogueItem.objects.none(),
        to_field_name="code",
        required=False,
        widget=FoundSelect,
        empty_label=gettext_lazy("没有上级（一级条目）"),
    )
    service_class = forms.ChoiceField(
        label=gettext_lazy("类别"),
        choices=[("", gettext_lazy("随上级条目")), *ServiceClass.choices],
        required=False,
        help_text=gettext_lazy("只有一级条目要选；下级条目随上级。"),
    )
    code = forms.CharField(
        label=gettext_lazy("目录编码"),
        max_length=20,
        help_text=gettext_lazy("上级编码加本级的数字或字母，例如 A04 下面的 A0402。"),
    )
    field_order = ("parent", "service_class", "code", "name")

    def __init__(self, *args: Any, entries: models.QuerySet[CatalogueItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look_in("parent", entries, "search_text")

    def place(self) -> dict[str, Any]:
        """Return where the entry stands in the tree."""
        return {name: self.cleaned_data[name] for name in ("parent", "service_class", "code")}


def initial_of_entry(entry: CatalogueItem) -> dict[str, Any]:
    """Return an entry's values as the form shows them."""
    return {
        **{name: getattr(entry, name) for name in _FACTS - {"responsible", "national_item", "confirmed"}},
        "revision": entry.revision,
        "responsible": [one.code for one in entry.responsible.all()],
        "confirmed": "yes" if entry.confirmed else "no",
        "national_item": entry.national_item.code if entry.national_item else "",
    }
