"""Forms of the bureau's work on a catalogue."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import ServiceClass
from ..models import CatalogueItem, CatalogueVersion, NationalItem

SHIPPED = "shipped"


class DraftForm(forms.Form):
    """For which year, under which name, and from what."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    title = forms.CharField(label=_("目录名称"), max_length=200)
    source = forms.ChoiceField(
        label=_("以什么为底稿"),
        help_text=_("底稿的条目全部复制到草案中，公布前可以逐条修改、增加和删除。"),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, years: list[int], versions: list[CatalogueVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {version.code: version for version in versions}
        self.fields["year"].choices = [(year, year) for year in years]
        self.fields["source"].choices = [
            *((code, self._label(version)) for code, version in self.versions.items()),
            (SHIPPED, _("平台自带的目录树（编码和名称均待省级目录确认）")),
        ]

    @staticmethod
    def _label(version: CatalogueVersion) -> str:
        return f"{version.title}（{version.code}，{version.get_status_display()}）"

    def chosen(self) -> CatalogueVersion | None:
        """Return the version to copy; nothing means the tree that comes with the platform."""
        return self.versions.get(self.cleaned_data["source"])


class EntryForm(forms.Form):
    """What an entry says, and on which basis."""

    name = forms.CharField(label=_("条目名称"), max_length=200)
    provincial_code = forms.CharField(
        label=_("省级目录编码"),
        max_length=40,
        required=False,
        help_text=_("湖北省指导性目录中对应条目的编码；没有找到对应编码时留空，会显示“需要省级依据”。"),
    )
    confirmed = forms.TypedChoiceField(
        label=_("编码和名称是否已与省级目录核对确认"),
        choices=[("no", _("否，待确认")), ("yes", _("是，已确认"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    national_item = forms.ModelChoiceField(
        label=_("对应政府采购品目"),
        queryset=NationalItem.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("没有对应品目"),
    )
    provenance = forms.CharField(
        label=_("名称和编码的来源"),
        max_length=300,
        required=False,
        help_text=_("例如文件名称、文号和页码；会公开显示。"),
    )

    def __init__(self, *args: Any, national: models.QuerySet[NationalItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["national_item"].queryset = national


class NewEntryForm(EntryForm):
    """An entry with its place in the tree."""

    parent = forms.ModelChoiceField(
        label=_("上级条目"),
        queryset=CatalogueItem.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("没有上级（一级条目）"),
    )
    service_class = forms.ChoiceField(
        label=_("类别"),
        choices=[("", _("随上级条目")), *ServiceClass.choices],
        required=False,
        help_text=_("只有一级条目要选；下级条目随上级。"),
    )
    code = forms.CharField(
        label=_("目录编码"), max_length=20, help_text=_("字母开头，只用字母、数字和短横线，例如 A0402。")
    )
    field_order = ("parent", "service_class", "code", "name")

    def __init__(self, *args: Any, entries: models.QuerySet[CatalogueItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = entries


class ReleaseForm(forms.Form):
    """Under which name and number a catalogue is published, and from when it holds."""

    title = forms.CharField(label=_("目录名称"), max_length=200)
    document_number = forms.CharField(label=_("文号"), max_length=80)
    effective_from = forms.DateField(
        label=_("施行日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def dates_and_names(self) -> dict[str, Any]:
        """Return what the service wants to know."""
        return {name: self.cleaned_data[name] for name in ("title", "document_number", "effective_from")}
