"""The scoring table of a framework that quality ranks."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tendering.views.lent import ScoringTable

from .. import permissions
from ..models import Framework
from ..selectors.designs import usual_factors
from ..services.quality import set_quality_factors
from .solicitations import FrameworkStep


class FrameworkScoring(ScoringTable, FrameworkStep):
    """Write the factors of quality; they begin with what can be counted in the table made for the service."""

    title = ScoringTable.title
    submit = gettext_lazy("保存表格")
    hint = gettext_lazy(
        "按质量评分从高到低排序，价格不计分，各因素合计100分。只有可量化的指标才能评分：勾选客观分，一行一档，写明数量和分值，"
        "例如“3小时内 20”，或者“每份 5 最多 2”；其他要求写进采购需求（财政部令第110号第二十五条）。"
        "还没有保存过的，按同类服务的模板预填。"
    )
    permission = staticmethod(permissions.write)
    template_name = "frameworks/framework_risks.html"

    def load(self) -> None:
        super().load()
        if not self.object.is_scored:
            raise Http404

    def kept_rows(self) -> list[dict[str, Any]]:
        return list(self.object.quality_factors)

    def initial_rows(self) -> list[dict[str, Any]]:
        return self.kept_rows() or usual_factors(self.object)

    def sums(self, form: Any) -> list[dict[str, Any]]:
        """Leave the price out of the sum: it has no points here."""
        return super().sums(form)[1:]

    def get_form(self, form_class: Any = None) -> Any:
        """Show in the empty cells what may be scored here: grades that are counted, not good and fair."""
        form = super().get_form(form_class)
        for row in form.table:
            row.fields["intervals"].widget.attrs["placeholder"] = _("3小时内 20\n6小时内 12\n超过6小时 0")
        return form

    def run(self, form: Any) -> Framework:
        return set_quality_factors(framework=self.object, actor=self.actor, at=self.at, **form.given())
