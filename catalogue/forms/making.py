"""Forms of the bureau's work on a catalogue."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.core.forms import DayField

from ..models import CatalogueScheme, CatalogueVersion

SHIPPED, EMPTY = "shipped", "empty"


class DraftForm(forms.Form):
    """For which year, under which name, and from what."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    title = forms.CharField(label=_("目录名称"), max_length=200)
    source = forms.ChoiceField(
        label=_("以什么为底稿"),
        help_text=_("底稿的条目全部复制到草案中，公布前可以逐条修改、增加和删除。"),
        widget=forms.RadioSelect,
    )
    scheme = forms.ModelChoiceField(
        label=_("分类体系"),
        queryset=CatalogueScheme.objects.none(),
        to_field_name="code",
        required=False,
        help_text=_("只有空白草案要选；复制的草案沿用原来的体系。"),
    )

    def __init__(
        self,
        *args: Any,
        years: list[int],
        versions: list[CatalogueVersion],
        schemes: models.QuerySet[CatalogueScheme],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].queryset = schemes
        self.versions = {version.code: version for version in versions}
        self.fields["year"].choices = [(year, year) for year in years]
        self.fields["source"].choices = [
            *((code, self._label(version)) for code, version in self.versions.items()),
            (SHIPPED, _("平台自带的目录树（编码和名称均待省级目录确认）")),
            (EMPTY, _("空白草案，逐条新增或从表格导入")),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("source") == EMPTY and not data.get("scheme") and "scheme" not in self.errors:
            self.add_error("scheme", gettext("空白草案要选择分类体系。"))
        return data

    @staticmethod
    def _label(version: CatalogueVersion) -> str:
        return f"{version.title}（{version.code}，{version.get_status_display()}）"

    def is_empty(self) -> bool:
        """Tell whether the draft begins without an entry."""
        return self.cleaned_data["source"] == EMPTY

    def chosen(self) -> CatalogueVersion | None:
        """Return the version to copy; nothing means the tree that comes with the platform."""
        return self.versions.get(self.cleaned_data["source"])


class SchemeForm(forms.Form):
    """A scheme with its depth and the form of its codes."""

    name = forms.CharField(label=_("名称"), max_length=100)
    code = forms.SlugField(
        label=_("体系编号"), max_length=40, help_text=_("小写字母和短横线，例如 city-four；以后不能修改。")
    )
    code_form = forms.CharField(
        label=_("编码规则"),
        max_length=60,
        help_text=_(
            "每一级写成A（一位字母）和9（一位数字），各级之间用竖线分开。A|99|99 表示三级：A、A04、A0402。"
        ),
    )
    source = forms.CharField(label=_("依据"), max_length=300, required=False)


class ReleaseForm(forms.Form):
    """Under which name and number a catalogue is published, and from when it holds."""

    title = forms.CharField(label=_("目录名称"), max_length=200)
    document_number = forms.CharField(label=_("文号"), max_length=80)
    effective_from = DayField(label=_("施行日期"))

    def dates_and_names(self) -> dict[str, Any]:
        """Return what the service wants to know."""
        return {name: self.cleaned_data[name] for name in ("title", "document_number", "effective_from")}
